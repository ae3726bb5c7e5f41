import { offsetAt, toIsoTime, wallClockToInstant } from "../../../../base/index.ts";

/**
 * A time zone. What its clocks show is counted as epoch milliseconds too, as if they showed UTC: wall time, with which one
 * reckons in days without minding daylight saving.
 */
export interface Zone {
  toWall(instant: number): number;
  /** Where a wall time is skipped, the first instant after the gap; where it comes twice, the first. */
  toInstant(wall: number): number;
  /** With the offset, as Duckling writes it: `2026-05-07T09:00:00.000+02:00`. */
  toIso(instant: number): string;
}

/** @param name an IANA name that exists. */
export function createZone(name: string): Zone {
  const toWall = (instant: number): number => instant + offsetAt(instant, name);
  return {
    toWall,
    toInstant: (wall) => wallClockToInstant(wall, name),
    toIso(instant) {
      const minutes = Math.round(offsetAt(instant, name) / 60_000);
      const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
      const offset = `${minutes < 0 ? "-" : "+"}${pad(hours)}:${pad(rest)}`;
      return `${toIsoTime(toWall(instant)).slice(0, -1)}${offset}`;
    },
  };
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
