import type { IntentPrediction } from "../../conversation/index.ts";

/** The most probable labels of many examples, as numbers one behind the other: objects would take ten times the memory. */
export interface Rankings {
  /** @param probabilities by label. */
  set(example: number, probabilities: Float64Array): void;
  /** The best first; nothing for an example that was not set. */
  readonly get: (example: number) => readonly IntentPrediction[];
}

/** What an example was taken for matters up to this place of the ranking. */
const LENGTH = 10;

/** Room for the rankings of so many examples. */
export function createRankings(labels: readonly string[], examples: number): Rankings {
  const length = Math.min(LENGTH, labels.length);
  const places = new Uint32Array(examples * length);
  const confidences = new Float64Array(examples * length).fill(NOT_SET);
  return {
    set(example, probabilities) {
      const from = example * length;
      insertLargest(probabilities, places.subarray(from, from + length));
      for (let at = from; at < from + length; at++)
        confidences[at] = probabilities[places[at] as number] as number;
    },
    get(example) {
      const from = example * length;
      if (!((confidences[from] ?? NOT_SET) >= 0)) return [];
      return Array.from({ length }, (_, at) => ({
        name: labels[places[from + at] as number] as string,
        confidence: confidences[from + at] as number,
      }));
    },
  };
}

const NOT_SET = -1;

/** Writes the places of the largest values, the largest first, by insertion: of many values few are wanted. */
function insertLargest(values: Float64Array, places: Uint32Array): void {
  let count = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (count === places.length && value <= (values[places[count - 1] as number] as number)) continue;
    if (count < places.length) count++;
    let place = count - 1;
    // Of equal values that of the first label, in order of names, comes first.
    while (place > 0 && (values[places[place - 1] as number] as number) < value) {
      places[place] = places[place - 1] as number;
      place--;
    }
    places[place] = at;
  }
}
