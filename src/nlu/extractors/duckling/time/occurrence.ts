import type { JsonObject } from "../../../../base/index.ts";
import { type Grain, secondsOf } from "../grains.ts";
import type { Range } from "../match.ts";
import { add } from "./wall-time.ts";
import type { Zone } from "./zone.ts";

/** A point in time, as exact as its grain. */
export interface Moment {
  /** Epoch milliseconds. */
  readonly instant: number;
  readonly grain: Grain;
}

/** From a point up to another, which it does not reach; open where an end is null. */
export interface Interval {
  readonly from: Moment | null;
  readonly to: Moment | null;
}

export type Occurrence = Moment | Interval;

/** A part of a text that says a time, and when that is: the first that is meant, and at most two after it. */
export interface TimeFinding extends Range {
  readonly occurrences: readonly Occurrence[];
}

/** The wall time as a moment. */
export function momentAt(wall: number, grain: Grain, zone: Zone): Moment {
  return { instant: zone.toInstant(wall), grain };
}

/** The end of an interval that includes this: Duckling's intervals end one grain after what was said. */
export function closing({ instant, grain }: Moment, zone: Zone): Moment {
  return momentAt(add(zone.toWall(instant), 1, grain), grain, zone);
}

/** The interval between two moments, as exact as the more exact of them. */
export function intervalBetween(from: Moment, to: Moment): Interval {
  const grain = secondsOf(from.grain) < secondsOf(to.grain) ? from.grain : to.grain;
  return { from: { ...from, grain }, to: { ...to, grain } };
}

/** A finding's value as Duckling writes it. */
export function toDucklingTime({ occurrences }: TimeFinding, zone: Zone): JsonObject {
  const values = occurrences.map((occurrence) => toJson(occurrence, zone));
  return { ...values[0], values };
}

function toJson(occurrence: Occurrence, zone: Zone): JsonObject {
  if ("instant" in occurrence) return { ...momentJson(occurrence, zone), type: "value" };
  const { from, to } = occurrence;
  return {
    type: "interval",
    ...(from !== null && { from: momentJson(from, zone) }),
    ...(to !== null && { to: momentJson(to, zone) }),
  };
}

function momentJson({ instant, grain }: Moment, zone: Zone): JsonObject {
  return { value: zone.toIso(instant), grain };
}
