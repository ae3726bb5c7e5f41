import { lazy, toDate } from "../../../../base/index.ts";
import type { Range } from "../match.ts";
import type { Reference } from "./reference.ts";

/** What a text says of a time, and nothing that was guessed. */
export interface TimeParts {
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  /** Monday is 1. */
  readonly weekday?: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  /** Whether it says the half of the day. */
  readonly hasMeridiem: boolean;
  /** Minutes ahead of UTC. */
  readonly offset?: number;
}

/** A date or time of day that was read. */
export interface ReadTime extends Range {
  readonly from: TimeParts;
  readonly to: TimeParts | null;
}

const english = lazy(() => import("chrono-node/en"));
const german = lazy(() => import("chrono-node/de"));

/** Reads dates and times of day; the package is loaded when it is first needed. */
export type ReadTimes = (text: string, reference: Reference) => readonly ReadTime[];

export async function loadChrono({ isGerman }: Pick<Reference, "isGerman">): Promise<ReadTimes> {
  const { casual, GB = casual } = isGerman ? { ...(await german()), GB: undefined } : await english();
  return (text, reference) => {
    const parser = reference.isDayFirst ? GB : casual;
    // What clocks show there, told as UTC: the machine's own zone plays no part.
    const now = { instant: toDate(reference.wall), timezone: 0 };
    return windows(text).flatMap(({ start, end }) =>
      parser.parse(text.slice(start, end), now).flatMap((result): ReadTime[] => {
        // What is counted from now has been read already (relative-times.ts).
        if (result.tags().has("result/relativeDate")) return [];
        const at = start + result.index;
        const to = result.end === undefined || result.end === null ? null : partsOf(result.end);
        return [{ start: at, end: at + result.text.length, from: partsOf(result.start), to }];
      }),
    );
  };
}

interface Components {
  isCertain(component: Component): boolean;
  get(component: Component): number | null;
  tags(): Set<string>;
}

type Component =
  | "year"
  | "month"
  | "day"
  | "weekday"
  | "hour"
  | "minute"
  | "second"
  | "meridiem"
  | "timezoneOffset";

function partsOf(components: Components): TimeParts {
  const certain = (component: Component): number | undefined =>
    components.isCertain(component) ? (components.get(component) ?? undefined) : undefined;
  const entries = (["year", "month", "day", "hour", "minute", "second"] as const).flatMap((name) => {
    const value = certain(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  const weekday = certain("weekday");
  const offset = certain("timezoneOffset");
  return {
    ...Object.fromEntries(entries),
    ...namedHour(components),
    ...(weekday !== undefined && { weekday: weekday === 0 ? 7 : weekday }),
    hasMeridiem: certain("meridiem") !== undefined,
    ...(offset !== undefined && { offset }),
  };
}

/** German chrono guesses the hour of its own words. */
function namedHour(components: Components): { readonly hour?: number } {
  if (components.isCertain("hour")) return {};
  const tags = components.tags();
  if (tags.has("casualReference/noon")) return { hour: 12 };
  return tags.has("casualReference/midnight") ? { hour: 0 } : {};
}

/** Its time grows with the square of the text's length; nobody writes a date this long. */
const LONGEST_WINDOW = 400;

/** Parts of a text, cut between words where they can be. */
function windows(text: string): readonly Range[] {
  const found: Range[] = [];
  for (let start = 0; start < text.length; ) {
    const limit = start + LONGEST_WINDOW;
    const blank = limit < text.length ? text.lastIndexOf(" ", limit) : text.length;
    const end = blank > start ? blank : limit;
    found.push({ start, end });
    start = end;
  }
  return found;
}
