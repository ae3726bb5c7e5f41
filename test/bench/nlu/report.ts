import {
  BOT_ANCHORS,
  BOT_COLUMNS,
  FEW_ANCHORS,
  FULL_ANCHORS,
  SET_TARGETS,
  SHOTS,
  TARGETS,
} from "./anchors.ts";
import type { FewResult } from "./few-examples.ts";
import type { FullResult, LinearSvmResult } from "./full-sets.ts";
import type { SampleResult } from "./rasa-diet.ts";
import type { BotResult } from "./small-bots.ts";
import { atLeast, atMost, format, printChecks, type Tally } from "./targets.ts";

/** A peer that trains in less (seconds) is compared with little more than the start of our process. */
const SHORTEST_COMPARED = 0.5;

type Cells = readonly string[];

export function printTable(head: Cells, rows: readonly Cells[]): void {
  const line = (cells: Cells): string => `| ${cells.join(" | ")} |`;
  console.log(`\n${line(head)}\n|${"---|".repeat(head.length)}`);
  for (const row of rows) console.log(line(row));
}

/** How good understanding is, beside what others reached. */
export function reportFullSets(results: readonly FullResult[], tally: Tally): void {
  const perSet = (of: (result: FullResult) => Cells): Cells => results.flatMap(of);
  const head = perSet(({ name, entityF1 }) => (entityF1 === null ? [name] : [`${name} intent`, "entity F1"]));
  const anchors = FULL_ANCHORS.map(({ name, intent, entities, training, parse }) => [
    name,
    ...perSet(({ name: set, entityF1 }) => [
      intent[set] ?? "–",
      ...(entityF1 === null ? [] : [entities?.[set] ?? "–"]),
    ]),
    training,
    parse,
  ]);
  const hasFigures = ([, ...cells]: Cells): boolean =>
    cells.slice(0, head.length).some((cell) => cell !== "–");
  const own = [
    "**tsbot**",
    ...perSet(({ intents, entityF1 }) => [
      figure(intents.accuracy),
      ...(entityF1 === null ? [] : [figure(entityF1)]),
    ]),
    `${results.map(({ seconds }) => format(seconds, 1)).join(" / ")} s`,
    results.map(({ speed }) => format(speed.perSecond, 0)).join(" / "),
  ];
  printTable(["full sets", ...head, "training", "parse, messages/s"], [...anchors.filter(hasFigures), own]);
  const checks = results.flatMap(({ name, intents, entityF1 }) => [
    ...atLeast(`${name} intent accuracy`, intents.accuracy, SET_TARGETS[name]?.accuracy, 4),
    ...(entityF1 === null ? [] : atLeast(`${name} entity F1`, entityF1, SET_TARGETS[name]?.entityF1, 4)),
  ]);
  printChecks(checks, tally);
}

/** What it costs, and how far its confidence can be trusted. */
export function reportCosts(results: readonly FullResult[], tally: Tally): void {
  const head = [
    "tsbot, full sets",
    "macro F1",
    "expected calibration error",
    "out of scope",
    "AUROC",
    "recall at 0.3",
    "training, process start included",
    "peak memory",
    "model",
    "parse, messages/s",
    "p99",
    "score.py",
  ];
  const rows = results.map((result) => [
    result.name,
    figure(result.intents.macroF1),
    format(result.intents.calibrationError, 4),
    result.outOfScope === null ? "–" : `${result.outOfScope.set}'s test set`,
    figure(result.outOfScope?.auroc ?? null),
    figure(result.outOfScope?.recall ?? null),
    `${format(result.seconds, 1)} s`,
    result.peakMegabytes === null ? "–" : `${format(result.peakMegabytes, 0)} MB`,
    `${format(result.modelMegabytes, 1)} MB`,
    format(result.speed.perSecond, 0),
    `${format(result.speed.p99, 2)} ms`,
    result.isChecked ? "agrees" : "not there",
  ]);
  printTable(head, rows);
  const checks = results.flatMap(({ name, intents, seconds, peakMegabytes, modelMegabytes, speed }) => {
    const targets = SET_TARGETS[name];
    const { perSecond, p99 } = speed;
    return [
      ...atMost(`${name} calibration error`, intents.calibrationError, targets?.calibrationError, 4),
      ...atMost(`${name} training, s`, seconds, targets?.seconds, 1),
      ...(peakMegabytes === null
        ? []
        : atMost(`${name} peak memory, MB`, peakMegabytes, TARGETS.peakMegabytes, 0)),
      ...atMost(`${name} model, MB`, modelMegabytes, TARGETS.modelMegabytes, 1),
      ...atLeast(`${name} messages/s`, perSecond, TARGETS.messagesPerSecond, 0),
      ...atMost(`${name} p99, ms`, p99, TARGETS.p99, 2),
    ];
  });
  printChecks(checks, tally);
}

