import type { Change, Changes } from "../changes.ts";
import { escapeMarkup } from "../charts/svg.ts";
import type { LabelRow } from "../label-evaluation.ts";
import { figure, fold, labelText, place, table } from "./markup.ts";

/** The part of a page about what is not as it was in an earlier report. */
export function changeSection(changes: Changes, earlier: string): string {
  const { intentFigures, intents, extractors, newlyWrong, newlyRight } = changes;
  const figures = [...intentFigures, ...extractors.map((one) => ({ ...one, name: `${one.name}: F1` }))];
  return `<h2>Compared with ${escapeMarkup(earlier)}</h2>
${changeTable("figure", figures)}
${intents.length === 0 ? "<p>No intent has changed.</p>" : `<h3>Intents that changed</h3>\n${changeTable("intent", intents)}`}
${examples("Newly wrong", newlyWrong)}
${examples("Newly right", newlyRight)}`;
}

function changeTable(what: string, changes: readonly Change[]): string {
  return table(
    [
      { name: what, kind: "name" },
      { name: "before", kind: "number" },
      { name: "now", kind: "number" },
      { name: "change", kind: "number" },
    ],
    changes.map((change) => [
      escapeMarkup(change.name),
      figure(change.before),
      figure(change.after),
      changeText(change),
    ]),
  );
}

function changeText({ before, after }: Change): string {
  if (before === null) return '<span class="soft">new</span>';
  if (after === null) return '<span class="soft">gone</span>';
  const difference = after - before;
  const kind = difference < -0.0005 ? "wrong" : difference > 0.0005 ? "right" : "soft";
  return `<span class="${kind}">${difference < 0 ? "−" : "+"}${Math.abs(difference).toFixed(2)}</span>`;
}

function examples(title: string, rows: readonly LabelRow[] | null): string {
  if (rows === null || rows.length === 0) return "";
  return fold(
    title,
    rows.map(
      ({ text, expected, predicted, at }) =>
        `${place(at)}${escapeMarkup(text)} <span class="soft">${labelText(expected)}${predicted === expected ? "" : ` taken for ${labelText(predicted)}`}</span>`,
    ),
  );
}
