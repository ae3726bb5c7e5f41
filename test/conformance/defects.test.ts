import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import type { Answer } from "../server/http-client.ts";
import { type KitServer, startKitServer } from "./kit-server.ts";

// What Rasa does wrong, by the names of the kit's cases: each is done right here, as the case's `want` says.

const KIT = fileURLToPath(new URL("fixtures", import.meta.url));

/** One server for each bot, started by the first case that needs it. */
const servers = new Map<string, Promise<KitServer>>();
const serverOf = (bot: string): Promise<KitServer> => {
  const known = servers.get(bot) ?? startKitServer(KIT, bot);
  servers.set(bot, known);
  return known;
};
afterAll(async () => {
  for (const server of servers.values()) await (await server)[Symbol.asyncDispose]();
});

interface World {
  readonly server: KitServer;
  /** Names a conversation of this case. */
  readonly id: string;
  post(path: string, body?: unknown): Promise<Answer>;
  /** Says something over REST; gives the texts of the answer. */
  say(message: string): Promise<readonly string[]>;
  /** Says something over the callback channel, as one of several people. */
  tell(message: string, person?: string): Promise<Answer>;
  tracker(): Promise<Tracker>;
}

interface Tracker {
  readonly slots: Readonly<Record<string, unknown>>;
  readonly paused: boolean;
  readonly events: readonly { readonly event: string; readonly text?: string; readonly name?: string }[];
}

function worldOf(server: KitServer, id: string): World {
  const post = (path: string, body?: unknown) =>
    server.call("POST", path, body === undefined ? {} : { body });
  return {
    server,
    id,
    post,
    async say(message) {
      const answer = await post("/webhooks/rest/webhook", { sender: id, message });
      return answer.json<readonly { text: string }[]>().map(({ text }) => text);
    },
    tell: (message, person = id) => post("/webhooks/callback/webhook", { sender: person, message }),
    async tracker() {
      const answer = await server.call("GET", `/conversations/${id}/tracker?include_events=ALL_SESSIONS`);
      return answer.json<Tracker>();
    },
  };
}

/** A person's mistake: 400, and the conversation is as it was. */
function isRefused(method: string, path: string, body: unknown, field?: string) {
  return async ({ server, id }: World): Promise<void> => {
    const url = `/conversations/${id}/tracker?include_events=ALL_SESSIONS`;
    const before = (await server.call("GET", url)).json();
    const answer = await server.call(method, path.replace("{id}", id), body === undefined ? {} : { body });
    expect(answer.status).toBe(400);
    if (field !== undefined) expect(answer.json()).toMatchObject({ details: { parameter: field } });
    expect((await server.call("GET", url)).json()).toEqual(before);
  };
}

