import type { Row } from "./data-sets.ts";

/** What a text was understood as; a line of the predictions that `score.py` reads. Offsets count code points. */
export interface Prediction {
  readonly text: string;
  readonly intent: { readonly name: string | null; readonly confidence: number };
  readonly entities: readonly { readonly start: number; readonly end: number; readonly entity: string }[];
}

export interface IntentScore {
  readonly accuracy: number;
  /** Over the intents that occur in the test set or in the predictions. */
  readonly macroF1: number;
  /** Expected calibration error. */
  readonly calibrationError: number;
}

/** Entities that are right (same span, same name, each once), predicted wrongly, and missed. */
export interface EntityCounts {
  readonly right: number;
  readonly wrong: number;
  readonly missed: number;
}

export interface OutOfScopeScore {
  /** The chance that a message of the set is more certain than one that is not. */
  readonly auroc: number;
  /** The share of the other messages that is less certain than the threshold. */
  readonly recall: number;
}

const BINS = 15;
/** Of confidence; below it, FallbackClassifier of Rasa's default pipeline takes a message. */
const THRESHOLD = 0.3;
const REFUSALS: readonly (string | null)[] = [null, "nlu_fallback", "out_of_scope"];

/** The formulas of `score.py`. @param rows in the order of the predictions. */
export function scoreIntents(predictions: readonly Prediction[], rows: readonly Row[]): IntentScore {
  const right = predictions.filter((prediction, index) => isRight(prediction, rows[index]));
  const labels = new Set(rows.map(({ intent }) => intent));
  for (const { intent } of predictions) if (intent.name !== null) labels.add(intent.name);
  const gold = count(rows.map(({ intent }) => intent));
  const predicted = count(predictions.map(({ intent }) => intent.name));
  const hits = count(right.map(({ intent }) => intent.name));
  const f1s = [...labels].map(
    (label) => (2 * (hits.get(label) ?? 0)) / ((gold.get(label) ?? 0) + (predicted.get(label) ?? 0)),
  );
  return {
    accuracy: right.length / rows.length,
    macroF1: f1s.reduce((sum, f1) => sum + f1, 0) / f1s.length,
    calibrationError: calibrationError(predictions, rows),
  };
}

function count(names: readonly (string | null)[]): ReadonlyMap<string | null, number> {
  const counts = new Map<string | null, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

export function isRight({ intent }: Prediction, row: Row | undefined): boolean {
  return intent.name === row?.intent;
}

/** How far confidence is from accuracy, in bins of equal width (Guo et al. 2017). */
function calibrationError(predictions: readonly Prediction[], rows: readonly Row[]): number {
  // What confidence promises beyond what is right, in sum.
  const excess = new Float64Array(BINS);
  for (const [index, prediction] of predictions.entries()) {
    const { confidence } = prediction.intent;
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(confidence * BINS)));
    excess[bin]! += confidence - Number(isRight(prediction, rows[index]));
  }
  return excess.reduce((sum, value) => sum + Math.abs(value), 0) / rows.length;
}

export function countEntities(predictions: readonly Prediction[], rows: readonly Row[]): EntityCounts {
  const counts = { right: 0, wrong: 0, missed: 0 };
  for (const [index, { entities }] of predictions.entries()) {
    const left = (rows[index]?.entities ?? []).map(toKey);
    for (const entity of entities) {
      const place = left.indexOf(toKey(entity));
      if (place === -1) counts.wrong++;
      else {
        counts.right++;
        left.splice(place, 1);
      }
    }
    counts.missed += left.length;
  }
  return counts;
}

function toKey({ start, end, entity }: Prediction["entities"][number]): string {
  return `${start} ${end} ${entity}`;
}

/** Micro F1; null when there is no entity. */
export function entityF1({ right, wrong, missed }: EntityCounts): number | null {
  return right + missed === 0 ? null : (2 * right) / (2 * right + wrong + missed);
}

/** @param outside what messages that belong to no intent of the model's were understood as. */
export function scoreOutOfScope(
  predictions: readonly Prediction[],
  outside: readonly Prediction[],
): OutOfScopeScore {
  const within = predictions.map(({ intent }) => (intent.name === null ? -1 : intent.confidence));
  const others = outside.map(({ intent }) => (REFUSALS.includes(intent.name) ? -1 : intent.confidence));
  return {
    auroc: auroc(within, others),
    recall: others.filter((confidence) => confidence < THRESHOLD).length / others.length,
  };
}

/** The area under the ROC curve: how many pairs are in order; equal ones count half. */
function auroc(above: readonly number[], below: readonly number[]): number {
  const sorted = [...below].sort((left, right) => left - right);
  const pairs = above.reduce(
    (sum, value) => sum + (countBelow(sorted, value, false) + countBelow(sorted, value, true)) / 2,
    0,
  );
  return pairs / (above.length * below.length);
}

/** How many of sorted values are smaller than a value, or equal to it as well. */
function countBelow(sorted: readonly number[], value: number, orEqual: boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle]!;
    if (other < value || (orEqual && other === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
