import { describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";

const DRY = { name: "EXTERNAL_dry_plant", entities: { plant: "Orchid" } };

const subscribe = (bot: TestServer, id: string, topic = "plants") =>
  bot.call("PUT", `/conversations/${id}/subscriptions/${topic}`);

describe("POST /events/{topic}", () => {
  it("reaches all that subscribe, and says of each what became of it", async () => {
    await using bot = await startServer();
    await bot.post("/webhooks/callback/webhook", { sender: "ann", message: "/greet" });
    await subscribe(bot, "ann");
    await subscribe(bot, "bob");
    const answer = await bot.post("/events/plants", DRY);
    expect(answer.status).toBe(200);
    const now = bot.clock.now() / 1000;
    const text = "Your Orchid needs some water!";
    expect(answer.json()).toEqual({
      event_id: expect.any(String) as string,
      topic: "plants",
      intent: "EXTERNAL_dry_plant",
      entities: [{ entity: "plant", value: "Orchid" }],
      posted_at: now,
      counts: { waiting: 0, fired: 2, suppressed: 0, failed: 0 },
      recipients: [
        {
          conversation_id: "bob",
          status: "fired",
          reason: null,
          attempts: 0,
          due_at: now,
          next_attempt_at: null,
          ended_at: now,
          messages: [{ recipient_id: "bob", text }],
          deliveries: [
            {
              id: expect.any(String) as string,
              sequence: 1,
              status: "collected",
              channel: null,
              reason: "Nobody has written in this conversation yet.",
            },
          ],
        },
        expect.objectContaining({
          conversation_id: "ann",
          status: "fired",
          deliveries: [expect.objectContaining({ status: "delivered", channel: "callback" })],
        }),
      ],
      next_cursor: null,
    });
    expect(bot.received.map(({ text: body }) => (JSON.parse(body) as { text: string }).text)).toContain(text);
  });

  it("is told again under its id, page by page", async () => {
    await using bot = await startServer();
    for (const id of ["ann", "bob", "cleo"]) await subscribe(bot, id);
    const posted = (await bot.post("/events/plants?limit=2", DRY)).json<Page>();
    expect(posted.recipients.map(({ conversation_id: id }) => id)).toEqual(["cleo", "bob"]);
    const path = `/events/plants/${posted.event_id}`;
    const second = (await bot.get(`${path}?limit=2&cursor=${posted.next_cursor}`)).json<Page>();
    expect(second).toMatchObject({ recipients: [{ conversation_id: "ann" }], next_cursor: null });
    expect((await bot.get(path)).json<Page>().recipients).toHaveLength(3);
    expect(await bot.get("/events/doors/nothing")).toMatchObject({ status: 404 });
  });

  it("repeats the first answer for an Idempotency-Key", async () => {
    await using bot = await startServer();
    await subscribe(bot, "ann");
    const key = { "idempotency-key": "reading-1" };
    const first = await bot.post("/events/plants", DRY, key);
    const again = await bot.post("/events/plants", DRY, key);
    expect(again.json()).toEqual(first.json());
    expect(again.headers["idempotency-replayed"]).toBe("true");
    const other = await bot.post("/events/plants", { name: "EXTERNAL_tick" }, key);
    expect(other).toMatchObject({ status: 422 });
  });

  it.each([
    ["/events/plants", {}, 400, "server/bad-parameter"],
    ["/events/plants", { name: "EXTERNAL_dry_plnt" }, 404, "runtime/unknown-intent"],
    ["/events/plants", { name: "EXTERNAL_tick", entities: "Orchid" }, 400, "server/bad-parameter"],
    ["/events/-plants", DRY, 400, "server/bad-parameter"],
    ["/events/plants?limit=0", DRY, 400, "server/bad-parameter"],
  ])("%s with %j is a %i", async (path, body, status, error) => {
    await using bot = await startServer();
    const answer = await bot.post(path, body);
    expect(answer).toMatchObject({ status });
    expect(answer.json()).toMatchObject({ details: { error } });
  });

  it("is closed to strangers without --enable-api", async () => {
    await using bot = await startServer({ api: false });
    expect(await bot.post("/events/plants", DRY)).toMatchObject({ status: 404 });
    expect(await subscribe(bot, "ann")).toMatchObject({ status: 404 });
  });
});

describe("subscriptions", () => {
  it("are put, listed and deleted, and topics counted", async () => {
    await using bot = await startServer();
    await subscribe(bot, "ann");
    expect((await subscribe(bot, "ann", "doors%2Fback")).json()).toEqual({
      conversation_id: "ann",
      topics: ["doors/back", "plants"],
      opted_out_at: null,
    });
    await subscribe(bot, "bob");
    expect((await bot.get("/topics")).json()).toEqual({
      topics: [
        { topic: "doors/back", subscribers: 1 },
        { topic: "plants", subscribers: 2 },
      ],
      next_cursor: null,
    });
    const since = bot.clock.now() / 1000;
    expect((await bot.get("/topics/plants/subscribers?limit=1")).json()).toEqual({
      topic: "plants",
      subscribers: [{ conversation_id: "ann", since }],
      next_cursor: expect.any(String) as string,
    });
    const gone = await bot.call("DELETE", "/conversations/ann/subscriptions/plants");
    expect(gone.json()).toMatchObject({ topics: ["doors/back"] });
    expect((await bot.get("/conversations/ann/subscriptions")).json()).toEqual(gone.json());
    expect((await bot.get("/conversations/nobody/subscriptions")).json()).toMatchObject({ topics: [] });
  });

  it("of who opted out reach nobody, and the reason is told", async () => {
    await using bot = await startServer();
    await subscribe(bot, "ann");
    const out = (await bot.call("PUT", "/conversations/ann/opt_out")).json();
    expect(out).toMatchObject({ topics: ["plants"], opted_out_at: bot.clock.now() / 1000 });
    expect((await bot.post("/events/plants", DRY)).json()).toMatchObject({
      counts: { suppressed: 1 },
      recipients: [{ status: "suppressed", reason: "The person has opted out of events from outside." }],
    });
    expect((await bot.call("DELETE", "/conversations/ann/opt_out")).json()).toMatchObject({
      opted_out_at: null,
    });
  });
});

describe("what config.yml says of events", () => {
  const fire = (bot: TestServer, query = "") => bot.post(`/conversations/ann/trigger_intent${query}`, DRY);

  it("limits those of a topic in a minute: 429, when to come back, and nothing is stored", async () => {
    await using bot = await startServer({ outreach: { topicLimits: new Map([["plants", 1]]) } });
    await subscribe(bot, "ann");
    expect(await bot.post("/events/plants", DRY)).toMatchObject({ status: 200 });
    await bot.clock.advance(20_000);
    const refused = await bot.post("/events/plants", DRY);
    expect(refused).toMatchObject({ status: 429, headers: { "retry-after": "40" } });
    expect(refused.json()).toMatchObject({ details: { error: "runtime/too-many-events" } });
    expect(await bot.store.listExternalEvents({ topic: "plants" })).toHaveLength(1);
    expect(await bot.post("/events/doors", DRY)).toMatchObject({ status: 200 });
    await bot.clock.advance(40_000);
    expect(await bot.post("/events/plants", DRY)).toMatchObject({ status: 200 });
  });

  it("collects them: the answer says until when", async () => {
    const policy = { cooldown: null, collect: 600_000, ignoresQuietHours: false };
    await using bot = await startServer({ outreach: { eventPolicies: new Map([[DRY.name, policy]]) } });
    const until = bot.clock.now() / 1000 + 600;
    expect((await fire(bot)).json()).toMatchObject({ messages: [], collected_until: until });
    await bot.clock.advance(60_000);
    expect((await fire(bot)).json()).toMatchObject({ messages: [], collected_until: until });
  });

  it("holds them in quiet hours: the answer says until when, and who has a token may not wait", async () => {
    const quietHours = { span: { from: 0, to: 24 * 60 - 1 }, externalEvents: "hold" } as const;
    await using bot = await startServer({ outreach: { quietHours } });
    const day = 24 * 3_600;
    const now = bot.clock.now() / 1000;
    expect((await fire(bot)).json()).toMatchObject({
      messages: [],
      held_until: Math.floor(now / day) * day + day - 60,
    });
    const { messages } = (await fire(bot, "?ignore_quiet_hours=true")).json<{ messages: unknown[] }>();
    expect(messages).toHaveLength(1);
  });
});

describe("GET /suppressions", () => {
  it("tells which events were kept from whom, when and why, newest first", async () => {
    await using bot = await startServer();
    await subscribe(bot, "ann");
    await bot.call("PUT", "/conversations/ann/opt_out");
    const created = bot.clock.now() / 1000;
    const posted = (await bot.post("/events/plants", DRY)).json<Page>();
    await bot.clock.advance(1_000);
    const alone = await bot.post("/conversations/ann/trigger_intent", { ...DRY, dedupe_key: "dry" });
    expect(alone.json()).toMatchObject({ suppressed: expect.any(String) });
    expect((await bot.get("/suppressions")).json()).toEqual({
      suppressions: [
        expect.objectContaining({
          topic: null,
          dedupe_key: "dry",
          created_at: created + 1,
          suppressed_at: created + 1,
        }),
        {
          event_id: posted.event_id,
          conversation_id: "ann",
          topic: "plants",
          intent: "EXTERNAL_dry_plant",
          entities: [{ entity: "plant", value: "Orchid" }],
          dedupe_key: null,
          reason: "The person has opted out of events from outside.",
          created_at: created,
          suppressed_at: created,
        },
      ],
      next_cursor: null,
    });
  });

  it("tells of one conversation or topic, page by page, and of nothing that fired", async () => {
    await using bot = await startServer();
    for (const id of ["ann", "bob", "cleo"]) await subscribe(bot, id);
    for (const id of ["ann", "bob"]) await bot.call("PUT", `/conversations/${id}/opt_out`);
    await bot.post("/events/plants", DRY);
    await bot.post("/conversations/ann/trigger_intent", DRY);
    const listed = async (query: string): Promise<Suppressions> =>
      (await bot.get(`/suppressions?${query}`)).json<Suppressions>();
    const first = await listed("limit=2");
    const second = await listed(`limit=2&cursor=${first.next_cursor}`);
    const all = [...first.suppressions, ...second.suppressions];
    expect(all.map(told).sort()).toEqual(["ann null", "ann plants", "bob plants"]);
    expect(second.next_cursor).toBeNull();
    expect((await listed("conversation_id=bob")).suppressions.map(told)).toEqual(["bob plants"]);
    expect((await listed("topic=plants")).suppressions.map(told)).toEqual(["bob plants", "ann plants"]);
    expect((await listed("topic=plants&conversation_id=cleo")).suppressions).toEqual([]);
  });

  it("refuses cursors of other lists, and strangers without --enable-api", async () => {
    await using bot = await startServer();
    const cursor = Buffer.from(JSON.stringify([1, "ann"])).toString("base64url");
    expect(await bot.get(`/suppressions?cursor=${cursor}`)).toMatchObject({ status: 400 });
    await using closed = await startServer({ api: false });
    expect(await closed.get("/suppressions")).toMatchObject({ status: 404 });
  });
});

interface Suppressions {
  readonly suppressions: readonly { readonly conversation_id: string; readonly topic: string | null }[];
  readonly next_cursor: string | null;
}

const told = ({ conversation_id: id, topic }: Suppressions["suppressions"][number]) => `${id} ${topic}`;

interface Page {
  readonly event_id: string;
  readonly recipients: readonly { readonly conversation_id: string }[];
  readonly next_cursor: string | null;
}
