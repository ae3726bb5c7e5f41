import type { JsonObject, SourcePosition } from "../base/index.ts";
import type { Entity, ParseResult } from "../conversation/index.ts";
import { type ClassificationReport, classificationReport, type Labelled } from "./classification-report.ts";
import { entityLabel } from "./entity-label.ts";
import { spanReport } from "./span-report.ts";
import type { LabelledText, Understood } from "./understood.ts";

/** Rasa's name for a word that belongs to no entity. */
export const NO_ENTITY = "no_entity";

/** They were trained elsewhere, and say what nobody annotates (rasa/nlu/test.py 3.6, `PRETRAINED_EXTRACTORS`). */
const PRETRAINED: readonly string[] = ["DucklingEntityExtractor", "SpacyEntityExtractor"];

/** A text with its annotated entities, and those that were found. */
export interface EntityRow {
  readonly text: string;
  readonly expected: LabelledText["entities"];
  readonly predicted: readonly Entity[];
  readonly isRight: boolean;
  readonly at: SourcePosition | null;
}

/** A word with its label, and the one that was found. */
export interface WordLabel extends Labelled {
  readonly confidence: number;
}

/** How well entities are found, by one extractor or by all. Rasa counts words. */
export interface EntityEvaluation extends ClassificationReport {
  readonly rows: readonly EntityRow[];
  readonly words: readonly WordLabel[];
  /** The same of whole entities: right is what has the same beginning, end and type. */
  readonly strict: { readonly report: JsonObject; readonly f1: number };
}

export interface EntityEvaluations {
  /** What the assistant gets: whatever extractor found it. */
  readonly all: EntityEvaluation;
  /** By the extractor's name; only those that found something. */
  readonly extractors: ReadonlyMap<string, EntityEvaluation>;
}

/** Null where no entity is annotated and none was found. Pretrained extractors are left out, as in Rasa. */
export function evaluateEntities(understood: readonly Understood[]): EntityEvaluations | null {
  const found = new Set(understood.flatMap(({ result }) => learned(result).map(extractorOf)));
  const isAnnotated = understood.some(({ wanted }) => wanted.entities.length > 0);
  if (found.size === 0 && !isAnnotated) return null;
  return {
    all: evaluate(understood, () => true),
    extractors: new Map(
      [...found].sort().map((name) => [name, evaluate(understood, (entity) => extractorOf(entity) === name)]),
    ),
  };
}

function extractorOf({ extractor = "" }: Entity): string {
  return extractor;
}

function learned({ entities }: ParseResult): readonly Entity[] {
  return entities.filter(({ extractor = "" }) => !PRETRAINED.includes(extractor));
}

function evaluate(
  understood: readonly Understood[],
  isWanted: (entity: Entity) => boolean,
): EntityEvaluation {
  const rows: EntityRow[] = [];
  const words: WordLabel[] = [];
  for (const { wanted, result } of understood) {
    const predicted = learned(result).filter(isWanted);
    const labels = wordLabels(wanted, predicted, result);
    for (const label of labels) words.push(label);
    rows.push({
      text: wanted.text,
      expected: wanted.entities,
      predicted,
      isRight: labels.every((label) => label.expected === label.predicted),
      at: wanted.at ?? null,
    });
  }
  return { ...classificationReport(words, NO_ENTITY), rows, words, strict: spanReport(rows) };
}

function wordLabels(
  { text, entities }: LabelledText,
  found: readonly Entity[],
  result: ParseResult,
): readonly WordLabel[] {
  return wordsOf(text, result).map(([start, end]) => {
    const right = entityAt(entities, start, end);
    const entity = entityAt(found, start, end);
    return {
      expected: right === undefined ? NO_ENTITY : entityLabel(right),
      predicted: entity === undefined ? NO_ENTITY : entityLabel(entity),
      confidence: entity === undefined ? 0 : confidenceOf(entity),
    };
  });
}

function wordsOf(text: string, { text_tokens: tokens }: ParseResult): readonly (readonly [number, number])[] {
  if (tokens !== undefined) return tokens;
  return [...text.matchAll(/\S+/g)].map((match) => [match.index, match.index + match[0].length] as const);
}

/** Of several the one that shares most with the word; of equals the first. */
function entityAt<Found extends LabelledText["entities"][number]>(
  entities: readonly Found[],
  start: number,
  end: number,
): Found | undefined {
  let best: Found | undefined;
  let most = 0;
  for (const one of entities) {
    const shared = Math.min(one.end ?? 0, end) - Math.max(one.start ?? 0, start);
    if (shared <= most) continue;
    best = one;
    most = shared;
  }
  return best;
}

/** The least of what is known; 0 of an extractor that has none. */
function confidenceOf({
  confidence_entity: type,
  confidence_role: role,
  confidence_group: group,
}: Entity): number {
  return type === undefined ? 0 : Math.min(type, role ?? 1, group ?? 1);
}
