import { isJsonObject, type JsonValue } from "../base/index.ts";
import type { Evaluation } from "./evaluation.ts";
import { isRight, type LabelRow } from "./label-evaluation.ts";

/** What an earlier report's files hold; null for a file that is not there. */
export interface EarlierReport {
  /** `intent_report.json` */
  readonly intentReport: JsonValue | null;
  /** `intent_errors.json` */
  readonly intentErrors: JsonValue | null;
  /** `<Extractor>_report.json` by extractor. */
  readonly extractorReports: ReadonlyMap<string, JsonValue>;
}

/** A figure before and now; null where there was none. */
export interface Change {
  readonly name: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** What is better and what is worse than in an earlier report. */
export interface Changes {
  /** Figures over all intents. */
  readonly intentFigures: readonly Change[];
  /** F1 of intents that are not as they were, what lost most first. */
  readonly intents: readonly Change[];
  /** F1 (weighted) of each extractor. */
  readonly extractors: readonly Change[];
  /** Texts whose intent is wrong now and was not among the errors; null when the earlier errors were not written. */
  readonly newlyWrong: readonly LabelRow[] | null;
  /** Texts whose intent was among the errors and is right now. */
  readonly newlyRight: readonly LabelRow[] | null;
}

/** Compares with the files of an earlier report, of tsbot or of Rasa. */
export function compareWithEarlier(evaluation: Evaluation, earlier: EarlierReport): Changes {
  const rows = evaluation.intents?.rows ?? [];
  const wrongBefore = textsOf(earlier.intentErrors);
  return {
    intentFigures: intentFigures(evaluation, earlier.intentReport),
    intents: intentChanges(evaluation, earlier.intentReport),
    extractors: extractorChanges(evaluation, earlier.extractorReports),
    newlyWrong:
      wrongBefore === null ? null : rows.filter((row) => !isRight(row) && !wrongBefore.has(keyOf(row))),
    newlyRight:
      wrongBefore === null ? null : rows.filter((row) => isRight(row) && wrongBefore.has(keyOf(row))),
  };
}

function intentFigures({ intents }: Evaluation, report: JsonValue | null): readonly Change[] {
  return [
    { name: "accuracy", before: numberAt(report, "accuracy"), after: intents?.accuracy ?? null },
    { name: "macro F1", before: numberAt(report, "macro avg", "f1-score"), after: intents?.macroF1 ?? null },
    { name: "weighted F1", before: numberAt(report, "weighted avg", "f1-score"), after: intents?.f1 ?? null },
  ];
}

/** Less is no change that anybody would see. */
const LEAST_CHANGE = 0.0005;

function intentChanges({ intents }: Evaluation, report: JsonValue | null): readonly Change[] {
  const names = new Set([...labelsOf(report), ...(intents?.lines.keys() ?? [])]);
  return [...names]
    .map((name) => ({
      name,
      before: numberAt(report, name, "f1-score"),
      after: intents?.lines.get(name)?.["f1-score"] ?? null,
    }))
    .filter((change) => change.before === null || change.after === null || !isSame(change))
    .sort((left, right) => difference(left) - difference(right));
}

function isSame(change: Change): boolean {
  return Math.abs(difference(change)) < LEAST_CHANGE;
}

/** What is new or gone is neither better nor worse. */
function difference({ before, after }: Change): number {
  return before === null || after === null ? 0 : after - before;
}

function extractorChanges(
  { entities }: Evaluation,
  reports: ReadonlyMap<string, JsonValue>,
): readonly Change[] {
  const names = new Set([...reports.keys(), ...(entities?.extractors.keys() ?? [])]);
  return [...names].sort().map((name) => ({
    name,
    before: numberAt(reports.get(name) ?? null, "weighted avg", "f1-score"),
    after: entities?.extractors.get(name)?.f1 ?? null,
  }));
}

const AVERAGES = ["accuracy", "macro avg", "weighted avg", "micro avg"];

function labelsOf(report: JsonValue | null): readonly string[] {
  if (!isJsonObject(report)) return [];
  return Object.keys(report).filter((name) => !AVERAGES.includes(name));
}

function numberAt(value: JsonValue | null, ...path: readonly string[]): number | null {
  let found: JsonValue | undefined = value;
  for (const key of path) found = isJsonObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  return typeof found === "number" ? found : null;
}

/** The same text may be an example of two intents. */
function keyOf({ text, expected }: Pick<LabelRow, "text" | "expected">): string {
  return JSON.stringify([text, expected]);
}

function textsOf(errors: JsonValue | null): ReadonlySet<string> | null {
  if (!Array.isArray(errors)) return null;
  return new Set(
    errors.flatMap((row: JsonValue) => {
      if (!isJsonObject(row)) return [];
      const { text, intent } = row;
      return typeof text === "string" && typeof intent === "string"
        ? [keyOf({ text, expected: intent })]
        : [];
    }),
  );
}
