import { createZone, type Zone } from "./zone.ts";

/** When and where a message was written, and how its times are read. */
export interface Reference {
  /** Epoch milliseconds. */
  readonly instant: number;
  /** What clocks there show. */
  readonly wall: number;
  readonly zone: Zone;
  readonly isGerman: boolean;
  /** Whether `3/4` is the third of April. */
  readonly isDayFirst: boolean;
}

/** @param zone an IANA name that exists. */
export function createReference(
  instant: number,
  zone: string,
  language: { readonly isGerman: boolean; readonly isDayFirst: boolean },
): Reference {
  const own = createZone(zone);
  return { instant, wall: own.toWall(instant), zone: own, ...language };
}
