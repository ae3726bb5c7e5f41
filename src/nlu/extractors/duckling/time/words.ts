/** Names of weekdays by their number, Monday 1. */
const WEEKDAYS: ReadonlyMap<string, number> = new Map(
  [
    "monday mon montag",
    "tuesday tue tues dienstag",
    "wednesday wed mittwoch",
    "thursday thu thur thurs donnerstag",
    "friday fri freitag",
    "saturday sat samstag sonnabend",
    "sunday sun sonntag",
  ].flatMap((names, index) => names.split(" ").map((name): [string, number] => [name, index + 1])),
);

/** All names, for patterns. */
export const WEEKDAY_NAMES = [...WEEKDAYS.keys()].sort((left, right) => right.length - left.length).join("|");

/** Monday is 1. */
export function weekdayNamed(name: string): number {
  return WEEKDAYS.get(name.toLowerCase()) ?? 1;
}

const HOURS: readonly string[] = [
  "one|eins|ein",
  "two|zwei",
  "three|drei",
  "four|vier",
  "five|fünf",
  "six|sechs",
  "seven|sieben",
  "eight|acht",
  "nine|neun",
  "ten|zehn",
  "eleven|elf",
  "twelve|zwölf",
];

export const HOUR_NAMES = HOURS.join("|");

/** An hour of the clock in digits or words. */
export function hourNamed(name: string): number {
  const index = HOURS.findIndex((names) => names.split("|").includes(name.toLowerCase()));
  return index < 0 ? Number(name) : index + 1;
}
