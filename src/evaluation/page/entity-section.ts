import { escapeMarkup } from "../charts/svg.ts";
import {
  type EntityEvaluation,
  type EntityEvaluations,
  type EntityRow,
  NO_ENTITY,
} from "../entity-evaluation.ts";
import { markedText } from "./marked-text.ts";
import { figure, fold, place, table, track } from "./markup.ts";

/** The part of a page about entities, extractor by extractor. */
export function entitySection({ all, extractors }: EntityEvaluations): string {
  const parts = [...extractors].map(([name, evaluation]) => extractorPart(name, evaluation));
  const none =
    parts.length > 0 ? "" : `<p>No extractor found anything.</p>\n${extractorPart("What was missed", all)}`;
  return `<h2>Entities</h2>
<p class="soft">Figures count words, as in Rasa; “whole” counts entities whose beginning, end and type are right.</p>
${none}${parts.join("\n")}`;
}

function extractorPart(name: string, { lines, rows, strict, words }: EntityEvaluation): string {
  const sorted = [...lines].sort(([, left], [, right]) => left["f1-score"] - right["f1-score"]);
  const strictLines = strict.report;
  const wrong = rows.filter(({ isRight }) => !isRight);
  const missed = words.filter(({ expected, predicted }) => expected !== NO_ENTITY && predicted === NO_ENTITY);
  return `<h3>${escapeMarkup(name)}</h3>
${table(
  [
    { name: "entity", kind: "name" },
    { name: "F1 (words)", kind: "number" },
    { name: "", kind: "bar" },
    { name: "F1 (whole)", kind: "number" },
    { name: "precision", kind: "number" },
    { name: "recall", kind: "number" },
    { name: "words", kind: "number" },
  ],
  sorted.map(([label, line]) => [
    escapeMarkup(label),
    figure(line["f1-score"]),
    track(line["f1-score"]),
    figure(wholeF1(strictLines[label])),
    figure(line.precision),
    figure(line.recall),
    String(line.support),
  ]),
)}
${wrong.length === 0 ? "<p>No mistakes.</p>" : fold(`Texts with mistakes <span class="soft">${missed.length} words missed</span>`, wrong.map(rowItem))}`;
}

function wholeF1(line: EntityEvaluation["strict"]["report"][string] | undefined): number | null {
  const value = (line as { readonly "f1-score"?: unknown } | undefined)?.["f1-score"];
  return typeof value === "number" ? value : null;
}

function rowItem({ text, expected, predicted, at }: EntityRow): string {
  return `${place(at)}<div class="lines"><span>annotated</span><span>${markedText(text, expected, predicted)}</span><span>found</span><span>${markedText(text, predicted, expected)}</span></div>`;
}
