import {
  aListOf,
  anObject,
  assertShape,
  aText,
  aTupleOf,
  type JsonValue,
  orAbsent,
} from "../../base/index.ts";
import type { Entity } from "../../conversation/index.ts";
import { type CrfModel, createTagger, trainCrf } from "../../ml/index.ts";
import type { NluTrainingData } from "../component.ts";
import type { Token } from "../message.ts";
import {
  type Component,
  type ComponentDefinition,
  type ComponentInput,
  type ComponentState,
  storedArray,
} from "../registry.ts";
import { createLabelScheme, type LabelScheme, type SpanKind, toSpans } from "./labels.ts";
import { type Gazetteer, sequenceFeatures } from "./token-features.ts";

/** A trained tagger of entities. */
export interface EntityModel {
  readonly state: ComponentState;
  extract(text: string, tokens: readonly Token[]): readonly Entity[];
}

/** Passes of the perceptron: fewer examples are gone over more often. */
const PASSES_FEW = 20;
const PASSES_MANY = 8;
const MANY_EXAMPLES = 2_000;

/** Learns a linear-chain model from the annotations, or gives null when there are none. */
export function trainEntityModel(
  { data, tokens, seed }: ComponentInput,
  extractor: string,
): EntityModel | null {
  const kinds = collectKinds(data);
  if (kinds.length === 0) return null;
  const scheme = createLabelScheme(kinds);
  const lookups = data.lookups.map(({ name, elements }): [string, readonly string[]] => [name, elements]);
  const gazetteers = createGazetteers(lookups);
  const sequences = data.examples.map(({ entities }, index) => {
    const own = tokens[index] ?? [];
    return {
      features: sequenceFeatures(own, gazetteers),
      labels: scheme.encode(toSpans(entities, own), own.length),
    };
  });
  const passes = sequences.length > MANY_EXAMPLES ? PASSES_MANY : PASSES_FEW;
  const crf = trainCrf(sequences, { labels: scheme.size, allowed: scheme.allowed, passes, seed });
  return createEntityModel({ scheme, crf, lookups, extractor });
}

function collectKinds({ examples }: NluTrainingData): readonly SpanKind[] {
  const kinds = new Map<string, SpanKind>();
  for (const { entity, role, group } of examples.flatMap(({ entities }) => entities)) {
    const kind = { entity, ...(role !== undefined && { role }), ...(group !== undefined && { group }) };
    kinds.set(JSON.stringify([entity, role, group]), kind);
  }
  return [...kinds].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, kind]) => kind);
}

function createGazetteers(
  lookups: readonly (readonly [string, readonly string[]])[],
): ReadonlyMap<string, Gazetteer> {
  return new Map(
    lookups.map(([name, elements]) => {
      const entries = new Map<string, string[][]>();
      for (const element of elements) {
        const words = element.toLowerCase().split(/\s+/);
        const first = words[0] ?? "";
        entries.set(first, [...(entries.get(first) ?? []), words]);
      }
      return [name, entries];
    }),
  );
}

interface Parts {
  readonly scheme: LabelScheme;
  readonly crf: CrfModel;
  readonly lookups: readonly (readonly [string, readonly string[]])[];
  readonly extractor: string;
}

function createEntityModel({ scheme, crf, lookups, extractor }: Parts): EntityModel {
  const tag = createTagger(crf, scheme.allowed);
  const gazetteers = createGazetteers(lookups);
  const { keys, offsets, weightLabels, weights, transitions } = crf;
  return {
    state: {
      json: { kinds: scheme.kinds, lookups } as unknown as JsonValue,
      arrays: { keys, offsets, weightLabels, weights, transitions },
    },
    extract(text, tokens) {
      const labels = tag(sequenceFeatures(tokens, gazetteers));
      return scheme.decode(labels).map(({ first, last, kind }) => {
        const start = tokens[first]?.start ?? 0;
        const end = tokens[last]?.end ?? 0;
        return {
          entity: kind.entity,
          start,
          end,
          value: text.slice(start, end),
          extractor,
          ...withoutEntity(kind),
        };
      });
    },
  };
}

function withoutEntity({ role, group }: SpanKind): { role?: string; group?: string } {
  return { ...(role !== undefined && { role }), ...(group !== undefined && { group }) };
}

/** Rebuilds a stored model. */
export function loadEntityModel(state: ComponentState, extractor: string): EntityModel {
  assertShape(state.json, STORED);
  const { kinds, lookups } = state.json as unknown as Stored;
  const scheme = createLabelScheme(kinds);
  const keys = storedArray(state, "keys", { type: Uint32Array });
  const weights = storedArray(state, "weights", { type: Float32Array });
  const crf: CrfModel = {
    labels: scheme.size,
    keys,
    offsets: storedArray(state, "offsets", { type: Uint32Array, length: keys.length + 1 }),
    weightLabels: storedArray(state, "weightLabels", { type: Uint16Array, length: weights.length }),
    weights,
    transitions: storedArray(state, "transitions", {
      type: Float32Array,
      length: (scheme.size + 1) * scheme.size,
    }),
  };
  return createEntityModel({ scheme, crf, lookups, extractor });
}

interface Stored {
  readonly kinds: readonly SpanKind[];
  readonly lookups: Parts["lookups"];
}

const STORED = anObject({
  kinds: aListOf(anObject({ entity: aText, role: orAbsent(aText), group: orAbsent(aText) })),
  lookups: aListOf(aTupleOf(aText, aListOf(aText))),
});

/** `CRFEntityExtractor`. */
export const crfEntityExtractor: ComponentDefinition = {
  train: (input) => crfComponent(trainEntityModel(input, "CRFEntityExtractor")),
  load: (state) => crfComponent(state.json === null ? null : loadEntityModel(state, "CRFEntityExtractor")),
};

function crfComponent(model: EntityModel | null): Component {
  return {
    state: model?.state ?? { json: null, arrays: {} },
    process(message) {
      if (model !== null)
        message.entities = [...message.entities, ...model.extract(message.text, message.tokens)];
    },
  };
}
