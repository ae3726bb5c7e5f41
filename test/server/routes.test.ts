import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";

let bot: TestServer;
beforeAll(async () => {
  bot = await startServer();
});
afterAll(() => bot[Symbol.asyncDispose]());

let conversations = 0;
const newId = (): string => `c${++conversations}`;

const FAILURE = { version: "3.6.21", status: "failure", help: null };

describe("who the server is", () => {
  it("greets as Rasa does, also HEAD requests", async () => {
    const answer = await bot.get("/");
    expect(answer).toMatchObject({ status: 200, text: "Hello from Rasa: 3.6.21" });
    expect(answer.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(await bot.call("HEAD", "/")).toMatchObject({ status: 200, text: "" });
  });

  it("tells the version of the API in the body and its own in a header", async () => {
    const answer = await bot.get("/version?foo=bar");
    expect(answer.json()).toEqual({ version: "3.6.21", minimum_compatible_version: "3.5.0" });
    expect(answer.headers["tsbot-version"]).toMatch(/^\d+\.\d+\.\d+/);
  });

  it("tells which model runs, without its folder", async () => {
    expect((await bot.get("/status")).json()).toEqual({
      model_file: "plants.tar.gz",
      model_id: "model-1",
      num_active_training_jobs: 0,
    });
  });

  it("answers 404 and 405 in the shape the client speaks", async () => {
    const text = await bot.get("/nothing/here");
    expect(text).toMatchObject({
      status: 404,
      text: "⚠️ 404 — Not Found\n==================\nRequested URL /nothing/here not found\n\n",
    });
    const json = await bot.post("/nothing/here", {});
    expect(json).toMatchObject({ status: 404 });
    expect(json.json()).toEqual({
      description: "Not Found",
      status: 404,
      message: "Requested URL /nothing/here not found",
    });
    const method = await bot.call("PUT", "/version");
    expect(method).toMatchObject({ status: 405, headers: { allow: "GET" } });
    expect(method.text).toBe(
      "⚠️ 405 — Method Not Allowed\n===========================\nMethod PUT not allowed for URL /version\n\n",
    );
  });
});

describe("GET /domain", () => {
  it.each([undefined, "*/*", "application/json", "text/html, */*;q=0.1"])(
    "is JSON for Accept: %s",
    async (accept) => {
      const answer = await bot.get("/domain", accept === undefined ? {} : { accept });
      expect(answer.headers["content-type"]).toBe("application/json");
      expect(answer.json()).toMatchObject({
        version: "3.1",
        intents: [
          "EXTERNAL_dry_plant",
          "EXTERNAL_fail",
          "EXTERNAL_tick",
          "bye",
          "fail",
          "greet",
          "remind",
          "wait",
        ],
        entities: ["plant", { mood: { roles: ["now", "before"] } }, "seconds", "name"],
        slots: {
          size: {
            type: "categorical",
            mappings: [{ type: "from_entity", entity: "mood", not_intent: ["bye"] }],
          },
        },
      });
    },
  );

  it.each(["application/yaml", "application/x-yml"])("is YAML for Accept: %s", async (accept) => {
    const answer = await bot.get("/domain", { accept });
    expect(answer.headers["content-type"]).toBe("application/x-yaml");
    expect(answer.text).toContain('utter_bye:\n    - text: "Bye."');
  });

  it("says what there is to a client that wants something else", async () => {
    const answer = await bot.get("/domain", { accept: "text/html" });
    expect(answer.json()).toMatchObject({ ...FAILURE, code: 406, reason: "NotAcceptable" });
  });
});

describe("POST /model/parse", () => {
  it("understands one text, or several at once", async () => {
    const one = await bot.post("/model/parse", { text: "hello" });
    expect(one.json()).toMatchObject({
      text: "hello",
      intent: { name: "greet", confidence: 1 },
      entities: [],
    });
    const two = await bot.post("/model/parse", [{ text: "hello" }, { text: "bye" }]);
    expect(two.json<{ intent: { name: string } }[]>().map(({ intent }) => intent.name)).toEqual([
      "greet",
      "bye",
    ]);
  });

  it("understands up to a thousand texts at once, in order, and answers others meanwhile", async () => {
    const texts = (amount: number) =>
      Array.from({ length: amount }, (_, index) => ({ text: `hello ${index}` }));
    const answered: string[] = [];
    const many = bot.post("/model/parse", texts(1_000)).then((answer) => {
      answered.push("many");
      return answer.json<{ text: string }[]>();
    });
    await bot.get("/version").then(() => answered.push("one"));
    expect((await many).map(({ text }) => text)).toEqual(texts(1_000).map(({ text }) => text));
    expect(answered).toEqual(["one", "many"]);
    const more = await bot.post("/model/parse", texts(1_001));
    expect(more.json()).toMatchObject({ code: 400, details: { parameter: "/", in: "body" } });
    expect((await bot.post("/model/parse", [])).json()).toEqual([]);
  });

  it("reads JSON that calls itself a form, as curl sends it", async () => {
    const answer = await bot.post("/model/parse", '{"text":"hello"}', {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(answer.status).toBe(200);
  });

  it.each([
    [{ q: "hello" }, "/text"],
    [{ text: 7 }, "/text"],
    [[{ text: "hello" }, {}], "/1/text"],
    [undefined, "/text"],
  ])("names what is missing in %j", async (body, parameter) => {
    const answer = await bot.post("/model/parse", body);
    expect(answer.json()).toMatchObject({
      code: 400,
      reason: "BadRequest",
      details: { parameter, in: "body" },
    });
  });

  it("refuses what it cannot emulate instead of ignoring it", async () => {
    const answer = await bot.post("/model/parse?emulation_mode=FOO", { text: "hello" });
    expect(answer.json()).toMatchObject({ code: 400, details: { parameter: "emulation_mode", in: "query" } });
  });
});

describe("GET /conversations/{id}/tracker", () => {
  it("starts the session of a new conversation, once", async () => {
    const id = newId();
    const first = (await bot.get(`/conversations/${id}/tracker`)).json<{ events: { event: string }[] }>();
    expect(first).toMatchObject({ sender_id: id, slots: { plant: null, size: null }, paused: false });
    expect(first.events.map(({ event }) => event)).toEqual(["action", "session_started", "action"]);
    const again = (await bot.get(`/conversations/${id}/tracker`)).json<{ events: unknown[] }>();
    expect(again.events).toHaveLength(3);
  });

  it("keeps slashes and percent escapes of an id", async () => {
    const plain = await bot.get("/conversations/room/7/tracker?include_events=NONE");
    const escaped = await bot.get("/conversations/room%2F7/tracker?include_events=none");
    expect(plain.json()).toMatchObject({ sender_id: "room/7", events: null });
    expect(escaped.json()).toEqual(plain.json());
    const odd = encodeURIComponent("ü ?#%");
    expect((await bot.get(`/conversations/${odd}/tracker`)).json()).toMatchObject({ sender_id: "ü ?#%" });
  });

  it("takes the events up to a time, and ignores a time that is none", async () => {
    const id = newId();
    await bot.say(id, "/greet");
    const until = await bot.get(`/conversations/${id}/tracker?until=1`);
    expect(until.json()).toMatchObject({ events: [], latest_event_time: null });
    const soon = await bot.get(`/conversations/${id}/tracker?until=soon`);
    expect(soon.json<{ events: unknown[] }>().events.length).toBeGreaterThan(3);
  });

  it("names what include_events may be", async () => {
    const answer = await bot.get(`/conversations/${newId()}/tracker?include_events=SOME`);
    expect(answer.json()).toMatchObject({
      ...FAILURE,
      code: 400,
      message:
        "Invalid parameter value for 'include_events'. Should be one of NONE, APPLIED, AFTER_RESTART, ALL, ALL_SESSIONS",
      details: { parameter: "include_events", in: "query" },
    });
  });

  it.each(["/conversations/%/tracker", "/conversations/%E0%A4%A/tracker"])(
    "refuses the path %s",
    async (path) => {
      expect((await bot.get(path)).json()).toMatchObject({ code: 400, reason: "BadRequest" });
    },
  );

  it("refuses an id that is too long to be one", async () => {
    const answer = await bot.get(`/conversations/${"x".repeat(1001)}/tracker`);
    expect(answer.json()).toMatchObject({ code: 400, details: { parameter: "conversation_id", in: "path" } });
  });
});

describe("POST /conversations/{id}/tracker/events", () => {
  it("appends one event or a list", async () => {
    const path = `/conversations/${newId()}/tracker/events?include_events=NONE`;
    const one = await bot.post(path, { event: "slot", name: "plant", value: "Fern" });
    expect(one.json()).toMatchObject({ slots: { plant: "Fern" }, events: null });
    const list = await bot.post(path, [{ event: "slot", name: "plant", value: null }, { event: "pause" }]);
    expect(list.json()).toMatchObject({ slots: { plant: null }, paused: true });
    expect((await bot.post(path, [])).json()).toMatchObject({ paused: true });
  });

  it("carries side effects out when it is asked to, and only then", async () => {
    const id = newId();
    const path = `/conversations/${id}/tracker/events`;
    const reminder = {
      event: "reminder",
      intent: "EXTERNAL_tick",
      date_time: "2030-01-01T00:00:00Z",
      name: "later",
    };
    await bot.post(path, reminder);
    expect((await bot.get(`/conversations/${id}/reminders`)).json()).toEqual({
      reminders: [],
      next_cursor: null,
    });
    await bot.post(`${path}?execute_side_effects=true`, reminder);
    expect((await bot.get(`/conversations/${id}/reminders`)).json()).toMatchObject({
      reminders: [{ name: "later" }],
    });
    await bot.post(`${path}?execute_side_effects=true&output_channel=pigeon`, {
      event: "bot",
      text: "Psst.",
    });
    expect((await bot.get(`/conversations/${id}/messages`)).json()).toMatchObject({
      messages: [{ message: { text: "Psst." } }],
    });
  });

  it.each([
    [undefined, "/"],
    ['"hi"', "/"],
    [{ name: "drink" }, "/event"],
    [{ event: "teleport" }, "/event"],
    [[{ event: "pause" }, { event: "slot", name: "plant" }], "/1/value"],
    [{ event: "reminder", intent: "EXTERNAL_tick", date_time: "not-a-date" }, "/date_time"],
    [[{ event: "reminder", intent: "EXTERNAL_tick", date_time: "32.13.2020" }], "/0/date_time"],
    [{ event: "reminder", intent: "EXTERNAL_tick" }, "/date_time"],
    [{ event: "reminder", intent: "EXTERNAL_tick", date_time: "2026-01-01", every: "soon" }, "/every"],
    [{ event: "reminder", intent: "EXTERNAL_tick", date_time: "2026-01-01", rrule: "FREQ=HOURLY" }, "/rrule"],
    [
      { event: "reminder", intent: "EXTERNAL_tick", date_time: "2026-01-01", time_zone: "Mars" },
      "/time_zone",
    ],
    [{ event: "snooze_reminder", name: "a", for: "soon" }, "/for"],
  ])("stores nothing and points at what is wrong in %j", async (body, parameter) => {
    const id = newId();
    const answer = await bot.post(`/conversations/${id}/tracker/events`, body);
    expect(answer.json()).toMatchObject({ ...FAILURE, code: 400, details: { parameter, in: "body" } });
    expect(await bot.store.load(id)).toBeNull();
  });
});

describe("POST /conversations/{id}/messages", () => {
  it("logs a message and fills slots, and says nothing", async () => {
    const id = newId();
    const answer = await bot.post(`/conversations/${id}/messages?include_events=NONE`, {
      text: "foo",
      sender: "user",
      parse_data: {
        intent: { name: "greet", confidence: 0.9 },
        entities: [{ entity: "plant", value: "Fern" }],
        text: "foo",
      },
    });
    expect(answer.json()).toMatchObject({
      slots: { plant: "Fern" },
      latest_message: { text: "foo", intent: { name: "greet", confidence: 0.9 } },
    });
    expect((await bot.get(`/conversations/${id}/messages`)).json()).toEqual({ messages: [], next_after: 0 });
  });

  it.each([
    [undefined, {}],
    [
      { text: "foo", sender: "bot" },
      { parameter: "sender", in: "body" },
    ],
    [{ text: "foo" }, { parameter: "sender", in: "body" }],
    [{ sender: "user" }, { parameter: "text", in: "body" }],
    [
      { sender: "user", text: "a", parse_data: [] },
      { parameter: "/parse_data", in: "body" },
    ],
    [
      { sender: "user", text: "a", parse_data: { entities: [{}] } },
      { parameter: "/parse_data/entities/0/entity" },
    ],
    [["a"], { parameter: "/", in: "body" }],
  ])("refuses %j", async (body, details) => {
    const answer = await bot.post(`/conversations/${newId()}/messages`, body);
    expect(answer.json()).toMatchObject({ ...FAILURE, code: 400, reason: "BadRequest", details });
  });
});

describe("POST /conversations/{id}/trigger_intent", () => {
  it.each([[{ plant: "Orchid" }], [[{ entity: "plant", value: "Orchid" }]]])(
    "takes entities as %j",
    async (entities) => {
      const id = newId();
      const answer = await bot.post(`/conversations/${id}/trigger_intent`, {
        name: "EXTERNAL_dry_plant",
        entities,
      });
      expect(Object.keys(answer.json())).toEqual(["tracker", "messages"]);
      expect(answer.json()).toMatchObject({
        tracker: { sender_id: id, slots: { plant: "Orchid" } },
        messages: [{ recipient_id: id, text: "Your Orchid needs some water!" }],
      });
    },
  );

  it("says per message what became of it, in a header and, if asked, in the body", async () => {
    const id = newId();
    const path = `/conversations/${id}/trigger_intent?output_channel=callback&delivery=true&include_events=NONE`;
    const answer = await bot.post(path, { name: "EXTERNAL_dry_plant", entities: { plant: "Ö" } });
    const delivery = { sequence: 1, status: "delivered", channel: "callback", reason: null };
    expect(answer.json()).toMatchObject({ deliveries: [delivery] });
    expect(JSON.parse(answer.headers["tsbot-delivery"] ?? "")).toMatchObject([delivery]);
    expect(bot.received.map(({ text }) => text)).toContain(
      JSON.stringify({ recipient_id: id, text: "Your Ö needs some water!" }),
    );
  });

  it("says why a message could only be collected, in ASCII", async () => {
    const path = `/conversations/${newId()}/trigger_intent?output_channel=${encodeURIComponent("täube")}`;
    const answer = await bot.post(path, { name: "EXTERNAL_tick" });
    const header = answer.headers["tsbot-delivery"] ?? "";
    expect(header).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(header)).toMatchObject([
      { status: "collected", reason: expect.stringContaining("'täube'") as string },
    ]);
  });

  it("gives the first answer again for the same Idempotency-Key, and refuses it for another event", async () => {
    const id = newId();
    const path = `/conversations/${id}/trigger_intent?delivery=true`;
    const key = { "idempotency-key": "k-1" };
    const first = await bot.post(path, { name: "EXTERNAL_tick" }, key);
    const again = await bot.post(path, { name: "EXTERNAL_tick" }, key);
    expect(first.headers["idempotency-replayed"]).toBeUndefined();
    expect(again.headers["idempotency-replayed"]).toBe("true");
    expect(again.json()["deliveries"]).toEqual(first.json()["deliveries"]);
    const other = await bot.post(path, { name: "EXTERNAL_dry_plant" }, key);
    expect(other.json()).toMatchObject({ ...FAILURE, code: 422 });
    const long = await bot.post(path, { name: "EXTERNAL_tick" }, { "idempotency-key": "k".repeat(256) });
    expect(long.json()).toMatchObject({ code: 400, details: { parameter: "Idempotency-Key", in: "header" } });
  });

  it("names the external intents, and the one that was meant, and leaves the conversation alone", async () => {
    const id = newId();
    const answer = await bot.post(`/conversations/${id}/trigger_intent`, { name: "EXTERNAL_dry_plnt" });
    expect(answer.json()).toMatchObject({
      ...FAILURE,
      code: 404,
      reason: "NotFound",
      message: "The intent 'EXTERNAL_dry_plnt' does not exist in the domain.",
    });
    const { hint } = answer.json<{ details: { hint: string } }>().details;
    expect(hint).toContain("Did you mean 'EXTERNAL_dry_plant'?");
    expect(hint).toContain("EXTERNAL_tick");
    expect(hint).not.toContain("greet");
    expect(await bot.store.load(id)).toBeNull();
  });

  it.each([undefined, {}, { name: null }, { name: "" }, { name: 3 }, { entities: {} }, []])(
    "needs a name: %j",
    async (body) => {
      const answer = await bot.post(`/conversations/${newId()}/trigger_intent`, body);
      expect(answer.json()).toMatchObject({ ...FAILURE, code: 400, reason: "BadRequest" });
    },
  );

  it("points at an entity that is none", async () => {
    const body = { name: "EXTERNAL_tick", entities: [{ entity: "plant", value: 1 }, { plant: "Orchid" }] };
    const answer = await bot.post(`/conversations/${newId()}/trigger_intent`, body);
    expect(answer.json()).toMatchObject({ code: 422, details: { parameter: "/entities/1", in: "body" } });
  });

  it("keeps an entity named __proto__ an entity", async () => {
    const path = `/conversations/${newId()}/trigger_intent?include_events=NONE`;
    const answer = await bot.post(
      path,
      '{"name":"EXTERNAL_tick","entities":{"__proto__":{"polluted":true}}}',
    );
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('{"entity":"__proto__","value":{"polluted":true}}');
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

describe("a conversation whose id is a way through the path", () => {
  it.each([".", ".."])("'%s' is none", async (id) => {
    const calls = [
      bot.get(`/conversations/${id}/tracker`),
      bot.post(`/conversations/${id}/trigger_intent`, { name: "EXTERNAL_tick" }),
      bot.post(`/conversations/${id}/tracker/events`, { event: "pause" }),
      bot.post("/webhooks/rest/webhook", { sender: id, message: "/greet" }),
      bot.post("/webhooks/callback/open", { sender: id }),
    ];
    for (const answer of await Promise.all(calls)) expect(answer.json()).toMatchObject({ code: 400 });
    expect(await bot.store.load(id)).toBeNull();
  });
});

describe("GET /conversations", () => {
  it("lists the newest first and pages without skipping any of the same moment", async () => {
    await using own = await startServer();
    for (const id of ["a", "b", "c"]) await own.say(id, "/greet");
    await own.clock.advance(1000);
    await own.say("d", "/greet");
    type Page = {
      conversations: { conversation_id: string; updated_at: number }[];
      next_cursor: string | null;
    };
    const ids: string[] = [];
    let pages = 1;
    let page = (await own.get("/conversations?limit=2")).json<Page>();
    for (;;) {
      ids.push(...page.conversations.map(({ conversation_id }) => conversation_id));
      if (page.next_cursor === null) break;
      pages++;
      page = (await own.get(`/conversations?limit=2&cursor=${page.next_cursor}`)).json<Page>();
    }
    expect(ids).toEqual(["d", "c", "b", "a"]);
    // The last page is full.
    expect(pages).toBe(2);
    const [newest] = (await own.get("/conversations?limit=1")).json<Page>().conversations;
    expect(newest).toMatchObject({ updated_at: own.clock.now() / 1000, latest_channel: "rest" });
  });

  it.each([
    "limit=0",
    "limit=1001",
    "limit=x",
    "cursor=nonsense",
    "cursor=WzEsMl0",
    `cursor=${Buffer.from('[1e400,"a"]').toString("base64url")}`,
  ])("refuses ?%s", async (query) => {
    expect((await bot.get(`/conversations?${query}`)).json()).toMatchObject({
      code: 400,
      reason: "BadRequest",
    });
  });
});

describe("reminders", () => {
  const set = (id: string, name: string, seconds = 60): Promise<unknown> =>
    bot.say(id, `/remind{"seconds": ${seconds}, "name": "${name}"}`);

  it("are listed with their times in seconds, of one conversation or of all", async () => {
    const id = newId();
    await set(id, "call/home");
    const now = bot.clock.now() / 1000;
    const expected = {
      conversation_id: id,
      name: "call/home",
      intent: "EXTERNAL_tick",
      due_at: now + 60,
      status: "pending",
      reason: null,
      kill_on_user_msg: false,
      created_at: now,
      ended_at: null,
    };
    expect((await bot.get(`/conversations/${id}/reminders`)).json()).toMatchObject({ reminders: [expected] });
    const all = (await bot.get("/reminders")).json<{ reminders: object[] }>();
    expect(all.reminders).toContainEqual(expect.objectContaining(expected));
  });

  it("come in pages, the last of which says that it is the last, full or not", async () => {
    const id = newId();
    for (const [index, name] of ["a", "b", "c", "d"].entries()) await set(id, name, 60 + index);
    type Page = { reminders: { name: string }[]; next_cursor: string | null };
    const page = async (query: string) => {
      const { reminders, next_cursor } = (
        await bot.get(`/conversations/${id}/reminders?${query}`)
      ).json<Page>();
      return { names: reminders.map(({ name }) => name), next: next_cursor };
    };
    const first = await page("limit=2");
    expect(first.names).toEqual(["a", "b"]);
    expect(await page(`limit=2&cursor=${first.next}`)).toEqual({ names: ["c", "d"], next: null });
    expect((await page("limit=4")).next).toBeNull();
  });

  it("say how they recur, and are put off", async () => {
    const id = newId();
    await bot.post(`/conversations/${id}/tracker/events?execute_side_effects=true`, {
      event: "reminder",
      intent: "EXTERNAL_tick",
      date_time: new Date(bot.clock.now() + 60_000).toISOString(),
      name: "daily/1",
      every: "1 day",
      time_zone: "Europe/Berlin",
      count: 5,
    });
    const now = bot.clock.now() / 1000;
    const path = `/conversations/${id}/reminders/daily%2F1/snooze`;
    expect((await bot.post(path, { for: "10m" })).json()).toMatchObject({
      name: "daily/1",
      due_at: now + 660,
      recurrence: { every: "1 day", time_zone: "Europe/Berlin", occurrence: 1, count: 5, until: null },
      held_by: null,
      ignore_quiet_hours: false,
    });
    const wrong = await bot.post(path, { for: "soon" });
    expect(wrong.json()).toMatchObject({ code: 400, details: { parameter: "for", in: "body" } });
    const unknown = await bot.post(`/conversations/${id}/reminders/dayly/snooze`, { for: 60 });
    expect(unknown.json()).toMatchObject({ code: 404 });
  });

  it("are cancelled by name, slashes and all, and stay visible with the reason", async () => {
    const id = newId();
    await set(id, "call/home");
    const answer = await bot.call("DELETE", `/conversations/${id}/reminders/call%2Fhome`);
    expect(answer.json()).toMatchObject({ name: "call/home", status: "cancelled" });
    expect((await bot.get(`/conversations/${id}/reminders`)).json()).toEqual({
      reminders: [],
      next_cursor: null,
    });
    const all = (await bot.get(`/conversations/${id}/reminders?all=true`)).json<{ reminders: object[] }>();
    expect(all.reminders).toMatchObject([{ status: "cancelled", reason: expect.any(String) as string }]);
  });

  it("fire now when asked to", async () => {
    const id = newId();
    await set(id, "tea");
    const answer = await bot.post(`/conversations/${id}/reminders/tea/run`);
    expect(answer.json()).toMatchObject({ name: "tea", status: "fired" });
    expect((await bot.get(`/conversations/${id}/messages`)).json()).toMatchObject({
      messages: [{ message: { text: "Tick." } }],
    });
  });

  it("say why they could not be fired", async () => {
    const id = newId();
    await set(id, "fail");
    const answer = await bot.post(`/conversations/${id}/reminders/fail/run`);
    expect(answer.json()).toMatchObject({ ...FAILURE, code: 500, reason: "ConversationError" });
    expect(answer.json()["message"]).toContain("this action fails");
  });

  it.each(["DELETE", "POST"])("that do not exist are a 404 that names those that do (%s)", async (method) => {
    const id = newId();
    await set(id, "water");
    const path = `/conversations/${id}/reminders/watre${method === "POST" ? "/run" : ""}`;
    const answer = await bot.call(method, path);
    expect(answer.json()).toMatchObject({ ...FAILURE, code: 404 });
    expect(answer.json<{ details: { hint: string } }>().details.hint).toContain("Did you mean 'water'?");
  });
});

describe("a server without a model", () => {
  it("answers 409 and says how to get one, and REST clients get an empty list", async () => {
    await using empty = await startServer({ model: false });
    expect((await empty.get("/")).status).toBe(200);
    const calls = [
      empty.get("/status"),
      empty.get("/domain"),
      empty.get("/conversations/a/tracker"),
      empty.post("/model/parse", { text: "hello" }),
      empty.post("/conversations/a/trigger_intent", { name: "greet" }),
      empty.post("/conversations/a/messages", { text: "hello", sender: "user" }),
      empty.post("/conversations/a/tracker/events", { event: "pause" }),
      empty.post("/webhooks/callback/webhook", { sender: "a", message: "hello" }),
    ];
    for (const answer of await Promise.all(calls)) {
      expect(answer.json()).toMatchObject({ ...FAILURE, code: 409, reason: "Conflict" });
      expect(answer.json<{ details: { hint: string } }>().details.hint).toContain("tsbot train");
    }
    const rest = await empty.say("a", "/greet");
    expect(rest).toMatchObject({ status: 200, text: "[]" });
  });
});

describe("a server without the API", () => {
  const closed = ["/status", "/domain", "/conversations/x/tracker", "/conversations", "/reminders"];

  it("serves the greeting, the channels and the mailbox to strangers, nothing else", async () => {
    await using bot = await startServer({ api: false });
    expect((await bot.get("/")).status).toBe(200);
    expect((await bot.get("/webhooks/rest/")).json()).toEqual({ status: "ok" });
    expect((await bot.say("a", "/bye")).json()).toEqual([{ recipient_id: "a", text: "Bye." }]);
    expect((await bot.get("/conversations/a/messages")).json()).toMatchObject({ messages: [{}] });
    for (const path of closed) {
      const answer = await bot.get(path);
      expect(answer.status).toBe(404);
      expect(answer.text).toContain("--enable-api");
    }
  });

  it("takes external events from strangers, but lets nobody speak for the person", async () => {
    await using bot = await startServer({ api: false });
    const trigger = (name: string) => bot.post("/conversations/a/trigger_intent", { name });
    const answer = await trigger("EXTERNAL_tick");
    expect(answer.status).toBe(200);
    expect((await trigger("greet")).status).toBe(404);
    // Nor are they told what was said before.
    expect(Object.keys(answer.json())).toEqual(["messages"]);
    const own = { headers: { authorization: `Token ${bot.localToken}` }, body: { name: "EXTERNAL_tick" } };
    const answered = await bot.call("POST", "/conversations/a/trigger_intent", own);
    expect(Object.keys(answered.json())).toEqual(["tracker", "messages"]);
  });

  it("answers the project's own commands, which know its token", async () => {
    await using bot = await startServer({ api: false });
    const own = { headers: { authorization: `Token ${bot.localToken}` } };
    for (const path of closed) expect((await bot.call("GET", path, own)).status).toBe(200);
    const other = { headers: { authorization: `Token ${"0".repeat(64)}` } };
    for (const path of closed) expect((await bot.call("GET", path, other)).status).toBe(404);
  });

  it("answers who has the token or a signed token", async () => {
    await using bot = await startServer({ api: false, auth: { token: "s3cret" } });
    expect((await bot.get("/status?token=s3cret")).status).toBe(200);
    expect((await bot.get("/status")).status).toBe(401);
  });
});
