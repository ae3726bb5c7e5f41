import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type * as conversation from "../../src/conversation/index.ts";
import type { Tracker } from "../../src/conversation/index.ts";
import type { DialoguePorts } from "../../src/dialogue/index.ts";
import { createBarePorts, type Parts } from "../dialogue/bare-ports.ts";
import { median, type Row } from "./table.ts";

// A turn here is all that deciding is: a payload is heard, slots are filled, two actions are predicted (a response, then
// listening), the response is made, every event is folded. No NLU, no store, no network; one core.

// The package as it is shipped, loaded by Node itself: what loads this file makes every import slower.
const compiled = createRequire(import.meta.url);
const load = <Module>(folder: string): Module => compiled(`../../dist/${folder}/index.js`) as Module;
const { createTracker } = load<typeof conversation>("conversation");
const PARTS: Parts = {
  base: load("base"),
  dialogue: load("dialogue"),
  domain: load("domain"),
  policies: load("policies"),
  project: load("project"),
  testing: load("testing"),
};
const { planTurn } = PARTS.dialogue;

const BOT = fileURLToPath(new URL("../conformance/fixtures/bots/http", import.meta.url));
/** One that a rule answers, and two that stories do. */
const INTENTS = ["bye", "greet", "mood_good"];
/** Stories hold wherever the conversation is: else all but the first turns would fall back. */
const POLICIES = [
  { name: "MemoizationPolicy", options: { max_history: 1 } },
  { name: "RulePolicy", options: {} },
];
const TURNS = 4_000;
const RUNS = 7;
/** Events of the long conversation. */
const MANY_EVENTS = 100_000;
const FEW_EVENTS = 10;

/** Turns a second by rules and memoisation, and what a turn costs late in a long conversation beside early in one. */
export async function measureDialogue(): Promise<Row[]> {
  const ports = await createBarePorts(BOT, { parts: PARTS, policies: POLICIES });
  const start = createTracker("bench", ports.domain);
  await say(start, TURNS, ports);
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    await say(start, TURNS, ports);
    rates.push((TURNS / (performance.now() - started)) * 1000);
  }
  return [
    {
      what: "turns decided by rules and memoisation, one core",
      rasa: "–",
      tsbot: `${Math.round(median(rates)).toLocaleString("en")}/s`,
      ratio: "–",
      target: "≥ 20,000/s",
    },
    await measureLength(ports),
  ];
}

async function measureLength(ports: DialoguePorts): Promise<Row> {
  let long = createTracker("long", ports.domain);
  for (let events = 0; events < MANY_EVENTS; ) {
    const { tracker, count } = await say(long, 1_000, ports);
    long = tracker;
    events += count;
  }
  const short = (await say(createTracker("short", ports.domain), 2, ports)).tracker;
  const ratios: number[] = [];
  for (let run = 0; run < RUNS * 3; run++) {
    const many = await timeTurns(async (turns) => {
      long = (await say(long, turns, ports)).tracker;
    });
    const few = await timeTurns(async (turns) => {
      for (let turn = 0; turn < turns; turn += INTENTS.length) await say(short, INTENTS.length, ports);
    });
    ratios.push(many / few);
  }
  return {
    what: `a turn after ${MANY_EVENTS.toLocaleString("en")} events, beside one after ${FEW_EVENTS}`,
    rasa: "–",
    tsbot: "–",
    ratio: `${median(ratios).toFixed(2)} ×`,
    target: "≤ 1.2 ×",
  };
}

/** Milliseconds of so many turns that what is done every some hundred events has its share. */
async function timeTurns(take: (turns: number) => Promise<void>): Promise<number> {
  const started = performance.now();
  await take(3_000);
  return performance.now() - started;
}

async function say(
  start: Tracker,
  turns: number,
  ports: DialoguePorts,
): Promise<{ readonly tracker: Tracker; readonly count: number }> {
  let tracker = start;
  let count = 0;
  for (let turn = 0; turn < turns; turn++) {
    const text = `/${INTENTS[turn % INTENTS.length]}`;
    const input = { kind: "message", text, channel: "rest", messageId: "m", predict: true } as const;
    const plan = await planTurn(tracker, input, ports);
    tracker = plan.tracker;
    count += plan.events.length;
  }
  return { tracker, count };
}
