import type { Occurrence, TimeFinding } from "./occurrence.ts";
import type { Reference } from "./reference.ts";
import { startOf } from "./wall-time.ts";

/** Words before a time that make an open interval of it. */
const LIMIT =
  /(?<!\p{L})(?:(?<to>before|until|till|vor|bis)|(?<by>by)|(?<from>after|since|from|nach|seit|ab))\s+(?:the\s+|dem\s+)?$/iu;
const LONGEST_LIMIT = 16;

/** `until friday`, `since last week`: the time with the word before it, as far as that reaches. */
export function withLimit(text: string, finding: TimeFinding, { instant }: Reference): TimeFinding {
  const lead = text.slice(Math.max(0, finding.start - LONGEST_LIMIT), finding.start);
  const limit = LIMIT.exec(lead);
  if (limit === null) return finding;
  const { from, by } = limit.groups ?? {};
  const now = { instant: startOf(instant, "second"), grain: "second" } as const;
  const open = (occurrence: Occurrence): Occurrence => {
    if (!("instant" in occurrence)) return occurrence;
    if (from !== undefined) return { from: occurrence, to: null };
    if (by === undefined) return { from: null, to: occurrence };
    return { from: now, to: { ...occurrence, grain: "second" } };
  };
  const start = finding.start - limit[0].length;
  return { ...finding, start, occurrences: finding.occurrences.map(open) };
}
