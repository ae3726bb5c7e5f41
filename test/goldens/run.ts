// Compares tsbot with what Rasa made of the same files: `npm run goldens -- --dir DIR --inputs DIR`. Exits with 1 when
// one differs that deviations.ts does not list, or one is listed and does not differ.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { didYouMean } from "../../src/base/index.ts";
import {
  botFigures,
  figureTable,
  type GoldenFolder,
  type GoldenKind,
  goldenKinds,
  mistakeRows,
  mistakeTable,
  runGoldens,
  type Verdict,
} from "./index.ts";

const USAGE = `npm run goldens -- --dir DIR [--inputs DIR] [--kind KIND]… [--verbose]

  --dir      the folder with a folder for each kind: ${goldenKinds.join(", ")}
  --inputs   what the paths in comparisons are relative to; default: inputs in --dir
  --kind     only this kind; can be repeated
  --verbose  all reasons of a failure instead of the first two
  --mistakes instead of comparing: who finds the mistakes of the broken projects, tsbot or Rasa
  --figures  instead of comparing: what validate finds in every bot, and how fast`;

const SHOWN = 2;

async function main(): Promise<number> {
  const values = readArguments();
  if (values === null) return 2;
  if (values.table !== null) {
    for (const line of await values.table(values.folder)) console.log(line);
    return 0;
  }
  const counts = { passed: 0, failed: 0 };
  for await (const verdict of runGoldens(values.folder, values.kinds)) {
    counts[verdict.outcome === "fails" ? "failed" : "passed"]++;
    for (const line of describe(verdict, values.isVerbose)) console.log(line);
  }
  if (counts.passed + counts.failed === 0)
    console.error(`There are no comparisons in ${values.folder.directory}.`);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}

function describe({ kind, name, outcome, reasons }: Verdict, isVerbose: boolean): readonly string[] {
  if (outcome === "same") return [];
  if (outcome === "deviates") return [`known   ${kind}/${name}: ${reasons.join(" ")}`];
  const shown = isVerbose ? reasons : reasons.slice(0, SHOWN);
  const rest = reasons.length - shown.length;
  return [
    `FAILED  ${kind}/${name}`,
    ...shown.map((reason) => `        ${reason}`),
    ...(rest > 0 ? [`        and ${rest} more`] : []),
  ];
}

interface Arguments {
  readonly folder: { readonly directory: string; readonly inputs: string };
  readonly kinds: readonly GoldenKind[];
  readonly isVerbose: boolean;
  /** What to print instead of comparing. */
  readonly table: ((folder: GoldenFolder) => Promise<readonly string[]>) | null;
}

const TABLES = {
  mistakes: async (folder: GoldenFolder) => mistakeTable(await mistakeRows(folder)),
  figures: async (folder: GoldenFolder) => figureTable(await botFigures(folder)),
};

function readArguments(): Arguments | null {
  try {
    const { values } = parseArgs({
      options: {
        dir: { type: "string" },
        inputs: { type: "string" },
        kind: { type: "string", multiple: true },
        verbose: { type: "boolean", default: false },
        mistakes: { type: "boolean", default: false },
        figures: { type: "boolean", default: false },
      },
    });
    if (values.dir === undefined) throw new Error("Name the folder with --dir.");
    const directory = existing(values.dir);
    const inputs = existing(values.inputs ?? join(directory, "inputs"));
    const kinds = (values.kind ?? [...goldenKinds]).map(toKind);
    const asked = (["mistakes", "figures"] as const).filter((name) => values[name]);
    if (asked.length > 1) throw new Error("Take one of --mistakes and --figures.");
    const table = asked[0] === undefined ? null : TABLES[asked[0]];
    return { folder: { directory, inputs }, kinds, isVerbose: values.verbose, table };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    return null;
  }
}

function existing(path: string): string {
  const absolute = resolve(path);
  if (!existsSync(absolute)) throw new Error(`There is no folder '${path}'.`);
  return absolute;
}

function toKind(name: string): GoldenKind {
  const kind = goldenKinds.find((one) => one === name);
  if (kind === undefined)
    throw new Error(`There is no kind '${name}'. ${didYouMean(name, goldenKinds)}`.trim());
  return kind;
}

process.exitCode = await main();
