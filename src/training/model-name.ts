import { type Clock, type Random, toIsoTime } from "../base/index.ts";

const QUALITIES = [
  "amber",
  "brisk",
  "calm",
  "clever",
  "crisp",
  "dapper",
  "eager",
  "fair",
  "gentle",
  "glad",
  "keen",
  "kind",
  "lively",
  "lucid",
  "mellow",
  "merry",
  "nimble",
  "plucky",
  "quiet",
  "ready",
  "sage",
  "sunny",
  "swift",
  "vivid",
] as const;

const THINGS = [
  "acorn",
  "anchor",
  "beacon",
  "bell",
  "birch",
  "brook",
  "cedar",
  "clover",
  "comet",
  "fern",
  "finch",
  "harbor",
  "heron",
  "lantern",
  "maple",
  "meadow",
  "orchid",
  "otter",
  "pebble",
  "poplar",
  "robin",
  "sparrow",
  "spruce",
  "willow",
] as const;

/** `20260131-174502-calm-heron`: UTC time of training and two words to say aloud. */
export function createModelName(clock: Clock, random: Random): string {
  const [day, time] = toIsoTime(clock.now()).split("T") as [string, string];
  const words = [QUALITIES[random.below(QUALITIES.length)], THINGS[random.below(THINGS.length)]];
  return [day.replaceAll("-", ""), time.slice(0, 8).replaceAll(":", ""), ...words].join("-");
}
