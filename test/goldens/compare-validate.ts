import { mkdtempSync, rmSync } from "node:fs";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Diagnostic, readProject } from "../../src/project/index.ts";
import { line, validate } from "../project/files.ts";
import type { GoldenData, GoldenFolder } from "./golden.ts";

export interface Expectation {
  readonly severity: string;
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly rule: string;
}

export interface ValidateGolden extends GoldenData {
  readonly input: {
    readonly project: string;
    /** Files too large to store. */
    readonly generate?: readonly {
      readonly file: string;
      readonly before: string;
      readonly repeat: string;
      readonly times: number;
      readonly after: string;
    }[];
  };
  readonly rasa?: { readonly validate?: { readonly exit_code?: number } };
  readonly rasa_notices?: {
    readonly in_validate?: boolean;
    readonly in_train_checks?: boolean;
    readonly names_it_in_validate?: boolean;
    readonly names_it_in_train_checks?: boolean;
    readonly gives_the_line?: boolean;
  };
  /** What a good validator reports; absent for projects that nobody judged. */
  readonly expect?: readonly Expectation[];
}

/**
 * What validate finds in a project with one mistake: each expectation by file, line, column and severity, and no other
 * error. In projects that nobody judged: an error where Rasa finds one, and every finding with a place.
 */
export async function compareValidate(
  golden: ValidateGolden,
  folder: GoldenFolder,
): Promise<readonly string[]> {
  const found = await findMistakes(golden, folder);
  return [
    ...found
      .filter(({ at }) => at.file === "" || at.line < 1 || at.column < 1)
      .map((one) => `no place: ${line(one)}`),
    ...(golden.expect === undefined ? unjudged(found, golden) : judged(found, golden.expect)),
  ];
}

/** What validate finds in a recorded project. */
export async function findMistakes(
  golden: ValidateGolden,
  folder: GoldenFolder,
): Promise<readonly Diagnostic[]> {
  const scratch = golden.input.generate === undefined ? null : mkdtempSync(join(tmpdir(), "tsbot-goldens-"));
  try {
    const directory = await directoryOf(golden, folder, scratch);
    return validate(await readProject({ directory }, {}));
  } finally {
    if (scratch !== null) rmSync(scratch, { recursive: true, force: true });
  }
}

async function directoryOf(
  { input }: ValidateGolden,
  { inputs }: GoldenFolder,
  scratch: string | null,
): Promise<string> {
  const source = join(inputs, input.project);
  if (scratch === null) return source;
  await cp(source, scratch, { recursive: true });
  for (const { file, before, repeat, times, after } of input.generate ?? []) {
    await mkdir(dirname(join(scratch, file)), { recursive: true });
    await writeFile(join(scratch, file), before + repeat.repeat(times) + after);
  }
  return scratch;
}

function judged(found: readonly Diagnostic[], expect: readonly Expectation[]): readonly string[] {
  const missing = expect.filter((wanted) => !found.some((one) => isExpected(one, wanted)));
  const hits = found.filter((one) => expect.some((wanted) => isExpected(one, wanted)));
  // The same wrong name at its other uses is no other mistake.
  const repeated = new Set(hits.map(({ code }) => code));
  const surplus = found.filter(
    ({ severity, code }) => (severity === "error" || expect.length === 0) && !repeated.has(code),
  );
  return [
    ...missing.map(
      ({ file, line: at, column, severity, rule }) =>
        `not found: ${file}:${at}:${column} ${severity} ${rule}`,
    ),
    ...surplus.map((one) => `found as well: ${line(one)}`),
  ];
}

function unjudged(found: readonly Diagnostic[], { rasa }: ValidateGolden): readonly string[] {
  const hasErrors = found.some(({ severity }) => severity === "error");
  return (rasa?.validate?.exit_code ?? 0) !== 0 && !hasErrors ? ["no error, Rasa's validator fails"] : [];
}

export function isExpected({ at, severity }: Diagnostic, wanted: Expectation): boolean {
  return (
    at.file === wanted.file &&
    severity === wanted.severity &&
    (wanted.line === undefined || at.line === wanted.line) &&
    (wanted.column === undefined || at.column === wanted.column)
  );
}
