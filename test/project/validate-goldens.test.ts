import { mkdtempSync, rmSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { type Diagnostic, readProject } from "../../src/project/index.ts";
import { line, validate } from "./files.ts";
import { describeGoldens, GOLDENS, goldensOf } from "./goldens.ts";

interface Expectation {
  readonly severity: string;
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly rule: string;
}

interface Golden {
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
  readonly expect?: readonly Expectation[];
}

const goldens = goldensOf<Golden>("validate").filter((golden) => golden.expect !== undefined);

const scratch = mkdtempSync(join(tmpdir(), "tsbot-goldens-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function directoryOf({ file: name, input }: (typeof goldens)[number]): Promise<string> {
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

function isExpected({ at, severity }: Diagnostic, wanted: Expectation): boolean {
  return (
    at.file === wanted.file &&
    severity === wanted.severity &&
    (wanted.line === undefined || at.line === wanted.line) &&
    (wanted.column === undefined || at.column === wanted.column)
  );
}

describeGoldens("validate on projects with one mistake each", () => {
  it.each(goldens)("finds what is wrong in $file, at its word, and no other error", async (golden) => {
    const found = validate(await readProject({ directory: await directoryOf(golden) }, {}));
    const wanted = golden.expect ?? [];
    const missing = wanted.filter((one) => !found.some((diagnostic) => isExpected(diagnostic, one)));
    const hits = found.filter((one) => wanted.some((other) => isExpected(one, other)));
    // The same wrong name at its other uses is no other mistake.
    const repeated = new Set(hits.map(({ code }) => code));
    const surplus = found.filter(({ severity, code }) => severity === "error" && !repeated.has(code));
    expect({ missing, surplus: surplus.map(line) }).toEqual({ missing: [], surplus: [] });
    if (wanted.length === 0) expect(found.map(line)).toEqual([]);
  });
});
