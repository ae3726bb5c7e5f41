import { confusionChart } from "../charts/confusion-chart.ts";
import { histogramChart } from "../charts/histogram-chart.ts";
import { chartInPage, escapeMarkup } from "../charts/svg.ts";
import { confusedPart, confusionMatrix, confusions } from "../confusion.ts";
import { countFallbacks, type LabelEvaluation, type LabelRow } from "../label-evaluation.ts";
import { type Column, figure, fold, labelText, place, table, track } from "./markup.ts";

/** More labels than fit a screen: only those that are confused are drawn. */
const MOST_LABELS = 40;

/** The part of a page about intents, or responses. */
export function labelSection(evaluation: LabelEvaluation, title: "Intents" | "Responses"): string {
  const { rows } = evaluation;
  const matrix = confusionMatrix(rows);
  const drawn = confusedPart(matrix, MOST_LABELS);
  const isPart = drawn.labels.length < matrix.labels.length;
  const matrixTitle = isPart
    ? `Confusion matrix: the ${drawn.labels.length} most confused of ${matrix.labels.length}`
    : "Confusion matrix";
  const charts = [
    ...(drawn.labels.length > 0 ? [confusionChart(drawn, matrixTitle)] : []),
    histogramChart(rows, "Confidence of right and wrong predictions"),
  ];
  return `<h2>${title}</h2>
${labelTable(evaluation)}
<h3>Confusion and confidence</h3>
<div class="charts">${charts.map((chart) => `<div>${chartInPage(chart)}</div>`).join("\n")}</div>
<p class="soft">Expected calibration error ${evaluation.calibrationError.toFixed(3)}: how far confidences are from how often they are right.${fallbackText(evaluation)}</p>
${mistakes(rows)}`;
}

/** Labels that are always in sight; the rest can be folded open. */
const MOST_IN_SIGHT = 25;

/** Worst first. */
function labelTable({ lines, rows }: LabelEvaluation): string {
  const taken = new Map<string, string[]>();
  for (const { expected, predicted, rows: some } of confusions(rows)) {
    const others = taken.get(expected) ?? [];
    taken.set(expected, others);
    if (others.length < 3) others.push(`${labelText(predicted)} <span class="soft">${some.length}</span>`);
  }
  const sorted = [...lines].sort(([, left], [, right]) => left["f1-score"] - right["f1-score"]);
  const cells = sorted.map(([label, line]) => [
    escapeMarkup(label),
    figure(line["f1-score"]),
    track(line["f1-score"]),
    figure(line.precision),
    figure(line.recall),
    String(line.support),
    taken.get(label)?.join(", ") ?? "",
  ]);
  const rest = cells.slice(MOST_IN_SIGHT);
  const [best = ""] = rest[0]?.slice(1) ?? [];
  const folded = `<details><summary><span class="count">${rest.length}</span>The others, from ${best}</summary>${table(LABEL_COLUMNS, rest)}</details>`;
  return table(LABEL_COLUMNS, cells.slice(0, MOST_IN_SIGHT)) + (rest.length === 0 ? "" : folded);
}

const LABEL_COLUMNS: readonly Column[] = [
  { name: "label", kind: "name" },
  { name: "F1", kind: "number" },
  { name: "", kind: "bar" },
  { name: "precision", kind: "number" },
  { name: "recall", kind: "number" },
  { name: "examples", kind: "number" },
  { name: "confused with" },
];

function fallbackText(evaluation: LabelEvaluation): string {
  const { all, right } = countFallbacks(evaluation);
  return all === 0
    ? ""
    : ` The fallback would ask back for ${all} of these texts, of which ${right} were right.`;
}

function mistakes(rows: readonly LabelRow[]): string {
  const groups = confusions(rows);
  if (groups.length === 0) return "<h3>Mistakes</h3><p>None.</p>";
  const folded = groups.map(({ expected, predicted, rows: some }, index) =>
    fold(
      `<span class="right">${labelText(expected)}</span> taken for <span class="wrong">${labelText(predicted)}</span>`,
      [...some].sort((left, right) => right.confidence - left.confidence).map(exampleItem),
      index < 3,
    ),
  );
  return `<h3>Mistakes</h3>\n${folded.join("\n")}`;
}

/** An example with how sure the prediction was. */
export function exampleItem({ text, confidence, at }: LabelRow): string {
  return `${place(at)}${escapeMarkup(text)} <span class="soft">${figure(confidence)}</span>`;
}
