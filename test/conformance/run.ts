// Replays every case of a kit against `tsbot run`: `npm run conformance -- --kit DIR`. Exits with 1 when one is answered
// differently than was recorded.

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { didYouMean } from "../../src/base/index.ts";
import { type CaseGroup, readCaseGroups, replayGroup } from "./replay-kit.ts";

const USAGE = `npm run conformance -- [--kit DIR] [--group NAME]… [--jobs N]

  --kit      a folder with cases, bots, actions and replay.mjs; default: the one that lies here
  --group    only the cases in this folder of cases; can be repeated
  --jobs     servers at a time, default 2
  --defects  the cases of cases-defects, which a correct server answers differently`;

const OWN_KIT = fileURLToPath(new URL("fixtures", import.meta.url));

async function main(): Promise<number> {
  const values = readArguments();
  if (values === null) return 2;
  const { kit, groups, jobs } = values;
  const counts = { passed: 0, failed: 0 };
  const waiting = [...groups];
  const work = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift()) {
      const { passed, differing, log } = await replayGroup(kit, group);
      counts.passed += passed;
      counts.failed += differing.length;
      console.log(
        differing.length === 0
          ? `${group.name}: ${passed} passed`
          : `${log.trimEnd()}\n${group.name}: ${passed} passed, these differ: ${differing.join(", ")}`,
      );
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
  return counts.failed > 0 || counts.passed === 0 ? 1 : 0;
}

interface Arguments {
  readonly kit: string;
  readonly groups: readonly CaseGroup[];
  readonly jobs: number;
}

function readArguments(): Arguments | null {
  try {
    const { values } = parseArgs({
      options: {
        kit: { type: "string", default: OWN_KIT },
        group: { type: "string", multiple: true },
        jobs: { type: "string", default: "2" },
        defects: { type: "boolean", default: false },
      },
    });
    const kit = resolve(values.kit);
    const cases = join(kit, values.defects ? "cases-defects" : "cases");
    if (!existsSync(cases)) throw new Error(`There is no folder ${cases}.`);
    if (!/^[1-9]\d?$/.test(values.jobs)) throw new Error(`'${values.jobs}' is no number of jobs.`);
    return { kit, groups: chooseGroups(readCaseGroups(cases), values.group), jobs: Number(values.jobs) };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return null;
  }
}

function chooseGroups(
  all: readonly CaseGroup[],
  wanted: readonly string[] | undefined,
): readonly CaseGroup[] {
  if (wanted === undefined) return all;
  const names = all.map(({ name }) => name);
  for (const name of wanted)
    if (!names.includes(name)) throw new Error(`There is no group '${name}'. ${didYouMean(name, names)}`);
  return all.filter(({ name }) => wanted.includes(name));
}

process.exitCode = await main();
