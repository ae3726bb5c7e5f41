import fc from "fast-check";
import { CORE_SCHEMA, dump, load, mergeTag } from "js-yaml";
import type { Random } from "../../src/base/index.ts";
import { pick } from "./pick.ts";

/** A collection of a file and a key or index in it. */
interface Spot {
  readonly parent: Record<string, unknown> | unknown[];
  readonly key: string | number;
}

type Edit = (spot: Spot, others: readonly Spot[], random: Random) => void;

/** Keys and words that mean something in such files, so that made-up values are nearly right. */
const WORDS =
  `intent action entities steps examples text name type value slot entity mappings conditions active_loop
  requested_slot checkpoint or slot_was_set user bot metadata buttons payload channel custom image role group
  required_slots ignored_intents use_entities ignore_entities initial_value influence_conversation values max_value
  greet utter_greet flower text float bool list any categorical from_entity from_text from_intent from_trigger_intent`.split(
    /\s+/,
  );

const word = fc.constantFrom(...WORDS);
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small" },
    word,
    fc.string(),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    tie("list"),
    tie("map"),
  ),
  list: fc.array(tie("any"), { maxLength: 3 }),
  map: fc.dictionary(word, tie("any"), { maxKeys: 3, noNullPrototype: true }),
})).any;

const edits: Readonly<Record<string, Edit>> = {
  "a made-up value": (spot, _, random) => {
    const [made] = fc.sample(value, { seed: random.below(2 ** 31), numRuns: 1 });
    set(spot, made);
  },
  "a value from elsewhere": (spot, others, random) => set(spot, structuredClone(get(pick(others, random)))),
  "a value in a list": (spot) => set(spot, [get(spot)]),
  "a value below a key": (spot, _, random) => set(spot, { [pick(WORDS, random)]: get(spot) }),
  "a value as text": (spot) => set(spot, JSON.stringify(get(spot))),
  "a key removed": ({ parent, key }) => {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  },
  "an item doubled": ({ parent, key }, _, random) => {
    if (Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
    else parent[pick(WORDS, random)] = structuredClone(parent[key]);
  },
  "a list turned round": ({ parent }) => {
    if (Array.isArray(parent)) parent.reverse();
  },
  "an item two hundred times": ({ parent, key }) => {
    if (!Array.isArray(parent)) return;
    for (let count = 0; count < 200; count++) parent.push(structuredClone(parent[Number(key)]));
  },
};

/** What one does to the values of a file; the file is written anew, and stays as it is when it cannot be read. */
export const structureMutations: Readonly<Record<string, (text: string, random: Random) => string>> =
  Object.fromEntries(
    Object.entries(edits).map(([what, edit]) => [what, (text, random) => rewrite(text, edit, random)]),
  );

function rewrite(text: string, edit: Edit, random: Random): string {
  try {
    const root = { root: load(text, { schema: CORE_SCHEMA.withTags(mergeTag) }) };
    // Anchors are written out.
    const copy = JSON.parse(JSON.stringify(root)) as typeof root;
    const spots = [...spotsOf(copy)];
    edit(pick(spots, random), spots, random);
    return dump(copy.root, { noRefs: true });
  } catch {
    return text;
  }
}

function* spotsOf(value: unknown): Generator<Spot> {
  if (typeof value !== "object" || value === null) return;
  const parent = value as Spot["parent"];
  for (const key of Array.isArray(parent) ? parent.keys() : Object.keys(parent)) {
    yield { parent, key };
    yield* spotsOf(get({ parent, key }));
  }
}

function get({ parent, key }: Spot): unknown {
  return (parent as Record<string | number, unknown>)[key];
}

function set({ parent, key }: Spot, made: unknown): void {
  (parent as Record<string | number, unknown>)[key] = made;
}
