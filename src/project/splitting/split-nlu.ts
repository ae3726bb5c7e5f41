import { createRandom, type JsonValue, shuffle } from "../../base/index.ts";
import type { ProjectNluData } from "../project.ts";
import { allocateTests } from "./allocate.ts";

/** How to split. */
export interface SplitOptions {
  /** Which part is for training, between 0 and 1. */
  readonly trainingFraction: number;
  /** Equal data and seeds give equal parts. */
  readonly seed: number;
}

/** One of the two parts. */
export interface NluPart {
  readonly nlu: ProjectNluData;
  readonly responses: ReadonlyMap<string, JsonValue>;
}

/**
 * Splits NLU data by intents, those of retrieval intents with their keys. Examples keep their order; synonyms, patterns
 * and lookup tables go into both parts, a response with the examples it answers (into the training part, if none).
 */
export function splitNlu(
  nlu: ProjectNluData,
  responses: ReadonlyMap<string, JsonValue>,
  { trainingFraction, seed }: SplitOptions,
): { readonly training: NluPart; readonly test: NluPart } {
  const groups = new Map<string, number[]>();
  for (const [index, { intent }] of nlu.examples.entries()) {
    const key = JSON.stringify(intent ?? null);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  const random = createRandom(seed);
  const classes = [...groups.values()];
  const counts = allocateTests(
    classes.map(({ length }) => length),
    trainingFraction,
  );
  const isTest = new Set(
    classes.flatMap((indexes, at) => shuffle([...indexes], random).slice(0, counts[at] ?? 0)),
  );
  const part = (isWanted: (index: number) => boolean): ProjectNluData => ({
    ...nlu,
    examples: nlu.examples.filter((_, index) => isWanted(index)),
  });
  const training = part((index) => !isTest.has(index));
  const test = part((index) => isTest.has(index));
  const tested = answersOf(test);
  const trained = answersOf(training);
  return {
    training: {
      nlu: training,
      responses: pick(responses, (name) => trained.has(name) || !tested.has(name)),
    },
    test: { nlu: test, responses: pick(responses, (name) => tested.has(name)) },
  };
}

/** Names of the responses that examples of retrieval intents call for. */
function answersOf({ examples }: ProjectNluData): ReadonlySet<string> {
  return new Set(examples.flatMap(({ intent }) => (intent?.includes("/") ? [`utter_${intent}`] : [])));
}

function pick(
  responses: ReadonlyMap<string, JsonValue>,
  isWanted: (name: string) => boolean,
): ReadonlyMap<string, JsonValue> {
  return new Map([...responses].filter(([name]) => isWanted(name)));
}
