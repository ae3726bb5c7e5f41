import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  applyEvents,
  type ConversationEvent,
  createTracker,
  type ParseContext,
} from "../../src/conversation/index.ts";
import { planTurn } from "../../src/dialogue/index.ts";
import { createBarePorts } from "./bare-ports.ts";

const directory = fileURLToPath(new URL("../../templates/reminderbot", import.meta.url));

/** What the interpreter is told of a message. */
async function contextOf(slot: string | null, metadata: Record<string, string>, project: string | null) {
  let seen: ParseContext | undefined;
  const ports = await createBarePorts(directory);
  const start = applyEvents(createTracker("anna", ports.domain), [
    { event: "bot", text: "Hi." } as ConversationEvent,
  ]);
  const tracker = slot === null ? start : { ...start, slots: new Map([["time_zone", slot]]) };
  const interpreter = {
    parse: async (text: string, context?: ParseContext) => {
      seen = context;
      return { text, intent: { name: null }, entities: [] };
    },
  };
  await planTurn(
    tracker,
    { kind: "message", text: "at nine", messageId: "1", channel: "rest", metadata, predict: false },
    { ...ports, interpreter, timeZone: project },
  );
  return seen;
}

describe("what a text is understood by", () => {
  it.each([
    ["the person's zone", "Asia/Tokyo", { time_zone: "Europe/Berlin" }, "Europe/Rome", "Asia/Tokyo"],
    [
      "the zone that came with the message",
      null,
      { time_zone: "Europe/Berlin" },
      "Europe/Rome",
      "Europe/Berlin",
    ],
    ["the project's zone", null, {}, "Europe/Rome", "Europe/Rome"],
    ["no zone", null, {}, null, undefined],
  ])("is %s, and the time of the clock", async (_, slot, metadata, project, expected) => {
    const context = await contextOf(slot, metadata, project);
    expect(context?.timeZone).toBe(expected);
    expect(context?.referenceTime).toBe(Date.UTC(2026, 0, 1));
  });
});
