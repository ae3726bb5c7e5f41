import type { JsonObject, SourcePosition } from "../base/index.ts";
import { calibrationError } from "./calibration.ts";
import { classificationReport, type ReportLine, withConfusions } from "./classification-report.ts";

/** A text with the label it should have and the one it was given; "" where it was given none. */
export interface LabelRow {
  readonly text: string;
  readonly expected: string;
  readonly predicted: string;
  /** Of what was predicted. */
  readonly confidence: number;
  /** Whether the assistant would ask back instead (`FallbackClassifier`). */
  readonly fallsBack?: boolean;
  readonly at: SourcePosition | null;
}

/** How well a label is told for each text: the intent, or the response of a retrieval intent. */
export interface LabelEvaluation {
  readonly rows: readonly LabelRow[];
  /** Rasa's report, with what each label was confused with. */
  readonly report: JsonObject;
  readonly lines: ReadonlyMap<string, ReportLine>;
  readonly precision: number;
  /** Weighted by how often a label should be. */
  readonly f1: number;
  /** Every label counts the same. */
  readonly macroF1: number;
  readonly accuracy: number;
  /** How far confidences are from how often they are right: 0 to 1. */
  readonly calibrationError: number;
}

/** Null without rows: nothing is known then. */
export function evaluateLabels(rows: readonly LabelRow[]): LabelEvaluation | null {
  if (rows.length === 0) return null;
  const { report, ...scores } = classificationReport(rows);
  return { rows, report: withConfusions(report, rows), ...scores, calibrationError: calibrationError(rows) };
}

/** Whether the label is the one that should be. */
export function isRight({ expected, predicted }: Pick<LabelRow, "expected" | "predicted">): boolean {
  return expected === predicted;
}

/** How many would be asked back, and how many of these had the right label. */
export function countFallbacks({ rows }: Pick<LabelEvaluation, "rows">): {
  readonly all: number;
  readonly right: number;
} {
  const some = rows.filter(({ fallsBack }) => fallsBack === true);
  return { all: some.length, right: some.filter(isRight).length };
}

/** How many have another label than they should. */
export function countWrong({ rows }: Pick<LabelEvaluation, "rows">): number {
  return rows.filter((row) => !isRight(row)).length;
}
