import type { Grain } from "../grains.ts";
import { momentAt, type Occurrence, type TimeFinding } from "./occurrence.ts";
import type { Reference } from "./reference.ts";
import { add, DAY, startOf } from "./wall-time.ts";

const CYCLE =
  /(?<![\p{L}\p{N}])(?:the |on the |over the |die |das |den |der |am )?(?:(this|current|next|coming|following|last|past|previous|diese|dieses|diesen|dieser|nächste|nächstes|nächsten|nächster|kommende|kommendes|kommenden|letzte|letztes|letzten|letzter|vorige|voriges|vorigen) )?(weekend|week-end|wochenende|week|month|quarter|year|woche|monat|quartal|jahr)(?![\p{L}\p{N}])/giu;

const GRAINS: Readonly<Record<string, Grain>> = {
  week: "week",
  woche: "week",
  month: "month",
  monat: "month",
  quarter: "quarter",
  quartal: "quarter",
  year: "year",
  jahr: "year",
};

const NOW = /(?<![\p{L}\p{N}])(?:right now|just now|now|jetzt)(?![\p{L}\p{N}])/giu;

/** `next week`, `this month`, `last year`, `the weekend`, and `now`. */
export function findCycles(text: string, reference: Reference): readonly TimeFinding[] {
  const { instant, wall, zone } = reference;
  const cycles = [...text.matchAll(CYCLE)].flatMap((match): TimeFinding[] => {
    const [own, which, name = ""] = match;
    const range = { start: match.index, end: match.index + own.length };
    const grain = GRAINS[name.toLowerCase()];
    const step = stepOf(which);
    if (grain === undefined) return [{ ...range, occurrences: [weekend(step, reference)] }];
    // `a week` and `the week` say no time.
    if (which === undefined) return [];
    return [{ ...range, occurrences: [momentAt(add(startOf(wall, grain), step, grain), grain, zone)] }];
  });
  const nows = [...text.matchAll(NOW)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    occurrences: [{ instant: startOf(instant, "second"), grain: "second" as const }],
  }));
  return [...cycles, ...nows];
}

function stepOf(which: string | undefined): number {
  if (which === undefined) return 0;
  if (/^(?:next|coming|following|nächst|kommend)/i.test(which)) return 1;
  return /^(?:last|past|previous|letzt|vorig)/i.test(which) ? -1 : 0;
}

/** Friday evening to Sunday night, as Duckling has it. */
function weekend(step: number, { wall, zone }: Reference): Occurrence {
  const week = startOf(wall, "week") + step * 7 * DAY;
  const hour = 3_600_000;
  return {
    from: momentAt(week + 4 * DAY + 18 * hour, "hour", zone),
    to: momentAt(week + 7 * DAY, "hour", zone),
  };
}
