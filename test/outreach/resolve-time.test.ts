import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveTime } from "../../src/outreach/index.ts";

const BERLIN = { project: "Europe/Berlin", server: "UTC" };
const iso = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString();

describe("a time in a reminder", () => {
  it.each([
    ["2026-05-01T12:00:05Z", "2026-05-01T12:00:05.000Z"],
    ["2026-05-01T12:00:05z", "2026-05-01T12:00:05.000Z"],
    ["2026-05-01T12:00:05+02:00", "2026-05-01T10:00:05.000Z"],
    ["2026-05-01T12:00:05 -0330", "2026-05-01T15:30:05.000Z"],
    ["2026-05-01T12:00+05", "2026-05-01T07:00:00.000Z"],
    ["20260501T120005Z", "2026-05-01T12:00:05.000Z"],
    ["2026-05-01 12:00:05,25Z", "2026-05-01T12:00:05.250Z"],
    ["  2026-05-01T12:00:05Z ", "2026-05-01T12:00:05.000Z"],
    ["2026-05-01Z", "2026-05-01T00:00:00.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"],
  ])("reads %s", (text, expected) => {
    expect(iso(resolveTime(text, BERLIN))).toBe(expected);
  });

  it.each([
    ["2026-05-01T12:00:05", "2026-05-01T10:00:05.000Z"],
    ["2026-01-01T12:00:05", "2026-01-01T11:00:05.000Z"],
    ["2026-05-01", "2026-04-30T22:00:00.000Z"],
  ])("reads %s on the clock of the zone", (text, expected) => {
    expect(iso(resolveTime(text, BERLIN))).toBe(expected);
  });

  it.each([
    [
      "",
      "tomorrow",
      "12:00",
      "2026",
      "2026-05",
      "2026-13-01",
      "2026-02-30",
      "2023-02-29",
      "2026-05-01T25:00",
    ],
    ["2026-05-01T12:60", "2026-05-01T12:00:61", "2026-05-01T12:00:00+24:00", "2026-05-01T12:00:00+02:60"],
    [
      "2026-05-01T12",
      "2026-05-01T12:00:00 Europe/Berlin",
      "1746093605",
      "2026-05-01T12:00:05.Z",
      "١٢٣٤-٠١-٠١",
    ],
  ])("is none in %s, %s, %s and so on", (...texts) => {
    for (const text of texts) expect([text, resolveTime(text, BERLIN)]).toEqual([text, null]);
  });

  it.each([
    ["2026-05-01T12:00:05.001Z", 1],
    ["2026-05-01T12:00:05.0001Z", 1],
    ["2026-05-01T12:00:05.000000Z", 0],
    ["2026-05-01T12:00:05.029Z", 29],
    ["2026-05-01T12:00:05.123456Z", 124],
    ["2026-05-01T12:00:05.999999999Z", 1000],
  ])("is never earlier than what %s says", (text, milliseconds) => {
    expect(resolveTime(text, BERLIN)).toBe(Date.UTC(2026, 4, 1, 12, 0, 5) + milliseconds);
  });

  it("counts in the conversation's zone, else the project's, else the server's; what is no zone is passed over", () => {
    const read = (conversation: string | null, project: string | null, server: string): string | null =>
      iso(resolveTime("2026-01-01T12:00", { conversation, project, server }));
    expect(read("Asia/Tokyo", "Europe/Berlin", "UTC")).toBe("2026-01-01T03:00:00.000Z");
    expect(read(null, "Europe/Berlin", "UTC")).toBe("2026-01-01T11:00:00.000Z");
    expect(read(null, null, "America/New_York")).toBe("2026-01-01T17:00:00.000Z");
    expect(read("Mars/Olympus", "Europe/Berlin", "UTC")).toBe("2026-01-01T11:00:00.000Z");
    expect(read("__proto__", null, "nowhere")).toBe("2026-01-01T12:00:00.000Z");
  });

  it.each([
    ["Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00:00.000Z", "a gap: the first instant after it"],
    ["Europe/Berlin", "2026-03-29T02:00", "2026-03-29T01:00:00.000Z", "the gap's first moment"],
    ["Europe/Berlin", "2026-03-29T03:00", "2026-03-29T01:00:00.000Z", "the moment after the gap"],
    ["Europe/Berlin", "2026-10-25T02:30", "2026-10-25T00:30:00.000Z", "an overlap: the first of the two"],
    ["Europe/Berlin", "2026-10-25T03:00", "2026-10-25T02:00:00.000Z", "the moment after the overlap"],
    ["America/New_York", "2026-03-08T02:30", "2026-03-08T07:00:00.000Z", "a gap west of Greenwich"],
    ["America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00.000Z", "an overlap west of Greenwich"],
    ["Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30:00.000Z", "a gap of half an hour"],
    ["Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00.000Z", "an overlap of half an hour"],
    [
      "Africa/Casablanca",
      "2026-02-15T02:30",
      "2026-02-15T01:30:00.000Z",
      "an overlap at the start of Ramadan",
    ],
    ["America/Nuuk", "2026-03-28T23:30", "2026-03-29T01:00:00.000Z", "a gap the evening before"],
    ["Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00.000Z", "a day that never was"],
    ["Asia/Kathmandu", "2026-06-01T00:00", "2026-05-31T18:15:00.000Z", "an odd offset"],
  ])("in %s, %s means %s (%s)", (zone, text, expected) => {
    expect(iso(resolveTime(text, { project: zone, server: "UTC" }))).toBe(expected);
  });
});