/**
 * Intents alone on both sides. The target is held against whole processes, what loads them included; the harder reading,
 * all of our process beside what in the peer's is reading and training, stands beside it.
 */
export function reportLinearSvm(results: readonly FullResult[], tally: Tally): void {
  const compared = results.filter(
    (result): result is FullResult & { linearSvm: LinearSvmResult } => result.linearSvm !== null,
  );
  if (compared.length === 0) return;
  printTable(
    [
      "training beside scikit-learn",
      "tsbot, intents alone, process start included",
      "TF-IDF + LinearSVC without imports (with)",
      "its accuracy",
      "ratio of the processes",
      "ratio to the script without imports",
      "ratio of training entities as well",
    ],
    compared.map(({ name, seconds, entityF1, linearSvm }) => [
      name,
      `${format(linearSvm.intentsOnly, 2)} s`,
      `${format(linearSvm.training, 2)} s (${format(linearSvm.process, 2)} s)`,
      figure(linearSvm.accuracy),
      format(linearSvm.intentsOnly / linearSvm.process, 2),
      format(linearSvm.intentsOnly / linearSvm.training, 2),
      entityF1 === null ? "–" : format(seconds / linearSvm.process, 2),
    ]),
  );
  const large = compared.filter(({ linearSvm }) => linearSvm.training >= SHORTEST_COMPARED);
  const checks = large.flatMap(({ name, linearSvm }) =>
    atMost(`${name} training, × scikit-learn`, linearSvm.intentsOnly / linearSvm.process, TARGETS.ratio, 2),
  );
  printChecks(checks, tally);
}

export function reportFewExamples(results: readonly FewResult[], seeds: number, tally: Tally): void {
  const head = results.flatMap(({ name }) =>
    SHOTS.map((shots, index) => (index === 0 ? `${name} ${shots}` : `${shots}`)),
  );
  const anchors = FEW_ANCHORS.map(({ name, accuracy }) => [
    name,
    ...results.flatMap((result) => accuracy[result.name] ?? SHOTS.map(() => "")),
  ]);
  const own = [
    `**tsbot** (mean of ${seeds})`,
    ...results.flatMap(({ accuracy }) => accuracy.map((value) => figure(value))),
  ];
  const hasFigures = ([, ...cells]: Cells): boolean => cells.some((cell) => cell !== "");
  printTable(["examples per intent", ...head], [...anchors.filter(hasFigures), own]);
  const ten = SHOTS.indexOf(10);
  const checks = results.flatMap(({ name, accuracy }) =>
    atLeast(`${name} with 10 examples per intent`, accuracy[ten]!, SET_TARGETS[name]?.tenShots, 4),
  );
  printChecks(checks, tally);
}

export function reportBots(results: readonly BotResult[], tally: Tally): void {
  printTable(
    [
      "small bots, folds pooled",
      "examples",
      ...BOT_COLUMNS,
      "**tsbot** intent",
      "**tsbot** entity F1",
      "**tsbot** training",
    ],
    results.map(({ name, all, right, entityF1, seconds }) => [
      name,
      String(all),
      ...(BOT_ANCHORS[name]?.figures ?? BOT_COLUMNS.map(() => "")),
      figure(right / all),
      figure(entityF1),
      `${format(seconds, 2)} s`,
    ]),
  );
  const checks = results.flatMap(({ name, right, entityF1, seconds }) => [
    ...atLeast(`${name} intents right`, right, BOT_ANCHORS[name]?.right, 0),
    // The recorded figure is rounded.
    ...(entityF1 === null
      ? []
      : atLeast(`${name} entity F1`, Number(entityF1.toFixed(3)), BOT_ANCHORS[name]?.entityF1)),
    ...atMost(`${name} training, s`, seconds, TARGETS.botSeconds, 2),
  ]);
  printChecks(checks, tally);
}

export function reportRasa(
  set: string,
  { rasa, tsbot }: { readonly rasa: SampleResult; readonly tsbot: SampleResult },
): void {
  const row = (name: string, result: SampleResult): Cells => [
    name,
    figure(result.accuracy),
    figure(result.entityF1),
    `${format(result.seconds, 1)} s`,
    result.peakMegabytes === null ? "–" : `${format(result.peakMegabytes, 0)} MB`,
  ];
  printTable(
    [`${set}, 10 examples per intent, the same ones`, "intent", "entity F1", "training", "peak memory"],
    [row("Rasa's DIET, 100 epochs, measured now", rasa), row("**tsbot**", tsbot)],
  );
}

function figure(value: number | null): string {
  return value === null ? "–" : format(value, 3);
}
