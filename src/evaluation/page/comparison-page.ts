import { curveChart } from "../charts/curve-chart.ts";
import { type Chart, chartInPage, escapeMarkup } from "../charts/svg.ts";
import type { ComparisonResult } from "../configuration-comparison.ts";
import { meanOf, spreadOf } from "../statistics.ts";
import { figure, table } from "./markup.ts";
import { page } from "./report-page.ts";

/** Learning curves of the configurations that were compared. */
export function comparisonChart({ f1, examples }: ComparisonResult): Chart {
  const curves = [...f1].map(([name, runs]) => ({ name, runs }));
  return curveChart({ at: examples, curves }, "Weighted F1 of intents on examples not seen");
}

/** A page about configurations that were compared, the best first. */
export function comparisonPage(
  result: ComparisonResult,
  { percentages, note }: { readonly percentages: readonly number[]; readonly note: string },
): string {
  const { f1, examples } = result;
  const at = (runs: readonly (readonly number[])[], index: number): readonly number[] =>
    runs.flatMap((run) => run[index] ?? []);
  const rows = [...f1]
    .map(([name, runs]) => ({
      best: Math.max(...percentages.map((_, index) => meanOf(at(runs, index)))),
      cells: [
        escapeMarkup(name),
        ...percentages.map((_, index) => {
          const values = at(runs, index);
          return `${figure(meanOf(values))} <span class="soft">± ${figure(spreadOf(values))}</span>`;
        }),
      ],
    }))
    .sort((left, right) => right.best - left.best);
  const columns = percentages.map((percentage, index) => ({
    name: `${percentage} % left out (${examples[index] ?? 0} examples)`,
    kind: "number" as const,
  }));
  return page("Configurations compared", note, [
    `<div class="charts" style="margin-top:1.5rem"><div>${chartInPage(comparisonChart(result))}</div></div>`,
    "<h2>Weighted F1 of intents: mean of the runs ± standard deviation</h2>",
    table(
      [{ name: "configuration", kind: "name" }, ...columns],
      rows.map(({ cells }) => cells),
    ),
  ]);
}
