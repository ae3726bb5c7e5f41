import {
  aListOf,
  anObject,
  assertShape,
  aText,
  type JsonObject,
  type JsonValue,
  orAbsent,
} from "../../base/index.ts";
import type { Entity, IntentPrediction } from "../../conversation/index.ts";
import {
  type CrfModel,
  createTagger,
  decodeSpans,
  encodeSpans,
  hashText,
  POSITIONS,
  type TokenSequence,
  toTokenSequences,
} from "../../ml/index.ts";
import type { NluTrainingData } from "../component.ts";
import { chosenFeatures } from "../features.ts";
import { hashIndex } from "../featurizers/classifier-features.ts";
import { lexiconOf } from "../lexicon/index.ts";
import type { Message, Token } from "../message.ts";
import { type ComponentInput, type ComponentState, emptyState, storedArray } from "../registry.ts";
import { joinStates, partOf } from "../state-parts.ts";
import { buildGazetteer, type Gazetteer, loadGazetteer } from "./gazetteer.ts";
import { type Span, type SpanKind, type SpannedExample, sameKind } from "./spans.ts";
import { createTokenFeatures, type Marks, type TokenFeatures } from "./token-features.ts";

/** A trained tagger of entities. */
export interface EntityModel {
  readonly state: ComponentState;
  /**
   * @param marks what the tokens are known as by the project.
   * @param intents what the text is taken for; empty where entities are learned alone.
   */
  extract(message: Message, marks: Marks, intents: readonly IntentPrediction[]): readonly Entity[];
}

/**
 * What was best on splits of training data: passes over the examples, the penalty of large weights, and the costs of
 * mistakes. Few examples have few spans, which would be outweighed by all the words that are none.
 */
const FEW = { passes: 40, penalty: 0.02, costs: { invented: 3, missed: 10, mistaken: 3 } };
const MANY = { passes: 5, penalty: 0.1, costs: { invented: 3, missed: 4, mistaken: 3 } };
const MANY_EXAMPLES = 2_000;
/** What the text is less probably taken for tells nothing of its entities. */
const LEAST_PROBABLE = 0.05;
const NAME_PARTS = /[_/+\s-]+/;

/** What entities are learned by beside the examples. */
export interface EntityTraining {
  /** The component that names itself in what it finds. */
  readonly extractor: string;
  readonly examples: readonly SpannedExample[];
  /** What the project says that words are. */
  readonly gazetteer: Gazetteer;
  /** By example: what a model that has not seen it takes it for, or null where entities are learned alone. */
  readonly intents: ((example: number) => readonly IntentPrediction[]) | null;
}

/** Learns a linear-chain model from the annotations, or gives null when there are none. */
export async function trainEntityModel(
  { data, language, messages, options, seed, tasks }: ComponentInput,
  { extractor, examples, gazetteer, intents }: EntityTraining,
): Promise<EntityModel | null> {
  const kinds = collectKinds(data);
  if (kinds.length === 0) return null;
  const lexicon = buildGazetteer(lexiconOf(language), [], splitAtBlanks);
  const featuresOf = createTokenFeatures();
  function* eachSequence(): Generator<TokenSequence> {
    for (const [index, { tokens, spans }] of examples.entries()) {
      const marks = joinMarks(gazetteer.marks(tokens, spans), lexicon.marks(tokens));
      yield toSequence(featuresOf, tokens, {
        marks: withProvided(marks, messages[index] as Message, options),
        intents: intents?.(index) ?? [],
      });
    }
  }
  const sequences = toTokenSequences(eachSequence());
  const path = Uint16Array.from(
    examples.flatMap(({ tokens, spans }) => [...encode(spans, tokens.length, kinds)]),
  );
  const crf = await tasks.run({
    type: "crf",
    sequences,
    path,
    options: { kinds: kinds.length, seed, ...(examples.length > MANY_EXAMPLES ? MANY : FEW) },
  });
  return createEntityModel({ kinds, crf, lexicon, extractor, options });
}

/** Words of a lexicon are split by blanks already, and there are many. */
function splitAtBlanks(text: string): readonly { readonly text: string }[] {
  return text.split(" ").map((word) => ({ text: word }));
}

function joinMarks(left: Marks, right: Marks): Marks {
  return left.map((own, token) => [...own, ...(right[token] ?? [])]);
}

function toSequence(
  featuresOf: TokenFeatures,
  tokens: readonly Token[],
  about: { readonly marks: Marks; readonly intents: readonly IntentPrediction[] },
): TokenSequence {
  const probable = about.intents.filter(({ confidence }) => (confidence ?? 0) >= LEAST_PROBABLE);
  const intent = probable[0]?.name ?? null;
  // What intents have in common is often a part of their names: `play_music`, `play_radio`.
  const parts = intent === null ? [] : intent.split(NAME_PARTS);
  return {
    tokens: featuresOf(tokens, about.marks, intent),
    sharedKeys: [
      ...probable.map(({ name }) => hashText(`intent ${name}`)),
      ...parts.map((part) => hashText(`part of intent ${part}`)),
    ],
    sharedValues: [...probable.map(({ confidence }) => confidence ?? 0), ...parts.map(() => 1)],
  };
}

