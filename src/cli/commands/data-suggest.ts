import type { JsonObject, SourcePosition } from "../../base/index.ts";
import {
  mostImportant,
  SUGGESTION_KINDS,
  type Suggestion,
  type SuggestionKind,
  suggestChanges,
} from "../../evaluation/index.ts";
import type { CommandContext } from "../command.ts";
import { readExamples } from "../nlu-test/read-examples.ts";
import { readPipeline } from "../nlu-test/read-pipelines.ts";
import { plainText } from "../table.ts";
import { count, wrap } from "../words.ts";

export interface SuggestOptions {
  readonly nlu?: readonly string[];
  readonly config?: string;
  readonly max?: number;
  readonly seed?: number;
}

type SuggestContext = CommandContext<SuggestOptions>;

const FOLDS = 5;
const DEFAULT_SEED = 42;
const DEFAULT_MOST = 30;

/** `tsbot data suggest`: what to change in the examples. Finding something is no failure. */
export async function runSuggest(context: SuggestContext): Promise<number> {
  const { output, options } = context;
  const suggestions = await find(context);
  if (suggestions === null) return 1;
  // A program that reads JSON can leave out by itself what it does not want.
  const most = options.max ?? (output.isJson ? Number.POSITIVE_INFINITY : DEFAULT_MOST);
  const shown = mostImportant(suggestions, most);
  if (output.isJson) output.data({ total: suggestions.length, suggestions: shown.map(toJson) });
  else print(shown, suggestions.length, context);
  return 0;
}

async function find(context: SuggestContext): Promise<readonly Suggestion[] | null> {
  const { output, options } = context;
  const progress = await output.progress("Reading the data");
  try {
    const nlu = await readExamples(options.nlu ?? ["data"], context);
    const pipeline = nlu === null ? null : await readPipeline(options.config, context);
    if (nlu === null || pipeline === null) return null;
    return await suggestChanges(pipeline.configuration, nlu, {
      folds: FOLDS,
      seed: options.seed ?? DEFAULT_SEED,
      means: pipeline.means,
      onProgress: (fold, step) => progress.update(`Asking model ${fold + 1} of ${FOLDS}`, step),
      pause: () => new Promise((done) => setImmediate(done)),
    });
  } finally {
    progress.stop();
  }
}

const HEADINGS: Readonly<Record<SuggestionKind, string>> = {
  "same-text": "One text, two intents",
  mislabelled: "Perhaps of another intent",
  "near-duplicate": "Nearly the same text in two intents",
  confusing: "Hard to place",
  "few-examples": "Too few examples",
};

const WIDTH = 100;

function print(shown: readonly Suggestion[], total: number, context: SuggestContext): void {
  const { output } = context;
  if (total === 0) {
    output.print(output.style.green("Nothing to suggest."));
    return;
  }
  for (const kind of SUGGESTION_KINDS) {
    const some = shown.filter((one) => one.kind === kind);
    if (some.length === 0) continue;
    output.print(output.style.bold(HEADINGS[kind]));
    for (const one of some) printOne(one, context);
    output.print();
  }
  const all = count(total, "suggestion");
  output.print(shown.length < total ? `${shown.length} of ${all}: --max ${total} shows all.` : `${all}.`);
}

function printOne({ text, intent, rival, at, advice }: Suggestion, { output }: SuggestContext): void {
  const { style } = output;
  const what = text === null ? intent : `“${text}”`;
  const labels = text === null ? "" : `  ${intent}${rival === null ? "" : ` → ${rival}`}`;
  output.print(`  ${style.cyan(plainText(placeOf(at)))}  ${plainText(what)}${style.dim(plainText(labels))}`);
  for (const line of wrap(`    ${plainText(advice)}`, WIDTH, 4)) output.print(line);
}

function placeOf(at: SourcePosition | null): string {
  return at === null ? "?" : `${at.file}:${at.line}`;
}

function toJson({ kind, text, intent, rival, at, other, weight, advice }: Suggestion): JsonObject {
  const place = (of: SourcePosition | null): JsonObject | null =>
    of === null ? null : { file: of.file, line: of.line, column: of.column };
  return {
    kind,
    text,
    intent,
    rival,
    at: place(at),
    other: other === null ? null : { text: other.text, at: place(other.at) },
    weight,
    advice,
  };
}
