import { calendarToInstant, instantToCalendar, offsetAt, wallClockToInstant } from "../../base/index.ts";
import { DURATION_HINT, type Duration, parseDuration } from "../duration.ts";
import type { ReadRule, Rule, RulePlace } from "./rule.ts";

const DAY = 24 * 3_600_000;
/** Nobody is to be spoken to more often. */
const SHORTEST = 1_000;

/**
 * `every: 2 hours` counts on the clock from the start; `1 day`, `1 week`, `1 month` count on the calendar of the zone, so
 * that the time of day stays over leaps of daylight saving, and a month without that day has its last one.
 */
export function readEvery(text: string, place: RulePlace): ReadRule {
  const duration = parseDuration(text);
  if (duration === null) return { problem: `'${text}' is no duration. ${DURATION_HINT}` };
  if (duration.unit === "milliseconds" && duration.amount < SHORTEST)
    return { problem: `'${text}' is less than a second.` };
  return { rule: createEvery(duration, place) };
}

function createEvery(duration: Duration, place: RulePlace): Rule {
  const timeOf = timesOf(duration, place);
  const spacing = approximate(duration);
  return {
    after(moment, most) {
      const times: number[] = [];
      // One step back: calendar steps are a little longer or shorter than they are on average.
      let index = Math.max(0, Math.floor((moment - place.start) / spacing) - 1);
      for (; times.length < most; index++) {
        const time = timeOf(index);
        // Beyond what a date can be.
        if (!Number.isFinite(time)) break;
        if (time > (times.at(-1) ?? moment)) times.push(time);
      }
      return times;
    },
  };
}

/** The time of each occurrence by its index, from 0. */
function timesOf({ unit, amount }: Duration, { start, zone }: RulePlace): (index: number) => number {
  if (unit === "milliseconds") return (index) => start + index * amount;
  const wall = start + offsetAt(start, zone);
  const wallOf =
    unit === "days"
      ? (index: number) => wall + index * amount * DAY
      : (index: number) => addMonths(wall, index * amount);
  // The first is what was asked for, also where that time of day comes twice.
  return (index) => (index === 0 ? start : wallToInstant(wallOf(index), zone));
}

/** The last millisecond of the year 9999. */
const LATEST = 253_402_300_799_999;

function wallToInstant(wall: number, zone: string): number {
  return wall > LATEST ? Number.NaN : wallClockToInstant(wall, zone);
}

/** A wall-clock time some months later, on the month's last day where it has no such day. */
function addMonths(wall: number, months: number): number {
  const { year, month, day, ...time } = instantToCalendar(wall);
  const number = year * 12 + (month - 1) + months;
  const target = { year: Math.floor(number / 12), month: (number % 12) + 1, ...time };
  for (const last of [day, 30, 29, 28]) {
    const instant = last > day ? null : calendarToInstant({ ...target, day: last });
    if (instant !== null) return instant + (wall % 1_000);
  }
  return Number.NaN;
}

/** The longest a step is on average: no step's number is estimated too high by more than one. */
function approximate({ unit, amount }: Duration): number {
  if (unit === "milliseconds") return amount;
  return unit === "days" ? amount * DAY : amount * 31 * DAY;
}
