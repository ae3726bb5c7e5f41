import type { JsonObject } from "../../base/index.ts";
import type { Entity } from "../../conversation/index.ts";
import { findMatches, type Match, type Reference } from "./duckling/index.ts";

/** Kinds of numbers and times the extractor knows, in spaCy's words. */
export const QUANTITY_DIMENSIONS = ["DATE", "TIME", "MONEY", "PERCENT", "CARDINAL", "ORDINAL"] as const;

/** A share counts as one however it is written. */
const PERCENT = /(?<![\p{L}\p{N}.,])\d[\d.,]{0,15}\s?(?:%|percent|per cent|prozent)(?!\p{L})/giu;

const DUCKLINGS: ReadonlySet<string> = new Set(["time", "duration", "amount-of-money", "number", "ordinal"]);

/** The numbers and times of a text, with the words for them as their values; as in spaCy none lies inside another. */
export async function findQuantities(
  text: string,
  dimensions: ReadonlySet<string>,
  reference: Reference,
): Promise<readonly Entity[]> {
  const shares = [...text.matchAll(PERCENT)].map((match) => ({
    entity: "PERCENT",
    start: match.index,
    end: match.index + match[0].length,
  }));
  const matches = await findMatches(text, { dimensions: DUCKLINGS, reference });
  const others = matches
    .filter(({ start, end }) => shares.every((share) => end <= share.start || start >= share.end))
    .map((match) => ({ entity: labelOf(match), start: match.start, end: match.end }));
  return [...shares, ...others]
    .filter(({ entity }) => dimensions.has(entity))
    .sort((left, right) => left.start - right.start)
    .map((found) => ({
      ...found,
      value: text.slice(found.start, found.end),
      extractor: "SpacyEntityExtractor",
    }));
}

/** What is as long as a day, or says one, is a DATE; what is shorter a TIME. */
function labelOf({ dim, value }: Match): string {
  switch (dim) {
    case "time":
      return isShort(grainOf(value)) ? "TIME" : "DATE";
    case "duration":
      return isShort(String(value["unit"])) ? "TIME" : "DATE";
    case "amount-of-money":
      return "MONEY";
    default:
      return dim === "ordinal" ? "ORDINAL" : "CARDINAL";
  }
}

function grainOf({ grain, from, to }: JsonObject): string {
  const end = (from ?? to) as JsonObject | undefined;
  return String(grain ?? end?.["grain"]);
}

function isShort(grain: string): boolean {
  return grain === "hour" || grain === "minute" || grain === "second";
}
