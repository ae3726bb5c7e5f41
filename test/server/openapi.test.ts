import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/index.ts";
import { EVENT_SHAPES, parseEvent } from "../../src/conversation/index.ts";
import { startServer, type TestServer } from "./start-server.ts";

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
}

describe("GET /openapi.json", () => {
  let bot: TestServer;
  let document: Document;
  beforeAll(async () => {
    bot = await startServer();
    document = (await bot.get("/openapi.json")).json<Document>();
  });
  afterAll(() => bot[Symbol.asyncDispose]());

  it("describes every route of the API, each with a name of its own", () => {
    expect(document.openapi).toBe("3.1.0");
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain("post_conversations_trigger_intent");
    expect(ids.length).toBeGreaterThan(25);
  });

  it("tells of the key that makes a repeat safe", () => {
    const trigger = document.paths["/conversations/{conversation_id}/trigger_intent"]?.["post"];
    expect(trigger?.["parameters"]).toContainEqual(
      expect.objectContaining({ name: "Idempotency-Key", in: "header", required: false }),
    );
  });

  it("has schemas that are schemas", () => {
    const ajv = new Ajv2020({ strict: false });
    for (const schema of Object.values(document.components.schemas))
      expect(ajv.validateSchema(schema)).toBe(true);
    for (const { schema } of Object.values(EVENT_SHAPES)) expect(ajv.validateSchema(schema)).toBe(true);
  });

  it("says of answers what they are", async () => {
    const ajv = new Ajv2020({ strict: false });
    await bot.say("a", "/greet");
    const answers: readonly (readonly [string, string])[] = [
      ["Tracker", "/conversations/a/tracker"],
      ["Mailbox", "/conversations/a/messages"],
      ["Conversations", "/conversations"],
      ["Reminders", "/reminders"],
      ["Status", "/status"],
      ["Version", "/version"],
    ];
    for (const [name, path] of answers) {
      const validate = ajv.compile(document.components.schemas[name] as JsonObject);
      validate((await bot.get(path)).json());
      expect(validate.errors, path).toBeNull();
    }
    const error = ajv.compile(document.components.schemas["Error"] as JsonObject);
    expect(error((await bot.get("/conversations/nobody/story")).json())).toBe(true);
  });
});

describe("the schema of an event", () => {
  const ajv = new Ajv2020({ strict: false });

  it.each<[JsonObject]>([
    [{ event: "user", text: "hi", parse_data: { entities: [{ entity: "city", value: null }] } }],
    [{ event: "user", parse_data: { entities: [{ entity: "city" }] } }],
    [{ event: "slot", name: "a", value: null }],
    [{ event: "slot", name: "a" }],
    [{ event: "action", name: 5 }],
    [{ event: "restart", timestamp: "soon" }],
    [{ event: "restart", timestamp: 1e300 }],
    [{ event: "reminder", intent: "a", date_time: "x", kill_on_user_msg: "yes" }],
    [{ event: "followup" }],
    [{ event: "bot", data: { buttons: [1] } }],
  ])("accepts what is read, and only that: %j", (event) => {
    const { schema } = EVENT_SHAPES[event["event"] as keyof typeof EVENT_SHAPES];
    let isRead = true;
    try {
      parseEvent(event);
    } catch {
      isRead = false;
    }
    expect(ajv.validate(schema, event)).toBe(isRead);
  });
});
