import type { JsonObject, JsonValue } from "../../base/index.ts";
import type { Ranker } from "./ranker.ts";

/** A ranker as JSON; weights as base64 of little-endian 32-bit floats, so that they come back bit by bit. */
export function rankerToJson({ features, choices, weights }: Ranker): JsonObject {
  return {
    features: [...features],
    choices: [...choices],
    weights: toBase64(weights.weights),
    bias: toBase64(weights.bias),
  };
}

/** The inverse of {@link rankerToJson}. Throws a `TypeError` for anything else. */
export function rankerFromJson(value: JsonValue): Ranker {
  const { features, choices, weights, bias } = value as unknown as StoredRanker;
  const stored = { weights: fromBase64(weights), bias: fromBase64(bias) };
  const [classes, count] = [choices.length, features.length];
  if (stored.bias.length !== classes || stored.weights.length !== classes * count)
    throw new TypeError("A stored ranker has as many weights as features times choices.");
  return { features, choices, weights: { classes, features: count, ...stored } };
}

interface StoredRanker {
  readonly features: readonly string[];
  readonly choices: readonly string[];
  readonly weights: string;
  readonly bias: string;
}

function toBase64(values: Float32Array): string {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeFloatLE(value, at * 4);
  return bytes.toString("base64");
}

function fromBase64(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
}
