import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { builtInChannelNames } from "../../src/channels/index.ts";
import { componentNames } from "../../src/nlu/index.ts";
import { policyNames } from "../../src/policies/index.ts";
import { type Diagnostic, readProject, validateProject } from "../../src/project/index.ts";

// Judged expectations for whole broken projects, one mistake each; they lie beside the repository, not in it.
const GOLDENS = fileURLToPath(new URL("../../../shared/goldens", import.meta.url));
const isPresent = existsSync(GOLDENS);

interface Golden {
  readonly name: string;
  readonly input: {
    readonly project: string;
    readonly generate?: readonly {
      readonly file: string;
      readonly before: string;
      readonly repeat: string;
      readonly times: number;
      readonly after: string;
    }[];
  };
  readonly expect?: readonly {
    readonly severity: string;
    readonly file: string;
    readonly line?: number;
    readonly column?: number;
    readonly why: string;
  }[];
}

const goldens = isPresent
  ? readdirSync(join(GOLDENS, "validate"))
      .map((name) => JSON.parse(readFileSync(join(GOLDENS, "validate", name), "utf8")) as Golden)
      .filter((golden) => golden.expect !== undefined)
  : [];

const scratch = mkdtempSync(join(tmpdir(), "tsbot-goldens-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function directoryOf({ name, input }: Golden): Promise<string> {
  const source = join(GOLDENS, "inputs", input.project);
  if (input.generate === undefined) return source;
  const target = join(scratch, name);
  await cp(source, target, { recursive: true });
  for (const { file, before, repeat, times, after } of input.generate) {
    await mkdir(dirname(join(target, file)), { recursive: true });
    await writeFile(join(target, file), before + repeat.repeat(times) + after);
  }
  return target;
}

async function validate(directory: string): Promise<readonly Diagnostic[]> {
  const project = await readProject({ directory }, {});
  return validateProject(project, {
    actionNames: new Set(),
    componentNames,
    policyNames,
    channelNames: new Set(builtInChannelNames),
  });
}

function isExpected(found: Diagnostic, wanted: NonNullable<Golden["expect"]>[number]): boolean {
  return (
    found.at.file === wanted.file &&
    found.severity === wanted.severity &&
    (wanted.line === undefined || found.at.line === wanted.line) &&
    (wanted.column === undefined || found.at.column === wanted.column)
  );
}

describe.skipIf(!isPresent)("validate on projects with one mistake each (../shared/goldens)", () => {
  it.each(goldens)("finds what is wrong in $name and nothing else", async (golden) => {
    const found = await validate(await directoryOf(golden));
    const wanted = golden.expect ?? [];
    const missing = wanted.filter((one) => !found.some((diagnostic) => isExpected(diagnostic, one)));
    const surplus = found.filter(
      (one) => one.severity !== "note" && !wanted.some((other) => isExpected(one, other)),
    );
    expect({ missing, surplus: surplus.map(summary) }).toEqual({ missing: [], surplus: [] });
  });
});

function summary({ code, severity, message, at }: Diagnostic): string {
  return `${at.file}:${at.line}:${at.column} ${severity} ${message} [${code}]`;
}