const CASES: Readonly<Record<string, (world: World) => Promise<void>>> = {
  async "events/pause-restart"({ say, tracker }) {
    expect(await say("/pausing")).toEqual(["Paused."]);
    await say("/restart");
    expect((await tracker()).events.map(({ event }) => event)).toContain("restart");
    expect(await say("/greet")).toEqual(["Hi."]);
  },
  async "forms/external-in-text-form"({ id, say, post, tracker }) {
    expect(await say("/dyn")).toEqual(["And the extra?"]);
    const { messages } = (await post(`/conversations/${id}/trigger_intent`, { name: "EXTERNAL_news" })).json<{
      readonly messages: readonly { readonly text: string }[];
    }>();
    expect(messages.map(({ text }) => text)).toEqual(["News arrived.", "And the extra?"]);
    expect((await tracker()).slots).toMatchObject({ extra: null, requested_slot: "extra" });
  },
  async "http/domain-any"({ server }) {
    const answer = await server.call("GET", "/domain", { headers: { accept: "*/*" } });
    expect(answer.headers["content-type"]).toContain("application/json");
    expect(answer.json()).toHaveProperty("intents");
  },
  "http/events-bad-date": isRefused(
    "POST",
    "/conversations/{id}/tracker/events",
    { event: "reminder", intent: "EXTERNAL_tick", date_time: "tomorrow-ish" },
    "/date_time",
  ),
  "http/events-no-date": isRefused("POST", "/conversations/{id}/tracker/events", {
    event: "reminder",
    intent: "EXTERNAL_tick",
  }),
  async "http/events-empty-list"({ id, post, tracker }) {
    const before = await tracker();
    expect((await post(`/conversations/${id}/tracker/events`, [])).status).toBe(200);
    expect(await tracker()).toEqual(before);
  },
  async "http/execute-unknown"({ id, say, post }) {
    await say("/greet");
    const answer = await post(`/conversations/${id}/execute`, { name: "utter_hapy" });
    expect(answer.status).toBe(404);
    expect(answer.text).toContain("utter_hapy");
    expect(answer.text).toContain("Did you mean 'utter_happy'?");
  },
  "http/messages-no-text": isRefused("POST", "/conversations/{id}/messages", { sender: "user" }, "text"),
  "http/parse-bad-json": isRefused("POST", "/model/parse", "{not json"),
  "http/parse-no-text": isRefused("POST", "/model/parse", {}, "/text"),
  "http/put-object": isRefused("PUT", "/conversations/{id}/tracker/events", { event: "restart" }, "/"),
  async "reminders/callback-no-message"({ id, post, tracker }) {
    expect((await post("/webhooks/callback/webhook", { sender: id })).status).toBeLessThan(500);
    expect((await tracker()).events.some(({ event }) => event === "user")).toBe(false);
  },
  async "reminders/cancel-by-entities-list"({ id, server, tell }) {
    await tell("/set_two_keep");
    await tell("/cancel_entities_list");
    await server.told(id, "Tick for first.");
    await isOver(server, id);
    expect(textsOf(server, id)).not.toContain("Your Fern needs water.");
  },
  async "reminders/cancel-empty-entities"({ id, server, tell }) {
    await tell("/set_two_keep");
    await tell("/cancel_empty");
    await server.told(id, "Tick for first.");
    await server.told(id, "Your Fern needs water.");
  },
  async "reminders/cancel-prefix-user"({ id, server, tell }) {
    await tell("/set_two_keep", `${id}2`);
    await tell("/cancel_all", id);
    await server.told(`${id}2`, "Tick for first.");
    await server.told(`${id}2`, "Your Fern needs water.");
  },
  async "reminders/external-kills"({ id, server, tell, post }) {
    await tell("/set_kill");
    await post(`/conversations/${id}/trigger_intent?output_channel=latest`, { name: "EXTERNAL_dry_plant" });
    await server.told(id, "Some plant needs water.");
    await server.told(id, "Tick.");
  },
  async "reminders/past-is-missed"({ id, server, tell }) {
    await tell("/set_past");
    await server.told(id, "Tick.");
  },
  async "reminders/same-name-other-user"({ id, server, tell }) {
    await tell("/set_shared", `${id}a`);
    await tell("/set_shared", `${id}b`);
    await server.told(`${id}a`, "Tick.");
    await server.told(`${id}b`, "Tick.");
  },
  async "reminders/two-default-reminders"({ id, server, tell }) {
    await tell("/set_two");
    await server.told(id, "Tick for first.");
    await server.told(id, "Tick for second.");
  },
  async "reminders/trigger-empty-body"({ id, post }) {
    const answer = await post(`/conversations/${id}/trigger_intent`);
    expect(answer.json()).toMatchObject({ code: 400, reason: "BadRequest" });
  },
  async "reminders/trigger-unknown-intent"({ id, post }) {
    const answer = await post(`/conversations/${id}/trigger_intent`, { name: "EXTERNAL_dry_plnt" });
    expect(answer.json()).toMatchObject({
      code: 404,
      reason: "NotFound",
      message: "The intent 'EXTERNAL_dry_plnt' does not exist in the domain.",
    });
  },
  async "sessions/reminder-after-session"({ id, server, tell, tracker }) {
    await tell("/remind");
    await server.told(id, "Tick.");
    const { events } = await tracker();
    expect(events.filter(({ event }) => event === "session_started")).toHaveLength(2);
  },
  async "sessions_nocarry/custom-start-events"({ id, post }) {
    const answer = await post(`/conversations/${id}/tracker/events`, {
      event: "slot",
      name: "c",
      value: "posted",
    });
    expect(answer.status).toBe(200);
    const { slots, events } = answer.json<Tracker>();
    expect(slots["c"]).toBe("posted");
    expect(events.map(({ event }) => event)).toContain("session_started");
  },
  async "sessions_nocarry/custom-start-trigger"({ id, post }) {
    const answer = await post(`/conversations/${id}/trigger_intent`, { name: "EXTERNAL_tick" });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain("Welcome to a session.");
  },
  async "slots/from-text-external"({ id, post, tracker }) {
    await post(`/conversations/${id}/trigger_intent`, { name: "note" });
    expect((await tracker()).slots["last_text"]).toBeNull();
  },
};

const textsOf = ({ said }: KitServer, id: string): readonly (string | undefined)[] =>
  said.filter(({ recipient_id: to }) => to === id).map(({ text }) => text);

/** Nothing of the conversation is waiting any more. */
async function isOver(server: KitServer, id: string): Promise<void> {
  for (;;) {
    const pending = (await server.call("GET", `/conversations/${id}/reminders`)).json<{
      reminders: readonly unknown[];
    }>();
    if (pending.reminders.length === 0) return;
    await server.call("GET", `/conversations/${id}/tracker?include_events=NONE`);
  }
}

describe("what Rasa does wrong is done right", () => {
  it("has a test for each recorded case", () => {
    const folder = join(KIT, "cases-defects");
    const recorded = readdirSync(folder).flatMap((group) =>
      readdirSync(join(folder, group)).map((file) => `${group}/${file.replace(/\.json$/, "")}`),
    );
    expect(Object.keys(CASES).sort()).toEqual(recorded.sort());
    expect(recorded).toHaveLength(25);
  });

  it.concurrent.each(Object.entries(CASES))(
    "%s",
    async (name, check) => {
      const [bot = "", id = ""] = name.split("/");
      await check(worldOf(await serverOf(bot), `defect-${id}`));
    },
    60_000,
  );
});

describe("an action that would be run again without end", () => {
  // The kit's README: Rasa calls it about twenty times a second, and the request never ends.
  it.each([
    ["takes itself back", { event: "undo" }],
    ["says that the assistant listens", { event: "action", name: "action_listen" }],
  ])(
    "is stopped when it %s",
    async (_, event) => {
      await using server = await startKitServer(KIT, "events", {
        action_undo: [{ events: [event] }],
      });
      const world = worldOf(server, "endless");
      await world.say("/undoing");
      expect(server.actionCalls()).toBeLessThanOrEqual(11);
      expect(await world.say("/greet")).toEqual(["Hi."]);
    },
    60_000,
  );
});
