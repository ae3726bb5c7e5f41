import { join, relative, resolve } from "node:path";
import { type JsonObject, TsbotError } from "../../base/index.ts";
import {
  diagnosticsToJson,
  type NluFiles,
  nluToJson,
  nluToYaml,
  readNluFiles,
  readStoryFiles,
  responsesToYaml,
  type SplitStories,
  splitNlu,
  splitStories,
} from "../../project/index.ts";
import type { CommandContext } from "../command.ts";
import { folderAround, type NewFile, writeNewFiles } from "../new-files.ts";
import { reportFindings, sayComments } from "../nlu-findings.ts";
import { type SplitCommandOptions, toSplit } from "../split-options.ts";
import { count, list } from "../words.ts";

type SplitContext = CommandContext<SplitCommandOptions>;

/** `tsbot data split nlu` */
export async function runSplitNlu(context: SplitContext): Promise<number> {
  const { output, options, directory } = context;
  const split = toSplit(options);
  const data = options.nlu ?? ["data"];
  const content = await readNluFiles({ directory, data, language: "en" });
  const { training, test } = splitNlu(content.nlu, content.responses, split);
  const [trainingFile, testFile] = [writePart(training, content), writePart(test, content)];
  const found = [...content.diagnostics, ...trainingFile.findings, ...testFile.findings];
  if (!(await reportFindings(output, found, directory))) {
    if (output.isJson) output.data({ ok: false, diagnostics: diagnosticsToJson(found) });
    return 1;
  }
  if (content.nlu.examples.length === 0) throw nothingToSplit("NLU examples", data);
  const extension = content.isJson ? "json" : "yml";
  const files = toFiles(context, {
    [`training_data.${extension}`]: trainingFile.text,
    [`test_data.${extension}`]: testFile.text,
    "nlg_training_data.yml": responsesToYaml(training.responses, content.variables),
    "nlg_test_data.yml": responsesToYaml(test.responses, content.variables),
  });
  await write(context, files, content.files);
  const [trained, tested] = [training.nlu.examples.length, test.nlu.examples.length];
  if (output.isJson) {
    output.data({
      ...result(split.seed, files),
      training: trained,
      test: tested,
      diagnostics: diagnosticsToJson(found),
    });
    return 0;
  }
  output.print(
    `${output.style.green("Split")} ${count(trained + tested, "example")}: ${trained} for training, ${tested} for testing.`,
  );
  sayWhere(context, files, { data, seed: split.seed });
  sayComments(output, content);
  return 0;
}

/** Responses go into files of their own. */
function writePart({ nlu }: Pick<NluFiles, "nlu">, { isJson, variables }: NluFiles) {
  return isJson
    ? { text: nluToJson({ nlu }), findings: [] }
    : nluToYaml({ nlu, responses: new Map(), variables });
}

/** `tsbot data split stories` */
export async function runSplitStories(context: SplitContext): Promise<number> {
  const { output, options, directory } = context;
  const split = toSplit(options);
  const data = options.nlu ?? ["data"];
  const { files: sources, skipped, diagnostics } = await readStoryFiles({ directory, data });
  if (!(await reportFindings(output, diagnostics, directory))) {
    if (output.isJson) output.data({ ok: false, diagnostics: diagnosticsToJson(diagnostics) });
    return 1;
  }
  if (sources.length === 0) throw nothingToSplit("stories", data);
  const parts = splitStories(sources, split);
  const texts = parts.flatMap(({ training, test }) => (test === null ? [training] : [training, test]));
  const files = toFiles(context, Object.fromEntries(texts.map(({ name, text }) => [name, text])));
  await write(
    context,
    files,
    sources.map(({ name }) => ({ path: name })),
  );
  if (output.isJson) output.data({ ...result(split.seed, files), stories: parts.map(partToJson), skipped });
  else {
    printParts(context, parts, skipped);
    sayWhere(context, files, { data, seed: split.seed });
  }
  return 0;
}

function printParts(
  { output }: SplitContext,
  parts: readonly SplitStories[],
  skipped: readonly string[],
): void {
  for (const { source, training, test, isRewritten, hasCheckpoints } of parts) {
    const tests = test === null ? "its only story stays for training" : `${test.stories} for testing`;
    output.print(`${output.style.green("Split")} ${source}: ${training.stories} for training, ${tests}.`);
    if (isRewritten) output.say("  Its comments and layout could not be kept.");
    if (hasCheckpoints && test !== null) {
      output.warn(`${source} has checkpoints: a story may have come apart from the one it continues.`);
    }
  }
  if (skipped.length > 0) output.say(`${list(skipped)}: conversation tests, left as they are.`);
}

function partToJson({ source, training, test }: SplitStories): JsonObject {
  return { file: source, training: training.stories, test: test?.stories ?? 0 };
}

function nothingToSplit(what: string, data: readonly string[]): TsbotError {
  const where = list(data.map((path) => `'${path}'`));
  return new TsbotError("cli/nothing-to-split", `There are no ${what} in ${where}.`, {
    hint: "Name files or folders with --nlu.",
  });
}

function toFiles(
  { directory, options }: SplitContext,
  texts: Readonly<Record<string, string>>,
): readonly NewFile[] {
  const folder = resolve(directory, options.out ?? "train_test_split");
  return Object.entries(texts).map(([name, text]) => ({ path: join(folder, name), text }));
}

async function write(
  { directory, options }: SplitContext,
  files: readonly NewFile[],
  sources: readonly { readonly path: string }[],
): Promise<void> {
  await writeNewFiles(files, {
    directory,
    force: options.force === true,
    sources: sources.map(({ path }) => resolve(directory, path)),
  });
}

function result(seed: number, files: readonly NewFile[]): JsonObject {
  return { ok: true, seed, files: files.map(({ path }) => path) };
}

function sayWhere(
  { output, options, directory }: SplitContext,
  files: readonly NewFile[],
  { data, seed }: { readonly data: readonly string[]; readonly seed: number },
): void {
  const out = options.out ?? "train_test_split";
  const names = files.map(({ path }) => relative(resolve(directory, out), path));
  output.print(`${list(names)} ${names.length === 1 ? "is" : "are"} in ${output.style.bold(out)}.`);
  if (options.randomSeed === undefined) output.say(`The same again: --random-seed ${seed}`);
  const around = files.map(({ path }) => folderAround(path, data, directory)).find(Boolean);
  if (around !== undefined) {
    output.warn(`They lie in '${around}', so \`tsbot train\` reads them along with what they were made of.`);
  }
}
