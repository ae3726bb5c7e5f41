import { describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";

const give = (bot: TestServer, name: string, conversation: unknown) =>
  bot.call("PUT", `/addresses/${name}`, { body: { conversation_id: conversation } });

describe("the address book", () => {
  it("gives names to conversations, tells whose they are, and takes them away", async () => {
    await using bot = await startServer();
    const since = bot.clock.now() / 1000;
    const ours = { name: "greenhouse-3", conversation_id: "ann", since };
    const given = await give(bot, "greenhouse-3", "ann");
    expect(given).toMatchObject({ status: 200 });
    expect(given.json()).toEqual(ours);
    expect((await bot.get("/addresses/greenhouse-3")).json()).toEqual(ours);
    const moved = (await give(bot, "greenhouse-3", "bob")).json();
    expect(moved).toEqual({ ...ours, conversation_id: "bob" });
    expect((await bot.call("DELETE", "/addresses/greenhouse-3")).json()).toEqual(moved);
    expect(await bot.get("/addresses/greenhouse-3")).toMatchObject({ status: 404 });
    expect(await bot.call("DELETE", "/addresses/greenhouse-3")).toMatchObject({ status: 404 });
  });

  it("is listed by name, page by page, or for one conversation", async () => {
    await using bot = await startServer();
    await give(bot, "house%2Fdoor", "ann");
    await give(bot, "%2B39-333", "bob");
    await give(bot, "ann@example.org", "ann");
    const names = async (query: string): Promise<Page> => {
      const page = (await bot.get(`/addresses?${query}`)).json<Answer>();
      return [page.addresses.map(({ name }) => name), page.next_cursor];
    };
    const [first, cursor] = await names("limit=2");
    expect(first).toEqual(["+39-333", "ann@example.org"]);
    expect(await names(`limit=2&cursor=${cursor}`)).toEqual([["house/door"], null]);
    expect(await names("conversation_id=ann")).toEqual([["ann@example.org", "house/door"], null]);
  });

  it("says which name may be meant", async () => {
    await using bot = await startServer();
    await give(bot, "greenhouse-3", "ann");
    expect((await bot.get("/addresses/greenhouse-4")).json()).toMatchObject({
      message: "The address book has no name 'greenhouse-4'.",
      details: {
        error: "server/unknown-address",
        hint: expect.stringContaining("Did you mean 'greenhouse-3'?"),
      },
    });
  });

  it.each([
    ["no%20name", "ann"],
    ["greenhouse-3", ""],
    ["greenhouse-3", ".."],
    ["greenhouse-3", "x".repeat(1_001)],
    ["greenhouse-3", 7],
    ["greenhouse-3", undefined],
  ])("refuses %s for %j", async (name, conversation) => {
    await using bot = await startServer();
    const answer = await give(bot, name, conversation);
    expect(answer).toMatchObject({ status: 400 });
    expect(answer.json()).toMatchObject({ details: { error: "server/bad-parameter" } });
    expect((await bot.get("/addresses")).json()).toEqual({ addresses: [], next_cursor: null });
  });

  it("is closed to strangers without --enable-api", async () => {
    await using bot = await startServer({ api: false });
    expect(await give(bot, "greenhouse-3", "ann")).toMatchObject({ status: 404 });
    expect(await bot.store.listAddresses()).toEqual([]);
    expect(await bot.get("/addresses")).toMatchObject({ status: 404 });
  });
});

type Page = readonly [names: readonly string[], cursor: string | null];

interface Answer {
  readonly addresses: readonly { readonly name: string }[];
  readonly next_cursor: string | null;
}
