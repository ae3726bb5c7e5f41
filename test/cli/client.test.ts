import { describe, expect, it } from "vitest";
import type { TsbotError } from "../../src/base/index.ts";
import { abortable, createClient, path } from "../../src/cli/client.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { type FakeAnswer, json, startFakeServer } from "./fake-server.ts";

const STATUS = "GET /status";

async function failureOf(answer: FakeAnswer): Promise<TsbotError> {
  await using server = await startFakeServer({ [STATUS]: answer });
  const client = createClient(server.url, { token: "t", clock: createSimulatedClock() });
  return await client.request("GET", "/status").then(
    () => Promise.reject(new Error("it was answered")),
    (error: TsbotError) => error,
  );
}

describe("a request to a server", () => {
  it("is given up when the server does not answer, and says so", async () => {
    const clock = createSimulatedClock();
    await using server = await startFakeServer({ [STATUS]: null });
    const client = createClient(server.url, { clock });
    const request = client.request("GET", "/status").catch((error: TsbotError) => error);
    await clock.advance(20_000);
    expect(await request).toMatchObject({
      code: "cli/no-answer",
      message: `The server at ${server.url} does not answer.`,
    });
    expect(clock.pending).toBe(0);
  });

  it("waits longer where a turn may take longer", async () => {
    const clock = createSimulatedClock();
    await using server = await startFakeServer({ [STATUS]: null });
    let isOver = false;
    void createClient(server.url, { clock })
      .request("GET", "/status", { timeout: 60_000 })
      .catch(() => {
        isOver = true;
      });
    await clock.advance(59_999);
    expect(isOver).toBe(false);
  });

  it("fails with the reason of the signal that aborts it", async () => {
    await using server = await startFakeServer({ [STATUS]: null });
    const controller = new AbortController();
    const client = abortable(createClient(server.url, { clock: createSimulatedClock() }), controller.signal);
    const request = client.request("GET", "/status").catch((error: unknown) => error);
    controller.abort("SIGINT");
    expect(await request).toBe("SIGINT");
  });

  it.each([
    ["a page of HTML", 200],
    ["a page of HTML with an error", 404],
  ])("says that %s is not from a tsbot server", async (_, status) => {
    const error = await failureOf((_request, response) => {
      response.writeHead(status, { "content-type": "text/html" }).end("<html><h1>Welcome</h1></html>");
    });
    expect(error.code).toBe("cli/no-tsbot-server");
    expect(error.message).not.toContain("<");
  });

  it("does not follow to another server", async () => {
    const error = await failureOf((_, response) => {
      response.writeHead(302, { location: "http://127.0.0.1:9/" }).end();
    });
    expect(error.code).toBe("cli/no-tsbot-server");
  });

  it("calls only a refused token a refused token", async () => {
    const token = await failureOf(
      json(401, { message: "User is not authenticated.", details: { error: "server/not-authenticated" } }),
    );
    expect(token.message).toBe("The server refuses the token.");
    const origin = await failureOf(
      json(403, {
        message: "The host 'x' is not known.",
        details: { error: "server/unknown-host", hint: "Y." },
      }),
    );
    expect(origin).toMatchObject({
      code: "cli/server-says-no",
      message: "The host 'x' is not known.",
      hint: "Y.",
    });
  });

  it("lets nothing through that steers the terminal", async () => {
    const error = await failureOf(
      json(400, { message: "a\u001b[2Jb\u202ec", details: { hint: "d\u001b[He" } }),
    );
    expect(error).toMatchObject({ message: "a [2Jb c", hint: "d [He" });
  });

  it("names the flag of its command", async () => {
    const client = createClient("127.0.0.1:9", { clock: createSimulatedClock(), flag: "--connect" });
    await expect(client.request("GET", "/status")).rejects.toMatchObject({
      hint: "Start it with `tsbot run`, or name another with --connect URL.",
    });
  });
});

describe("a path", () => {
  it("has every part encoded, and none that leads elsewhere", () => {
    expect(path("conversations", "a/../b", "tracker")).toBe("/conversations/a%2F..%2Fb/tracker");
    for (const id of [".", ".."])
      expect(() => path("conversations", id, "tracker")).toThrow(/no name that an address can hold/);
  });
});
