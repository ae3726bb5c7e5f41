import { TARGETS } from "./anchors.ts";
import type { LargeResult } from "./large.ts";
import type { ProjectResult } from "./projects.ts";
import { printTable } from "./report.ts";
import { atMost, format, printChecks, type Tally } from "./targets.ts";

/** What training on very many examples costs. */
export function reportLarge(result: LargeResult, tally: Tally): void {
  const { examples, intents, entityTypes, seconds, peakMegabytes, modelMegabytes } = result;
  printTable(
    ["examples", "intents", "entity types", "training, process start included", "peak memory", "model"],
    [
      [
        format(examples, 0),
        String(intents),
        String(entityTypes),
        `${format(seconds, 1)} s`,
        megabytes(peakMegabytes),
        megabytes(modelMegabytes),
      ],
    ],
  );
  if (peakMegabytes === null) return;
  const what = `peak memory of ${format(examples, 0)} examples, MB`;
  printChecks(atMost(what, peakMegabytes, TARGETS.largePeakMegabytes, 0), tally);
}

/** How long whole projects take to train. */
export function reportProjects(results: readonly ProjectResult[], tally: Tally): void {
  printTable(
    ["project", "training, process start included", "peak memory"],
    results.map(({ name, seconds, peakMegabytes }) => [
      name,
      seconds === null ? "refused" : `${format(seconds, 2)} s`,
      megabytes(peakMegabytes),
    ]),
  );
  const checks = results.flatMap(({ name, seconds }) =>
    seconds === null ? [] : atMost(`${name} training, s`, seconds, TARGETS.projectSeconds, 2),
  );
  printChecks(checks, tally);
}

function megabytes(value: number | null): string {
  return value === null ? "–" : `${format(value, 0)} MB`;
}