const ZONES = [
  "Europe/Berlin",
  "Europe/London",
  "Europe/Dublin",
  "America/New_York",
  "America/Sao_Paulo",
  "America/Santiago",
  "America/St_Johns",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Asia/Tehran",
  "Australia/Lord_Howe",
  "Australia/Sydney",
  "Pacific/Chatham",
  "Pacific/Apia",
  "UTC",
];

const formats = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }),
  ]),
);

/** `2026-05-01T12:00:05`, as a clock on the wall shows it. */
function wallClock(instant: number, zone: string): string {
  return formats.get(zone)!.format(instant).replace(" ", "T");
}

/** The instants in which a zone's offset changes, found by walking through the hours. */
function transitions(zone: string): number[] {
  const found: number[] = [];
  const offset = (instant: number): number => Date.parse(`${wallClock(instant, zone)}Z`) - instant;
  let low = Date.UTC(2024, 0, 1);
  for (let high = low; low < Date.UTC(2031, 0, 1); low = high) {
    high = low + 24 * 3600_000;
    if (offset(low) === offset(high)) continue;
    let [before, after] = [low, high];
    while (after - before > 1000) {
      const middle = Math.floor((before + after) / 2000) * 1000;
      if (offset(middle) === offset(low)) before = middle;
      else after = middle;
    }
    found.push(after);
  }
  return found;
}

describe("wall-clock times and Intl", () => {
  it.each(ZONES)("agree on every half hour around every change of %s from 2024 to 2030", (zone) => {
    for (const transition of transitions(zone)) {
      for (let step = -8; step <= 8; step++) checkWallClock(transition + step * 1_800_000, zone);
      checkWallClock(transition - 1000, zone);
    }
  });

  it("agree on any second of those years in any zone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2024, 0, 1) / 1000, max: Date.UTC(2030, 11, 31) / 1000 }),
        fc.constantFrom(...ZONES),
        (second, zone) => checkWallClock(second * 1000, zone),
      ),
      { numRuns: 500 },
    );
  });
});

/** What the wall shows at an instant resolves to that instant, or to the earlier one that shows the same. */
function checkWallClock(instant: number, zone: string): void {
  const text = wallClock(instant, zone);
  const resolved = resolveTime(text, { project: zone, server: "UTC" });
  expect(resolved).not.toBeNull();
  expect(wallClock(resolved!, zone)).toBe(text);
  expect(resolved).toBeLessThanOrEqual(instant);
  expect(instant - resolved!).toBeLessThanOrEqual(3 * 3600_000);
}
