import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDailySpan, toIsoTime } from "../../src/base/index.ts";
import { chooseQuietHours, quietUntil } from "../../src/outreach/index.ts";

const MINUTE = 60_000;

describe("the end of quiet hours", () => {
  it.each([
    ["22:00-07:00", "2026-01-10T20:59:59.999Z", null],
    ["22:00-07:00", "2026-01-10T21:00:00Z", "2026-01-11T06:00:00.000Z"],
    ["22:00-07:00", "2026-01-11T05:59:59.999Z", "2026-01-11T06:00:00.000Z"],
    ["22:00-07:00", "2026-01-11T06:00:00Z", null],
    ["12:00-14:00", "2026-01-11T11:30:00Z", "2026-01-11T13:00:00.000Z"],
    // Clocks leap from 02:00 to 03:00.
    ["22:00-02:30", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00.000Z"],
    // 02:00 to 03:00 comes twice: quiet in both.
    ["22:00-02:30", "2026-10-25T00:10:00Z", "2026-10-25T00:30:00.000Z"],
    ["22:00-02:30", "2026-10-25T01:10:00Z", "2026-10-25T01:30:00.000Z"],
  ])("of %s seen at %s is %s", (text, moment, end) => {
    const span = parseDailySpan(text);
    if (span === null) throw new Error(text);
    const until = quietUntil(Date.parse(moment), { span, zone: "Europe/Berlin" });
    expect(until === null ? null : toIsoTime(until)).toBe(end);
  });

  it("is always later, and within a day and an hour", () => {
    const time = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const zone = fc.constantFrom("Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Pacific/Apia");
    const moment = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(time, time, zone, moment, (from, to, zone, moment) => {
        fc.pre(from !== to);
        const until = quietUntil(moment, { span: { from, to }, zone });
        if (until === null) return;
        expect(until).toBeGreaterThan(moment);
        expect(until - moment).toBeLessThanOrEqual(25 * 60 * MINUTE);
        expect(Number.isInteger(until)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("whose quiet hours count", () => {
  const project = parseDailySpan("22:00-07:00");
  it.each([
    [undefined, project],
    [null, project],
    ["nonsense", project],
    ["off", null],
    ["none", null],
    [false, null],
    ["23:00 - 06:30", { from: 1380, to: 390 }],
  ])("with the slot %j", (own, expected) => {
    expect(chooseQuietHours(own, project)).toEqual(expected);
  });

  it("reads no span that is none", () => {
    for (const text of ["", "22-7", "25:00-07:00", "22:60-07:00", "22:00-22:00", "24:30-01:00"])
      expect(parseDailySpan(text)).toBeNull();
    expect(parseDailySpan("22:00-24:00")).toEqual({ from: 1320, to: 0 });
  });
});