/** Adds what the pipeline's featurizers say of each token beyond what is known of it here. */
function withProvided(marks: Marks, message: Message, options: JsonObject): Marks {
  const provided = chosenFeatures(message.features, options).flatMap(({ name, tokens }) =>
    tokens === undefined ? [] : [{ space: hashText(name), vectors: tokens() }],
  );
  if (provided.length === 0) return marks;
  return marks.map((own, token) => [
    ...own,
    ...provided.flatMap(({ space, vectors }) =>
      Array.from(vectors[token]?.indices ?? [], (index) => hashIndex(space, index)),
    ),
  ]);
}

function encode(spans: readonly Span[], length: number, kinds: readonly SpanKind[]): Uint16Array {
  const numbered = spans.map(({ first, last, kind }) => {
    return { first, last, kind: kinds.findIndex((known) => sameKind(known, kind)) };
  });
  return encodeSpans(numbered, length);
}

function collectKinds({ examples }: NluTrainingData): readonly SpanKind[] {
  const kinds = new Map<string, SpanKind>();
  for (const { entity, role, group } of examples.flatMap(({ entities }) => entities)) {
    const kind = { entity, ...(role !== undefined && { role }), ...(group !== undefined && { group }) };
    kinds.set(JSON.stringify([entity, role, group]), kind);
  }
  return [...kinds].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, kind]) => kind);
}

interface Parts {
  readonly kinds: readonly SpanKind[];
  readonly crf: CrfModel;
  /** What words are in the language. */
  readonly lexicon: Gazetteer;
  readonly extractor: string;
  readonly options: JsonObject;
}

function createEntityModel({ kinds, crf, lexicon, extractor, options }: Parts): EntityModel {
  const tag = createTagger(crf);
  const featuresOf = createTokenFeatures();
  const { keys, offsets, weightLabels, weights, transitions } = crf;
  const { between, within } = transitions;
  return {
    state: joinStates({
      crf: {
        json: { kinds } as unknown as JsonValue,
        arrays: { keys, offsets, weightLabels, weights, between, within },
      },
      lexicon: { json: null, arrays: lexicon.arrays },
    }),
    extract(message, known, intents) {
      const { text, tokens } = message;
      if (tokens.length === 0) return [];
      const marks = withProvided(joinMarks(known, lexicon.marks(tokens)), message, options);
      const { path, probability } = tag(toSequence(featuresOf, tokens, { marks, intents }));
      return decodeSpans(path).map((span) =>
        toEntity(
          { ...span, kind: kinds[span.kind] as SpanKind },
          { text, tokens, extractor, confidence: probability(span.first, span.last) },
        ),
      );
    },
  };
}

function toEntity(
  { first, last, kind }: Span,
  {
    text,
    tokens,
    extractor,
    confidence,
  }: { text: string; tokens: readonly Token[]; extractor: string; confidence: number },
): Entity {
  const start = tokens[first]?.start ?? 0;
  const end = tokens[last]?.end ?? 0;
  const { entity, role, group } = kind;
  return {
    entity,
    start,
    end,
    confidence_entity: confidence,
    ...(role !== undefined && { role, confidence_role: confidence }),
    ...(group !== undefined && { group, confidence_group: confidence }),
    value: text.slice(start, end),
    extractor,
  };
}

/** Rebuilds a stored model. Throws a `TypeError` for anything else. */
export function loadEntityModel(
  stored: ComponentState,
  { extractor, options }: Pick<Parts, "extractor" | "options">,
): EntityModel {
  const state = partOf(stored, "crf") ?? emptyState;
  assertShape(state.json, STORED);
  const { kinds } = state.json as unknown as { readonly kinds: readonly SpanKind[] };
  const keys = storedArray(state, "keys", { type: Uint32Array });
  const weights = storedArray(state, "weights", { type: Float32Array });
  const crf: CrfModel = {
    kinds: kinds.length,
    keys,
    offsets: storedArray(state, "offsets", { type: Uint32Array, length: keys.length + 1 }),
    weightLabels: storedArray(state, "weightLabels", { type: Uint16Array, length: weights.length }),
    weights,
    transitions: {
      between: storedArray(state, "between", {
        type: Float32Array,
        length: (kinds.length + 2) * (kinds.length + 1),
      }),
      within: storedArray(state, "within", { type: Float32Array, length: kinds.length * POSITIONS }),
    },
  };
  const lexicon = loadGazetteer(partOf(stored, "lexicon") ?? emptyState);
  return createEntityModel({ kinds, crf, lexicon, extractor, options });
}

const STORED = anObject({
  kinds: aListOf(anObject({ entity: aText, role: orAbsent(aText), group: orAbsent(aText) })),
});
