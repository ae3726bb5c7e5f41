import { expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import { startServer } from "../server/start-server.ts";

it("entities that the domain has not are told once an event, in one line", async () => {
  const warnings: (readonly [string, object | undefined])[] = [];
  const warn = (message: string, fields?: object): void => void warnings.push([message, fields]);
  await using bot = await startServer({ logger: { ...silentLogger, warn } });
  const fire = (entities: object, headers: Record<string, string> = {}) =>
    bot.post("/conversations/a/trigger_intent", { name: "EXTERNAL_tick", entities }, headers);
  await fire({ plnt: "Orchid", plant: "Orchid" });
  expect(warnings.splice(0)).toEqual([
    [
      "the event 'EXTERNAL_tick' brings an entity 'plnt' that the domain has not",
      { conversationId: "a", hint: "Did you mean 'plant'?" },
    ],
  ]);
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`e${index}`, index]));
  await fire(many, { "idempotency-key": "1" });
  await fire(many, { "idempotency-key": "1" });
  expect(warnings).toEqual([
    [
      "the event 'EXTERNAL_tick' brings entities 'e0', 'e1', 'e2', 'e3', 'e4' and 19995 more that the domain has not",
      { conversationId: "a" },
    ],
  ]);
});
