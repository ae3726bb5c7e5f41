import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { offsetAt, toIsoTime } from "../../../src/base/index.ts";
import { follow, MOST_COUNTED } from "../../../src/outreach/recurrence/index.ts";
import type { Recurrence } from "../../../src/storage/index.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Change = Partial<Omit<Recurrence, "rule">>;

function recurrence(type: Recurrence["rule"]["type"], text: string, start: string, change: Change = {}) {
  const at = Date.parse(start);
  return {
    rule: { type, text },
    zone: "Europe/Berlin",
    start: at,
    at,
    occurrence: 1,
    count: null,
    until: null,
    ...change,
  };
}

/** The occurrences after the first, each followed at its own time, as ISO times. */
function series(first: Recurrence, most: number): readonly string[] {
  const times: string[] = [];
  let current: Recurrence | null = first;
  while (current !== null && times.length < most) {
    current = follow(current, current.at).next;
    if (current !== null) times.push(toIsoTime(current.at).replace(":00.000Z", "Z"));
  }
  return times;
}

describe("what recurs on the calendar", () => {
  it.each([
    ["every", "1 day"],
    ["cron", "0 9 * * *"],
    ["rrule", "FREQ=DAILY"],
  ] as const)("keeps its time of day over leaps of daylight saving: %s %s", (type, text) => {
    expect(series(recurrence(type, text, "2026-03-27T08:00:00Z"), 3)).toEqual([
      "2026-03-28T08:00Z",
      "2026-03-29T07:00Z",
      "2026-03-30T07:00Z",
    ]);
    expect(series(recurrence(type, text, "2026-10-23T07:00:00Z"), 3)).toEqual([
      "2026-10-24T07:00Z",
      "2026-10-25T08:00Z",
      "2026-10-26T08:00Z",
    ]);
  });

  it.each([
    ["every", "1 day"],
    ["cron", "30 2 * * *"],
    ["rrule", "FREQ=DAILY"],
  ] as const)("has a skipped time at the first moment after it, a double one once: %s %s", (type, text) => {
    // 02:30 in Berlin; on 29 March clocks leap from 02:00 to 03:00, on 25 October from 03:00 back to 02:00.
    expect(series(recurrence(type, text, "2026-03-27T01:30:00Z"), 3)).toEqual([
      "2026-03-28T01:30Z",
      "2026-03-29T01:00Z",
      "2026-03-30T00:30Z",
    ]);
    expect(series(recurrence(type, text, "2026-10-24T00:30:00Z"), 2)).toEqual([
      "2026-10-25T00:30Z",
      "2026-10-26T01:30Z",
    ]);
  });

  it("has the last day of a month that has no such day", () => {
    expect(series(recurrence("every", "1 month", "2026-01-31T08:00:00Z"), 3)).toEqual([
      "2026-02-28T08:00Z",
      "2026-03-31T07:00Z",
      "2026-04-30T07:00Z",
    ]);
    expect(series(recurrence("every", "1 year", "2024-02-29T08:00:00Z"), 4).at(-1)).toBe("2028-02-29T08:00Z");
  });

  it.each([
    ["FREQ=WEEKLY;BYDAY=MO,TH", "2026-01-05T08:00:00Z", ["2026-01-08T08:00Z", "2026-01-12T08:00Z"]],
    ["RRULE:FREQ=WEEKLY;INTERVAL=2", "2026-01-05T08:00:00Z", ["2026-01-19T08:00Z", "2026-02-02T08:00Z"]],
    ["FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30T08:00:00Z", ["2026-02-27T08:00Z", "2026-03-27T08:00Z"]],
    [
      "FREQ=DAILY;BYHOUR=9,18;BYMINUTE=15",
      "2026-01-01T08:15:00Z",
      ["2026-01-01T17:15Z", "2026-01-02T08:15Z"],
    ],
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2024-02-29T08:00:00Z", ["2028-02-29T08:00Z"]],
  ])("follows the recurrence rule %s", (text, start, expected) => {
    expect(series(recurrence("rrule", text, start), expected.length)).toEqual(expected);
  });
});

describe("what recurs on the clock", () => {
  it("goes on through leaps of daylight saving", () => {
    const hourly = recurrence("every", "1 hour", "2026-10-25T00:00:00Z");
    expect(series(hourly, 3)).toEqual(["2026-10-25T01:00Z", "2026-10-25T02:00Z", "2026-10-25T03:00Z"]);
    const crontab = recurrence("cron", "0 * * * *", "2026-10-25T00:00:00Z");
    expect(series(crontab, 3)).toEqual(series(hourly, 3));
  });
});

