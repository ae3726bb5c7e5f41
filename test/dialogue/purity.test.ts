import { fileURLToPath } from "node:url";
import { afterEach, expect, it, vi } from "vitest";
import { createTracker, type Tracker, trackerToJson } from "../../src/conversation/index.ts";
import { planTurn, type TurnInput } from "../../src/dialogue/index.ts";
import { createBarePorts } from "./bare-ports.ts";

const directory = fileURLToPath(new URL("fixtures/trip-bot", import.meta.url));

const message = (text: string): TurnInput => ({
  kind: "message",
  text,
  channel: "rest",
  messageId: "m",
  predict: true,
});
const event = (intent: string): TurnInput => ({ kind: "external", intent, entities: [] });

const CONVERSATION: readonly TurnInput[] = [
  message("/greet"),
  message("/book"),
  event("EXTERNAL_delay"),
  message('/inform{"city": "Rome"}'),
  event("EXTERNAL_gate"),
  message("/back"),
  {
    kind: "events",
    events: [
      {
        event: "reminder",
        intent: "EXTERNAL_delay",
        date_time: "2030-01-01",
        name: "r",
        entities: null,
        kill_on_user_msg: true,
      },
    ],
  },
  message("/circle"),
  message("/stop"),
  message("/restart"),
  { kind: "action", name: "utter_hi", policy: null, confidence: null },
  message("/book"),
];

/** The world outside, which a turn must not ask: whoever touches it throws. */
function forbidTheWorld(): void {
  const forbidden = (name: string) => (): never => {
    throw new Error(`A turn used ${name}.`);
  };
  vi.spyOn(Math, "random").mockImplementation(forbidden("Math.random"));
  vi.spyOn(performance, "now").mockImplementation(forbidden("performance.now"));
  vi.spyOn(process, "cwd").mockImplementation(forbidden("process.cwd"));
  for (const name of ["setTimeout", "setInterval", "setImmediate", "fetch", "queueMicrotask"])
    vi.stubGlobal(name, forbidden(name));
  vi.stubGlobal("crypto", new Proxy({}, { get: forbidden("crypto") }));
  const now = forbidden("Date");
  vi.stubGlobal("Date", new Proxy(Date, { get: now, apply: now, construct: now }));
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Each turn's events and failures, and whether the conversation that it began from is as it was. */
async function play() {
  const ports = await createBarePorts(directory);
  let tracker: Tracker = createTracker("c", ports.domain);
  const turns: object[] = [];
  const json = (of: Tracker): string => JSON.stringify(trackerToJson(of, of.history.toArray()));
  for (const input of CONVERSATION) {
    const before = json(tracker);
    forbidTheWorld();
    const plan = await planTurn(tracker, input, ports).finally(() => {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    });
    expect(json(tracker)).toBe(before);
    turns.push({ events: plan.events, failures: plan.failures });
    tracker = plan.tracker;
  }
  return { turns, end: json(tracker) };
}

it("a turn asks nothing but its ports, leaves the conversation it began from alone, and comes out the same", async () => {
  const first = await play();
  expect(first.turns.length).toBe(CONVERSATION.length);
  expect(await play()).toEqual(first);
});
