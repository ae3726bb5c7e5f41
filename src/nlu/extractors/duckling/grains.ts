/** How exact a time is, or what a length of time is counted in. */
export type Grain = "second" | "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";

/** Duckling's months have 30 days, its years 365. */
const SECONDS: Readonly<Record<Grain, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  quarter: 7_776_000,
  year: 31_536_000,
};

export function secondsOf(grain: Grain): number {
  return SECONDS[grain];
}

/** Half of a unit in whole units. */
export const HALVES: Readonly<Record<Grain, { readonly unit: Grain; readonly count: number }>> = {
  second: { unit: "second", count: 0.5 },
  minute: { unit: "second", count: 30 },
  hour: { unit: "minute", count: 30 },
  day: { unit: "hour", count: 12 },
  week: { unit: "hour", count: 84 },
  month: { unit: "day", count: 15 },
  quarter: { unit: "day", count: 45 },
  year: { unit: "month", count: 6 },
};

const WORDS: ReadonlyMap<string, Grain> = new Map(
  Object.entries({
    second: "second seconds sec secs sekunde sekunden sek",
    minute: "minute minutes min mins minuten",
    hour: "hour hours hr hrs stunde stunden std",
    day: "day days tag tage tagen",
    week: "week weeks woche wochen",
    month: "month months monat monate monaten",
    quarter: "quartal quartale quartalen",
    year: "year years yr yrs jahr jahre jahren",
  } as const satisfies Record<Grain, string>).flatMap(([grain, words]) =>
    words.split(" ").map((word) => [word, grain as Grain] as const),
  ),
);

/** The unit that a word names; single letters only where they stand at the number. */
export function grainOfWord(word: string, isAtNumber: boolean): Grain | undefined {
  if (isAtNumber && (word === "h" || word === "s")) return word === "h" ? "hour" : "second";
  return WORDS.get(word.toLowerCase());
}

/** Times that are counted from now are as exact as the next smaller unit (Duckling: in 7 days, at this hour). */
const FINER: Readonly<Record<Grain, Grain>> = {
  second: "second",
  minute: "second",
  hour: "minute",
  day: "hour",
  week: "day",
  month: "day",
  quarter: "month",
  year: "month",
};

export function finerGrain(grain: Grain): Grain {
  return FINER[grain];
}
