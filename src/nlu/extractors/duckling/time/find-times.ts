import type { Duration } from "../durations.ts";
import type { Lexeme } from "../lexemes.ts";
import { type Match, outermost, overlaps, type Range } from "../match.ts";
import { findCalendarTimes } from "./calendar-times.ts";
import type { ReadTimes } from "./chrono.ts";
import { findCycles } from "./cycles.ts";
import { withLimit } from "./limits.ts";
import { type TimeFinding, toDucklingTime } from "./occurrence.ts";
import type { Reference } from "./reference.ts";
import { findRelativeTimes } from "./relative-times.ts";
import { asDay, findRewrites, hide } from "./rewrites.ts";

/** A text with what is known of it already. */
export interface TimeInput {
  readonly text: string;
  readonly lexemes: readonly Lexeme[];
  readonly durations: readonly Duration[];
  /** Parts that are something else: addresses, money, measures. */
  readonly others: readonly Range[];
}

/** The times of a text. */
export function findTimes(
  { text, lexemes, durations, others }: TimeInput,
  read: ReadTimes,
  reference: Reference,
): readonly Match[] {
  const relative = findRelativeTimes(lexemes, durations, reference);
  const repeated = findRewrites(text, reference);
  const cycles = findCycles(text, reference)
    .filter((cycle) => !repeated.some((rewrite) => overlaps(rewrite, cycle)))
    .map((cycle) => withLimit(text, cycle, reference));
  const taken = [...relative, ...cycles];
  const rewrites = [
    ...relative.map((one) => (one.day === undefined ? hide(one) : asDay(one, one.day, reference))),
    ...[...cycles, ...others, ...durations]
      .filter((one) => !relative.some((other) => overlaps(one, other)))
      .map(hide),
    ...repeated.filter((one) => !relative.some((other) => overlaps(one, other))),
  ];
  // A day that is counted from now tells itself (`in 3 days`: at this hour), unless a time of day stands beside it.
  const calendar = findCalendarTimes(text, rewrites, read, reference).filter(
    (one) => !relative.some(({ start, end }) => start === one.start && end === one.end),
  );
  return unique(outermost([...taken, ...calendar])).map((finding) => ({
    dim: "time",
    start: finding.start,
    end: finding.end,
    value: toDucklingTime(finding, reference.zone),
  }));
}

/** Of equal parts the first. */
function unique(findings: readonly TimeFinding[]): readonly TimeFinding[] {
  return findings.filter(({ start, end }, index) => {
    const before = findings[index - 1];
    return before?.start !== start || before.end !== end;
  });
}