describe("a series", () => {
  it("ends with its count, and missed occurrences count", () => {
    const first = recurrence("every", "1 day", "2026-01-01T08:00:00Z", { count: 4 });
    expect(series(first, 10)).toHaveLength(3);
    const afterDowntime = follow(first, first.at + 2.5 * DAY);
    expect(afterDowntime).toMatchObject({
      next: { occurrence: 4, at: first.at + 3 * DAY },
      missed: { count: 2, latest: first.at + 2 * DAY },
    });
    expect(follow(first, first.at + 30 * DAY)).toEqual({
      next: null,
      missed: { count: 3, latest: first.at + 3 * DAY },
    });
  });

  it("ends at its last moment, which belongs to it", () => {
    const until = Date.parse("2026-01-03T08:00:00Z");
    expect(series(recurrence("every", "1 day", "2026-01-01T08:00:00Z", { until }), 10)).toHaveLength(2);
    expect(
      series(recurrence("every", "1 day", "2026-01-01T08:00:00Z", { until: until - 1 }), 9),
    ).toHaveLength(1);
  });

  it.each([
    ["every", "1m", 60_000],
    ["every", "1s", 1_000],
    ["cron", "* * * * *", 60_000],
    ["rrule", "FREQ=DAILY", DAY],
  ] as const)("passes over what was missed in years at once: %s %s", (type, text, step) => {
    const first = recurrence(type, text, "2020-01-01T00:00:00Z", { zone: "UTC" });
    const now = Date.parse("2026-01-01T00:00:00Z") + step / 2;
    expect(follow(first, now)).toMatchObject({
      next: { at: now + step / 2 },
      missed: { count: MOST_COUNTED + 1, latest: now - step / 2 },
    });
  });

  it("without a readable rule has no further occurrence", () => {
    expect(follow(recurrence("cron", "gone", "2026-01-01T00:00:00Z"), 0)).toEqual({
      next: null,
      missed: null,
    });
  });
});

/** What follows, after a look at everything that must be true of it. */
function checkedNext(current: Recurrence, now: number): Recurrence | null {
  const { next, missed } = follow(current, now);
  const latest = missed?.latest ?? now;
  expect(latest).toBeGreaterThanOrEqual(current.at);
  expect(latest).toBeLessThanOrEqual(now);
  if (next === null) return null;
  expect(next.at).toBeGreaterThan(now);
  expect(next.occurrence).toBeGreaterThan(current.occurrence);
  expect(next.occurrence).toBeLessThanOrEqual(current.count ?? Number.POSITIVE_INFINITY);
  expect(next.at).toBeLessThanOrEqual(current.until ?? Number.POSITIVE_INFINITY);
  return next;
}

describe("any series", () => {
  const RULES = fc.oneof(
    fc
      .tuple(fc.integer({ min: 1, max: 50 }), fc.constantFrom("s", "m", "hours", "days", "weeks", "months"))
      .map(([amount, unit]) => ({ type: "every", text: `${amount} ${unit}` }) as const),
    fc
      .tuple(
        fc.integer({ min: 0, max: 59 }),
        fc.constantFrom("*", "0", "2", "23"),
        fc.constantFrom("*", "MON"),
      )
      .map(([minute, hour, day]) => ({ type: "cron", text: `${minute} ${hour} * * ${day}` }) as const),
    fc
      .tuple(fc.constantFrom("DAILY", "WEEKLY", "MONTHLY", "YEARLY"), fc.integer({ min: 1, max: 5 }))
      .map(
        ([frequency, interval]) =>
          ({ type: "rrule", text: `FREQ=${frequency};INTERVAL=${interval}` }) as const,
      ),
  );
  const ANY = fc.record({
    rule: RULES,
    zone: fc.constantFrom(
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "America/Santiago",
      "UTC",
    ),
    start: fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) }),
    late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90 * DAY })),
    count: fc.option(fc.integer({ min: 1, max: 40 })),
    until: fc.option(fc.integer({ min: 0, max: 400 * DAY })),
  });

  it("is strictly increasing, never early, and ends at its end", () => {
    fc.assert(
      fc.property(ANY, ({ rule, zone, start, late, count, until }) => {
        const last = until === null ? null : start + until;
        const first = { rule, zone, start, at: start, occurrence: 1, count, until: last };
        let current: Recurrence | null = first;
        for (let step = 0; step < 20 && current !== null; step++) {
          current = checkedNext(current, current.at + late);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("of days shows the same time on the clocks of its zone, but where they skip it", () => {
    fc.assert(
      fc.property(ANY, fc.integer({ min: 1, max: 30 }), ({ zone, start }, days) => {
        const timeOfDay = (instant: number): number => (instant + offsetAt(instant, zone)) % DAY;
        let current: Recurrence | null = {
          ...recurrence("every", `${days} days`, "2020-01-01T00:00:00Z", { zone }),
          start,
          at: start,
        };
        for (let step = 0; step < 30 && current !== null; step++) {
          const shown = timeOfDay(current.at);
          if (shown !== timeOfDay(start)) {
            // The clocks leapt right then, over the time that was meant.
            expect(offsetAt(current.at, zone)).toBeGreaterThan(offsetAt(current.at - 1, zone));
            expect(shown).toBeGreaterThan(timeOfDay(start));
          }
          current = follow(current, current.at).next;
        }
      }),
      { numRuns: 100 },
    );
  });
});
