import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Row } from "./data-sets.ts";
import { measureProcess } from "./measure-process.ts";
import { countEntities, entityF1, type Prediction, scoreIntents, scoreOutOfScope } from "./score.ts";
import { inFolder } from "./understand.ts";

interface PythonScore {
  readonly intent_acc: number;
  readonly intent_macro_f1: number;
  readonly ece: number;
  readonly ent_micro_f1?: number;
  readonly oos?: { readonly auroc: number; readonly oos_recall: number };
}

/** It rounds to four digits. */
const TOLERANCE = 0.0001;

/**
 * Holds our scores against those of the data's `score.py`; false when Python or the script is not there. Throws when they
 * differ.
 */
export async function checkScores(
  data: string,
  scored: {
    readonly predictions: readonly Prediction[];
    readonly rows: readonly Row[];
    readonly outside: readonly Prediction[];
  },
): Promise<boolean> {
  const script = join(data, "score.py");
  if (!existsSync(script) || spawnSync("python3", ["--version"]).status !== 0) return false;
  const { predictions, rows, outside } = scored;
  const ours = {
    ...scoreIntents(predictions, rows),
    f1: entityF1(countEntities(predictions, rows)),
    ...(outside.length > 0 && scoreOutOfScope(predictions, outside)),
  };
  const python = await inFolder(async (folder) => {
    const path = (name: string): string => join(folder, name);
    await writeFile(path("predictions.jsonl"), toLines(predictions));
    await writeFile(path("outside.jsonl"), toLines(outside));
    await writeFile(path("test.json"), JSON.stringify(rows));
    const more = outside.length > 0 ? ["--oos", path("outside.jsonl")] : [];
    const args = [script, path("predictions.jsonl"), path("test.json"), "--json", ...more];
    return JSON.parse((await measureProcess("python3", args, folder)).output) as PythonScore;
  });
  const pairs: readonly (readonly [string, number | null | undefined, number | undefined])[] = [
    ["accuracy", ours.accuracy, python.intent_acc],
    ["macro F1", ours.macroF1, python.intent_macro_f1],
    ["calibration error", ours.calibrationError, python.ece],
    ["entity F1", ours.f1, python.ent_micro_f1],
    ["AUROC", ours.auroc, python.oos?.auroc],
    ["recall out of scope", ours.recall, python.oos?.oos_recall],
  ];
  for (const [what, own, theirs] of pairs) {
    if (Math.abs((own ?? 0) - (theirs ?? 0)) > TOLERANCE)
      throw new Error(`${what} is ${own} here and ${theirs} by ${script}`);
  }
  return true;
}

function toLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}
