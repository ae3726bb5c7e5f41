/** A length of time: of the clock (milliseconds), or of the calendar, whose days and months differ in length. */
export interface Duration {
  readonly unit: "milliseconds" | "days" | "months";
  /** More than 0. */
  readonly amount: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly (readonly [names: RegExp, unit: Duration["unit"], amount: number])[] = [
  [/^(?:s|secs?|seconds?)$/, "milliseconds", SECOND],
  [/^(?:m|mins?|minutes?)$/, "milliseconds", MINUTE],
  [/^(?:h|hrs?|hours?)$/, "milliseconds", HOUR],
  [/^(?:d|days?)$/, "days", 1],
  [/^(?:w|weeks?)$/, "days", 7],
  [/^(?:mo|months?)$/, "months", 1],
  [/^(?:y|years?)$/, "months", 12],
];

/** What to write as a duration. */
export const DURATION_HINT = "Write a number and a unit: 30s, 10m, 2 hours, 1h 30m, 1 day, 2w, 1 month.";

/** A hundred years: beyond it calendars and clocks give out. */
const LONGEST = { milliseconds: 36_525 * DAY, days: 36_525, months: 1_200 } as const;

const PART = /(\d{1,12}(?:\.\d{1,6})?)?\s*([a-z]+)/y;

/** Reads `10m`, `2 hours`, `1h 30m`, `day`; null when it is no duration. Hours and less can be added up. */
export function parseDuration(text: string): Duration | null {
  const parts = readParts(text.trim().toLowerCase());
  const [first] = parts ?? [];
  if (parts === null || first === undefined) return null;
  if (parts.length > 1 && parts.some(({ unit }) => unit !== "milliseconds")) return null;
  const amount = parts.reduce((sum, part) => sum + part.amount, 0);
  const whole = first.unit === "milliseconds" ? Math.round(amount) : amount;
  if (!Number.isInteger(whole) || whole < 1 || whole > LONGEST[first.unit]) return null;
  return { unit: first.unit, amount: whole };
}

function readParts(text: string): readonly Duration[] | null {
  const parts: Duration[] = [];
  let place = 0;
  while (place < text.length) {
    PART.lastIndex = place;
    const match = PART.exec(text);
    const unit = UNITS.find(([names]) => names.test(match?.[2] ?? ""));
    if (match === null || unit === undefined) return null;
    parts.push({ unit: unit[1], amount: Number(match[1] ?? 1) * unit[2] });
    place = PART.lastIndex;
    while (text[place] === " ") place++;
  }
  return parts;
}

/** How long it is at most, in milliseconds, for what waits by the clock: a day is 24 hours, a month 30 days. */
export function toMilliseconds({ unit, amount }: Duration): number {
  if (unit === "milliseconds") return amount;
  return amount * (unit === "days" ? DAY : 30 * DAY);
}

/** `2 hours`, `1 day`, `90 minutes`: in the largest unit that divides it. */
export function durationInWords({ unit, amount }: Duration): string {
  const [size, name] = (WORDS[unit].find(([divisor]) => amount % divisor === 0) ?? [1, unit]) as [
    number,
    string,
  ];
  const number = amount / size;
  return `${number} ${number === 1 ? name : `${name}s`}`;
}

const WORDS: Readonly<Record<Duration["unit"], readonly (readonly [number, string])[]>> = {
  milliseconds: [
    [HOUR, "hour"],
    [MINUTE, "minute"],
    [SECOND, "second"],
    [1, "millisecond"],
  ],
  days: [
    [7, "week"],
    [1, "day"],
  ],
  months: [
    [12, "year"],
    [1, "month"],
  ],
};
