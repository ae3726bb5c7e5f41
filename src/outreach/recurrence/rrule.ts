import { createRequire } from "node:module";
import type * as RecurrenceRules from "rrule";
import { offsetAt, toDate, toErrorMessage, wallClockToInstant } from "../../base/index.ts";
import type { ReadRule, Rule, RulePlace } from "./rule.ts";

/** Loaded when the first such rule is read: most servers have none. */
const load = (): typeof RecurrenceRules => createRequire(import.meta.url)("rrule");

const DAY = 24 * 3_600_000;
/** How far ahead an occurrence is looked for: longer than 29 February is ever away. */
const HORIZON = 4_500 * DAY;

const KEYS = "FREQ, INTERVAL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, BYHOUR, BYMINUTE, WKST, COUNT, UNTIL";
const FREQUENCIES = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const NUMBERS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  INTERVAL: [1, 1_000],
  BYHOUR: [0, 23],
  BYMINUTE: [0, 59],
  BYMONTH: [1, 12],
  BYMONTHDAY: [-31, 31],
  BYSETPOS: [-366, 366],
};

/** The parts of a rule of RFC 5545 (`FREQ=WEEKLY;BYDAY=MO,TH`), with or without `RRULE:` before it. */
export function toParts(text: string): ReadonlyMap<string, string> {
  const pairs = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, "")
    .split(";")
    .filter((part) => part !== "")
    .map((part): [string, string] => [part.split("=", 1)[0] ?? "", part.slice(part.indexOf("=") + 1)]);
  return new Map(pairs);
}

/**
 * A recurrence rule of RFC 5545 of days, weeks, months or years. It is worked out on the calendar and then read as
 * wall-clock times of the zone, so that the time of day stays over leaps of daylight saving: a time that one skips means
 * the first moment after it, one that comes twice the first. COUNT and UNTIL are not looked at here.
 */
export function readRrule(text: string, place: RulePlace): ReadRule {
  const parts = toParts(text);
  const problem = findProblem(parts);
  if (problem !== null) return { problem: `'${text}': ${problem}` };
  const own = [...parts].filter(([key]) => key !== "COUNT" && key !== "UNTIL");
  try {
    const rule = createRrule(own.map((part) => part.join("=")).join(";"), place);
    rule.after(place.start, 1);
    return { rule };
  } catch (error) {
    return { problem: `'${text}' is no recurrence rule: ${toErrorMessage(error)}` };
  }
}

function findProblem(parts: ReadonlyMap<string, string>): string | null {
  const unknown = [...parts.keys()].find((key) => !KEYS.split(", ").includes(key));
  if (unknown !== undefined) return `'${unknown}' is not known here; known are ${KEYS}.`;
  if (!FREQUENCIES.includes(parts.get("FREQ") ?? ""))
    return `FREQ is one of ${FREQUENCIES.join(", ")}; for hours and less there is \`every\`.`;
  for (const [key, [least, most]] of Object.entries(NUMBERS)) {
    const wrong = parts
      .get(key)
      ?.split(",")
      .find((value) => !/^[+-]?\d{1,4}$/.test(value) || Number(value) < least || Number(value) > most);
    if (wrong !== undefined) return `${key} is ${least} to ${most}, not '${wrong}'.`;
  }
  const days = parts.get("BYDAY");
  if (days !== undefined && !/^([+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)(,|$))+$/.test(days))
    return `BYDAY is a list of MO, TU, WE, TH, FR, SA, SU, not '${days}'.`;
  return null;
}

function createRrule(text: string, { zone, start }: RulePlace): Rule {
  const { RRule } = load();
  const options = RRule.parseString(text);
  const toWall = (instant: number): number => instant + offsetAt(instant, zone);
  return {
    after(moment, most) {
      const times: number[] = [];
      const from = toWall(Math.max(moment, start - 1));
      const until = toDate(from + HORIZON);
      // The package counts in whole seconds; the first time may not be early.
      const dtstart = toDate(Math.ceil(toWall(start) / 1_000) * 1_000);
      new RRule({ ...options, dtstart, until }).all((date) => {
        const wall = date.getTime();
        // Before the clocks of the zone are asked, which is slow, what is surely too early is passed over.
        if (wall < from - DAY) return true;
        const time = wallClockToInstant(wall, zone);
        if (time >= start && time > (times.at(-1) ?? moment)) times.push(time);
        return times.length < most;
      });
      return times;
    },
  };
}
