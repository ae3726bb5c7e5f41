import type { Changes } from "../changes.ts";
import { escapeMarkup } from "../charts/svg.ts";
import type { Evaluation } from "../evaluation.ts";
import { countWrong } from "../label-evaluation.ts";
import { changeSection } from "./change-section.ts";
import { entitySection } from "./entity-section.ts";
import { labelSection } from "./label-section.ts";
import { figure, percent, table, tile } from "./markup.ts";
import { PAGE_STYLE } from "./style.ts";

/** What a page tells besides the evaluation. */
export interface ReportPage {
  /** What was tested, on what: a sentence or two. */
  readonly note: string;
  /** Figures of each fold of a cross-validation. */
  readonly folds?: readonly Evaluation[];
  readonly changes?: { readonly earlier: string; readonly changes: Changes };
}

/** A page that shows a report by itself: nothing is loaded from anywhere, nothing is run. */
export function reportPage(evaluation: Evaluation, { note, folds = [], changes }: ReportPage): string {
  const { intents, responses, entities } = evaluation;
  return page("How well texts are understood", note, [
    tiles(evaluation),
    ...(changes === undefined ? [] : [changeSection(changes.changes, changes.earlier)]),
    ...(folds.length > 0 ? [foldSection(folds)] : []),
    ...(intents === null ? [] : [labelSection(intents, "Intents")]),
    ...(responses === null ? [] : [labelSection(responses, "Responses")]),
    ...(entities === null ? [] : [entitySection(entities)]),
  ]);
}

/** @param sections as HTML */
export function page(title: string, note: string, sections: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeMarkup(title)}</title>
<style>
${PAGE_STYLE}
</style>
</head>
<body>
<h1>${escapeMarkup(title)}</h1>
<p class="soft">${escapeMarkup(note)}</p>
${sections.join("\n")}
</body>
</html>
`;
}

function tiles({ intents, responses, entities }: Evaluation): string {
  const all = [
    ...(intents === null
      ? []
      : [
          tile(
            percent(intents.accuracy),
            `intents right, ${countWrong(intents)} of ${intents.rows.length} wrong`,
          ),
          tile(figure(intents.macroF1), "macro F1 of intents"),
          tile(figure(intents.f1), "weighted F1 of intents"),
          tile(intents.calibrationError.toFixed(3), "expected calibration error"),
        ]),
    ...(entities === null
      ? []
      : [
          tile(figure(entities.all.macroF1), "macro F1 of entities, by word"),
          tile(figure(entities.all.strict.f1), "F1 of whole entities"),
        ]),
    ...(responses === null ? [] : [tile(figure(responses.macroF1), "macro F1 of responses")]),
  ];
  return `<div class="tiles">${all.join("\n")}</div>`;
}

function foldSection(folds: readonly Evaluation[]): string {
  const hasEntities = folds.some(({ entities }) => entities !== null);
  const rows = folds.map(({ intents, entities }, index) => [
    String(index + 1),
    String(intents?.rows.length ?? 0),
    figure(intents?.accuracy),
    figure(intents?.macroF1),
    figure(intents?.f1),
    ...(hasEntities ? [figure(entities?.all.macroF1)] : []),
  ]);
  return `<h2>Folds</h2>
<p class="soft">Each fold was tested by a model trained on the others; everything else on this page counts all folds together.</p>
${table(
  [
    { name: "fold" },
    { name: "examples", kind: "number" },
    { name: "accuracy", kind: "number" },
    { name: "macro F1", kind: "number" },
    { name: "weighted F1", kind: "number" },
    ...(hasEntities ? [{ name: "macro F1 of entities", kind: "number" } as const] : []),
  ],
  rows,
)}`;
}
