import type { Recurrence } from "../../storage/index.ts";
import { readCron } from "./cron.ts";
import { readEvery } from "./every.ts";
import { readRrule } from "./rrule.ts";
import type { ReadRule, Rule, RulePlace } from "./rule.ts";

/** How a reminder goes on after an occurrence. */
export interface Following {
  /** The first occurrence that is still to come, or null when it was the last. */
  readonly next: Recurrence | null;
  /** Those that were due meanwhile, or null. */
  readonly missed: Missed | null;
}

export interface Missed {
  /** How many there were; beyond {@link MOST_COUNTED} at least so many. */
  readonly count: number;
  /** The latest of them, in epoch milliseconds. */
  readonly latest: number;
}

/** Occurrences that are counted one by one: bounds the work after a long downtime, and what `count` may be. */
export const MOST_COUNTED = 1_000;

const READERS = { every: readEvery, cron: readCron, rrule: readRrule } as const;

export function readRule({ type, text }: Recurrence["rule"], place: RulePlace): ReadRule {
  return READERS[type](text, place);
}

/**
 * What comes after an occurrence, as things are now: those that are over already are passed over together, so that
 * there is no burst of them after a downtime. A rule that cannot be read any more has no further occurrence.
 */
export function follow(recurrence: Recurrence, now: number): Following {
  const read = readRule(recurrence.rule, recurrence);
  if ("problem" in read) return { next: null, missed: null };
  const { rule } = read;
  const { at, occurrence, count, until } = recurrence;
  const left = count === null ? MOST_COUNTED + 1 : Math.max(0, count - occurrence);
  const times = timesAfter(rule, at, { now, most: left }).filter((time) => until === null || time <= until);
  const over = times.filter((time) => time <= now);
  const isCut = count === null && over.length > MOST_COUNTED;
  const latest = isCut ? latestUpTo(rule, Math.min(now, until ?? now)) : over.at(-1);
  const coming = isCut ? rule.after(now, 1)[0] : times[over.length];
  const isNext = coming !== undefined && (until === null || coming <= until);
  return {
    missed: latest === undefined ? null : { count: over.length, latest },
    next: isNext ? { ...recurrence, at: coming, occurrence: occurrence + over.length + 1 } : null,
  };
}

/** Mostly nothing was missed, and one look is enough. */
function timesAfter(
  rule: Rule,
  at: number,
  { now, most }: { readonly now: number; readonly most: number },
): readonly number[] {
  if (most === 0) return [];
  const first = rule.after(at, 1);
  return first.every((time) => time > now) ? first : rule.after(at, most);
}

/** The latest time of a rule up to a moment that it surely has one before; looked for further and further back. */
function latestUpTo(rule: Rule, moment: number): number | undefined {
  for (let back = 60_000; back < moment; back *= 4) {
    const times = rule.after(moment - back, MOST_COUNTED).filter((time) => time <= moment);
    if (times.length > 0) return times.at(-1);
  }
  return undefined;
}
