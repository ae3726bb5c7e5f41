import type { Changes, EntityEvaluation, Evaluation, LabelEvaluation } from "../../evaluation/index.ts";
import { countFallbacks, countWrong, meanOf, mostConfused, spreadOf } from "../../evaluation/index.ts";
import type { Output } from "../output.ts";
import { plainText } from "../table.ts";
import { count } from "../words.ts";

/** Intents that are shown; report.html has all. */
const MOST_SHOWN = 5;

/** The figures, and the worst intents. @param folds of a cross-validation: figures get their spread over them */
export function printEvaluation(
  output: Output,
  evaluation: Evaluation,
  folds: readonly Evaluation[] = [],
): void {
  const { intents, responses, entities } = evaluation;
  const cell = (value: number, of: (fold: Evaluation) => number | undefined): string => {
    const values = folds.flatMap((fold) => of(fold) ?? []);
    return values.length < 2
      ? value.toFixed(3)
      : `${meanOf(values).toFixed(3)} ± ${spreadOf(values).toFixed(3)}`;
  };
  const labels = (name: string, of: LabelEvaluation, pick: (fold: Evaluation) => LabelEvaluation | null) => [
    name,
    cell(of.accuracy, (fold) => pick(fold)?.accuracy),
    cell(of.macroF1, (fold) => pick(fold)?.macroF1),
    cell(of.f1, (fold) => pick(fold)?.f1),
    `${countWrong(of)} of ${of.rows.length}`,
  ];
  const words = (name: string, of: EntityEvaluation) => [
    name,
    cell(of.accuracy, (fold) => fold.entities?.extractors.get(name)?.accuracy),
    cell(of.macroF1, (fold) => fold.entities?.extractors.get(name)?.macroF1),
    cell(of.f1, (fold) => fold.entities?.extractors.get(name)?.f1),
    `${of.rows.filter(({ isRight }) => !isRight).length} of ${of.rows.length}`,
    of.strict.f1.toFixed(3),
  ];
  output.table(
    ["", "accuracy", "macro F1", "weighted F1", "texts wrong", ...(entities === null ? [] : ["F1 whole"])],
    [
      ...(intents === null ? [] : [labels("intents", intents, (fold) => fold.intents)]),
      ...(responses === null ? [] : [labels("responses", responses, (fold) => fold.responses)]),
      ...[...(entities?.extractors ?? [])].map(([name, of]) => words(name, of)),
    ],
  );
  if (entities !== null && entities.extractors.size === 0) output.print("No entity was found.");
  if (intents === null) return;
  printFallbacks(output, intents);
  printWorst(output, intents);
}

function printFallbacks(output: Output, intents: LabelEvaluation): void {
  const { all, right } = countFallbacks(intents);
  if (all === 0) return;
  const wanted = right === 0 ? "none of them was" : `${right} of them ${right === 1 ? "was" : "were"}`;
  output.print(`\nThe bot would ask back for ${count(all, "text")}; ${wanted} right.`);
}

function printWorst(output: Output, { lines, rows }: LabelEvaluation): void {
  const sorted = [...lines]
    .filter(([, line]) => line["f1-score"] < 1)
    .sort(([, left], [, right]) => left["f1-score"] - right["f1-score"]);
  output.print();
  if (sorted.length === 0) {
    output.print(output.style.green("Every intent was right."));
    return;
  }
  output.table(
    ["worst intents", "F1", "precision", "recall", "examples", "taken for"],
    sorted.slice(0, MOST_SHOWN).map(([label, line]) => [
      label,
      line["f1-score"].toFixed(3),
      line.precision.toFixed(3),
      line.recall.toFixed(3),
      String(line.support),
      mostConfused(rows, label)
        .map(({ predicted, rows: some }) => `${predicted || "(none)"} (${some.length})`)
        .join(", "),
    ]),
  );
  const more = sorted.length - MOST_SHOWN;
  if (more > 0) output.print(output.style.dim(`… and ${count(more, "more intent")} below 1`));
}

/** What is better and worse than in an earlier report. */
export function printChanges(output: Output, changes: Changes, earlier: string): void {
  const { style } = output;
  const signed = (before: number, after: number): string =>
    `${before.toFixed(3)} → ${after.toFixed(3)} (${after < before ? "−" : "+"}${Math.abs(after - before).toFixed(3)})`;
  output.print();
  output.print(style.bold(`Compared with ${plainText(earlier)}`));
  const extractors = changes.extractors.map((change) => ({ ...change, name: `${change.name} F1` }));
  for (const { name, before, after } of [...changes.intentFigures, ...extractors])
    if (before !== null && after !== null) output.print(`  ${plainText(name)}: ${signed(before, after)}`);
  const known = changes.intents.flatMap(({ name, before, after }) =>
    before === null || after === null ? [] : [{ name, before, after }],
  );
  const tell = (title: string, some: typeof known): void => {
    if (some.length === 0) return;
    const shown = some
      .slice(0, MOST_SHOWN)
      .map(({ name, before, after }) => `${plainText(name)} ${signed(before, after)}`);
    output.print(`  ${title}: ${shown.join(", ")}${some.length > MOST_SHOWN ? ", …" : ""}`);
  };
  tell(
    style.red("worse"),
    known.filter(({ before, after }) => after < before),
  );
  tell(style.green("better"), known.filter(({ before, after }) => after > before).toReversed());
  if (changes.newlyWrong === null)
    output.print("  Which examples changed is unknown: it has no intent_errors.json.");
  printExamples(output, style.red("newly wrong"), changes.newlyWrong ?? []);
  printExamples(output, style.green("newly right"), changes.newlyRight ?? []);
}

function printExamples(output: Output, title: string, rows: LabelEvaluation["rows"]): void {
  if (rows.length === 0) return;
  output.print(`  ${title}: ${count(rows.length, "example")}`);
  for (const { text, expected, predicted } of rows.slice(0, MOST_SHOWN)) {
    const taken = predicted === expected ? expected : `${expected}, taken for ${predicted || "nothing"}`;
    output.print(`    “${plainText(text)}”  ${output.style.dim(plainText(taken))}`);
  }
  if (rows.length > MOST_SHOWN) output.print(output.style.dim("    …"));
}
