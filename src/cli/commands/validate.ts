import { TsbotError } from "../../base/index.ts";
import {
  canBeIgnored,
  type Diagnostic,
  diagnosticsToJson,
  explainFinding,
  similarFinding,
} from "../../project/index.ts";
import { checkProject } from "../check-project.ts";
import type { CommandContext } from "../command.ts";
import { printExplanation, unknownCode } from "../explain-code.ts";
import { createFileWatcher } from "../file-watcher.ts";
import { interruptedExitCode } from "../interruption.ts";
import type { PathOptions } from "../options.ts";
import { toProjectPaths } from "../project-paths.ts";
import { toSarif } from "../sarif.ts";
import { countSeverities, describeFindings } from "../severities.ts";
import { readVersion } from "../version.ts";
import { watchProject } from "../watch-project.ts";
import { count } from "../words.ts";

export interface ValidateOptions extends PathOptions {
  readonly ignore?: readonly string[];
  readonly maxWarnings?: number;
  readonly failOnWarnings?: true;
  readonly maxHistory?: number;
  readonly explain?: string;
  readonly watch?: true;
}

type ValidateContext = CommandContext<ValidateOptions>;

/** Which findings count. */
type Selection = (diagnostic: Diagnostic) => boolean;

/** `tsbot validate`: 1 when there are errors, or more warnings than allowed. */
export function runValidate(context: ValidateContext): Promise<number> {
  return validate(context, () => true);
}

/**
 * `tsbot validate stories`: only what is wrong with the structure of stories and rules, and what makes a file unreadable or
 * wrong in itself, as stories cannot be judged by half a domain.
 */
export function runValidateStories(context: ValidateContext): Promise<number> {
  return validate(context, ({ code, severity }) => {
    const part = explainFinding(code)?.part ?? "";
    return /stories and rules$/i.test(part) || (severity === "error" && part.startsWith("Reading:"));
  });
}

async function validate(context: ValidateContext, selection: Selection): Promise<number> {
  const { options, output } = context;
  checkUsage(context);
  if (options.explain !== undefined) return printExplanation(options.explain, output);
  if (options.watch === true) return await watch(context, selection);
  const result = await check(context, selection);
  await report(result, context);
  return result.isRefused ? 1 : 0;
}

interface Result {
  readonly diagnostics: readonly Diagnostic[];
  /** Those that were read, relative to the project. */
  readonly files: readonly string[];
  /** How many warnings are too many, when they are. */
  readonly exceeded: number | null;
  readonly isRefused: boolean;
}

async function check(
  { options, directory, environment }: ValidateContext,
  selection: Selection,
): Promise<Result> {
  const { maxHistory = null } = options;
  const { project, diagnostics: all } = await checkProject(toProjectPaths(directory, options), environment, {
    ignored: ignoredCodes(options),
    maxHistory,
    withTests: true,
  });
  const diagnostics = all.filter(selection);
  const found = countSeverities(diagnostics);
  const allowed = options.failOnWarnings === true ? 0 : (options.maxWarnings ?? Number.POSITIVE_INFINITY);
  const exceeded = found.warning > allowed ? allowed : null;
  return {
    diagnostics,
    files: project.files.map(({ path }) => path),
    exceeded,
    isRefused: found.error > 0 || exceeded !== null,
  };
}

async function report({ diagnostics, files, exceeded }: Result, context: ValidateContext): Promise<void> {
  const { output, options, directory } = context;
  const found = countSeverities(diagnostics);
  if (options.sarif === true) output.data(toSarif(diagnostics, readVersion()));
  else if (output.isJson) output.data(diagnosticsToJson(diagnostics));
  else {
    await output.diagnostics(diagnostics, directory);
    output.print(`${describeFindings(found, files.length, output.style)}.`);
  }
  if (found.error === 0 && exceeded !== null)
    output.warn(
      `There ${found.warning === 1 ? "is" : "are"} ${count(found.warning, "warning")}, ${exceeded} ${exceeded === 1 ? "is" : "are"} allowed.`,
    );
}

async function watch(context: ValidateContext, selection: Selection): Promise<number> {
  const { output, clock, directory, options } = context;
  const signal = context.interruption();
  await watchProject({
    paths: toProjectPaths(directory, options),
    watcher: createFileWatcher(),
    clock,
    signal,
    run: async (changed) => {
      output.clear();
      const { diagnostics, files, exceeded } = await check(context, selection);
      await output.diagnostics(diagnostics, directory);
      const found = describeFindings(countSeverities(diagnostics), files.length, output.style);
      const limit =
        exceeded === null ? "" : ` (${count(exceeded, "warning")} ${exceeded === 1 ? "is" : "are"} allowed)`;
      const [first, ...others] = changed;
      const cause =
        first === undefined ? "" : `${[first, ...(others.length > 0 ? ["…"] : [])].join(", ")} changed. `;
      output.print(
        `${output.style.dim(cause)}${found}${limit}. ${output.style.dim("Watching; Ctrl-C ends.")}`,
      );
      return files;
    },
    fail: output.fail,
  });
  return interruptedExitCode(signal);
}

/** `--ignore a --ignore project/b`, or with commas. */
function ignoredCodes({ ignore = [] }: ValidateOptions): readonly string[] {
  return ignore.flatMap((codes) => codes.split(",").map((code) => code.trim())).filter((code) => code !== "");
}

/** Throws `cli/usage` for flags that do not go together and for codes that cannot be ignored. */
function checkUsage({ options }: ValidateContext): void {
  const { json, sarif, watch, maxHistory } = options;
  if (json === true && sarif === true)
    throw usage("`--json` and `--sarif` are two kinds of output.", "Take one.");
  if (watch === true && (json === true || sarif === true))
    throw usage(
      "`--watch` is for people; it prints no data.",
      "Leave out `--watch`, or `--json` and `--sarif`.",
    );
  if (maxHistory === 0)
    throw usage("`--max-history 0` compares nothing.", "At least one state must be looked at.");
  for (const code of ignoredCodes(options)) {
    const meant = explainFinding(code)?.code;
    if (meant === undefined) throw unknownCode(code, similarFinding(code));
    if (!canBeIgnored(meant))
      throw usage(`'${code}' cannot be ignored: training and serving cannot go on with it.`, "Mend it.");
  }
}

function usage(message: string, hint: string): TsbotError {
  return new TsbotError("cli/usage", message, { hint });
}
