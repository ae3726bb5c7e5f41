import { stat } from "node:fs/promises";
import { extname, join, relative, resolve } from "node:path";
import { type JsonObject, TsbotError } from "../../base/index.ts";
import {
  type Diagnostic,
  diagnosticsToJson,
  type NluFiles,
  nluToJson,
  nluToYaml,
  readNluFiles,
} from "../../project/index.ts";
import type { CommandContext } from "../command.ts";
import { folderAround, writeNewFiles } from "../new-files.ts";
import { reportFindings, sayComments } from "../nlu-findings.ts";
import { count, list } from "../words.ts";

export interface ConvertOptions {
  readonly data?: readonly string[];
  readonly out?: string;
  readonly format?: Format;
  readonly language?: string;
  readonly force?: true;
}

type Format = "yaml" | "json";

const EXTENSIONS = { yaml: ".yml", json: ".json" } as const;

/** `tsbot data convert nlu`: one file of everything that was read, as in Rasa. */
export async function runConvertNlu(context: CommandContext<ConvertOptions>): Promise<number> {
  const { output, options, directory } = context;
  const data = options.data ?? ["data"];
  const { path, format } = await chooseTarget(directory, options);
  const content = await readNluFiles({ directory, data, language: options.language ?? "en" });
  const { text, findings } =
    format === "json" ? { text: nluToJson(content), findings: [] } : nluToYaml(content);
  const found = [...content.diagnostics, ...findings];
  if (!(await reportFindings(output, found, directory))) {
    if (output.isJson) output.data({ ok: false, diagnostics: diagnosticsToJson(found) });
    return 1;
  }
  refuseNothing(content, format, data);
  const sources = content.files.map((file) => resolve(directory, file.path));
  await writeNewFiles([{ path, text }], { directory, force: options.force === true, sources });
  if (output.isJson) output.data(toJson(content, { path, format, found }));
  else print(context, content, { path, format, data });
  return 0;
}

/** Rasa writes to the very name; here a folder gets `nlu.yml`, and a name without an extension gets one. */
async function chooseTarget(
  directory: string,
  { out = "converted_data", format }: ConvertOptions,
): Promise<{ readonly path: string; readonly format: Format }> {
  const path = resolve(directory, out);
  const isFolder = /[/\\]$/.test(out) || (await stat(path).catch(() => null))?.isDirectory() === true;
  const extension = isFolder ? "" : extname(path).toLowerCase();
  const named = /^\.ya?ml$/.test(extension) ? "yaml" : extension === ".json" ? "json" : undefined;
  if (format !== undefined && named !== undefined && named !== format) {
    throw new TsbotError("cli/usage", `--out '${out}' is a name for ${named}, but --format is ${format}.`, {
      hint: `Leave --format away, or name a file that ends with ${EXTENSIONS[format]}.`,
    });
  }
  const chosen = format ?? named ?? "yaml";
  if (isFolder) return { path: join(path, `nlu${EXTENSIONS[chosen]}`), format: chosen };
  return { path: named === undefined ? `${path}${EXTENSIONS[chosen]}` : path, format: chosen };
}

function refuseNothing(content: NluFiles, format: Format, data: readonly string[]): void {
  const { synonyms, regexes, lookups } = content.nlu;
  const sayable = format === "json" ? 0 : content.responses.size;
  if (writtenExamples(content, format).length + synonyms.size + regexes.length + lookups.length + sayable > 0)
    return;
  throw new TsbotError("cli/nothing-to-convert", `There are no NLU data in ${list(data.map(quote))}.`, {
    hint: "Name files or folders with --data; an export of another tool may hold its examples in another --language.",
  });
}

/** YAML has no place for examples without an intent; what else it cannot say stops the conversion. */
function writtenExamples({ nlu }: NluFiles, format: Format): NluFiles["nlu"]["examples"] {
  return format === "json" ? nlu.examples : nlu.examples.filter(({ intent }) => intent !== undefined);
}

function quote(word: string): string {
  return `'${word}'`;
}

interface Written {
  readonly path: string;
  readonly format: Format;
}

function print(
  { output, directory }: CommandContext<ConvertOptions>,
  content: NluFiles,
  { path, format, data }: Written & { readonly data: readonly string[] },
): void {
  const { nlu, responses } = content;
  const file = relative(directory, path) || path;
  const examples = writtenExamples(content, format);
  const parts = [
    count(examples.length, "example"),
    ...(nlu.synonyms.size > 0 ? [count(nlu.synonyms.size, "synonym")] : []),
    ...(nlu.regexes.length > 0 ? [count(nlu.regexes.length, "pattern")] : []),
    ...(nlu.lookups.length > 0 ? [count(nlu.lookups.length, "lookup table")] : []),
    ...(format === "yaml" && responses.size > 0 ? [count(responses.size, "response")] : []),
  ];
  const intents = new Set(examples.flatMap(({ intent }) => intent ?? [])).size;
  output.print(
    `${output.style.green("Wrote")} ${list(parts)} (${count(intents, "intent")}) of ${count(content.sources.length, "file")} to ${output.style.bold(file)}.`,
  );
  sayComments(output, content);
  if (format === "json" && responses.size > 0) {
    output.say(
      `Rasa's JSON has no place for responses: ${count(responses.size, "response")} stayed where they are.`,
    );
  }
  const folder = folderAround(path, data, directory);
  if (folder !== undefined) {
    output.warn(`${file} lies in '${folder}': move away what it was made of, or both are read from now on.`);
  }
}

function toJson(
  content: NluFiles,
  { path, format, found }: Written & { readonly found: readonly Diagnostic[] },
): JsonObject {
  const { nlu, responses, sources, commented } = content;
  return {
    ok: true,
    file: path,
    format,
    sources,
    examples: writtenExamples(content, format).length,
    synonyms: nlu.synonyms.size,
    regexes: nlu.regexes.length,
    lookups: nlu.lookups.length,
    responses: format === "yaml" ? responses.size : 0,
    commentsLost: commented,
    diagnostics: diagnosticsToJson(found),
  };
}
