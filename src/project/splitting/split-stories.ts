import { basename, parse, resolve } from "node:path";
import { createRandom, shuffle } from "../../base/index.ts";
import type { Diagnostic } from "../project.ts";
import { createSourceCollector } from "../source-collector.ts";
import { getValue, type YamlDocument } from "../yaml/nodes.ts";
import { countTests } from "./allocate.ts";
import { cutStories } from "./cut-stories.ts";
import type { SplitOptions } from "./split-nlu.ts";

/** A file with stories to split. */
export interface StoryFile {
  readonly name: string;
  readonly document: YamlDocument;
  readonly stories: number;
}

export interface StoryFiles {
  readonly files: readonly StoryFile[];
  /** Conversation tests (`test_*`): they are tests already. */
  readonly skipped: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the files of some paths that have stories; files of rules alone are passed over. */
export async function readStoryFiles({
  directory,
  data,
}: {
  readonly directory: string;
  readonly data: readonly string[];
}): Promise<StoryFiles> {
  // What is read here is written again: variables stay variables, their values are nobody's to see.
  const collector = createSourceCollector(resolve(directory), null);
  const files: StoryFile[] = [];
  const skipped: string[] = [];
  for (const path of data) {
    const opened = await collector.open(path, { what: "training data", hint: "Name the file or folder." });
    for (const { name, reader, root } of opened.files) {
      const node = getValue(root, "stories");
      const stories = reader.sequence(node, "'stories'")?.items.length ?? 0;
      if (stories === 0) continue;
      if (basename(name).startsWith("test_")) skipped.push(name);
      else files.push({ name, document: reader.document, stories });
    }
  }
  return { files, skipped, diagnostics: collector.diagnostics() };
}

/** The files that a file of stories becomes. */
export interface SplitStories {
  readonly source: string;
  readonly training: { readonly name: string; readonly text: string; readonly stories: number };
  /** Null where there is only one story: it stays for training. */
  readonly test: { readonly name: string; readonly text: string; readonly stories: number } | null;
  /** The file could not be cut by lines, so its comments are lost. */
  readonly isRewritten: boolean;
  /** Stories continue each other, so a part may lack the beginning of one. */
  readonly hasCheckpoints: boolean;
}

/** Splits each file by itself into `train_NAME` and `test_NAME`; stories keep their order. */
export function splitStories(
  files: readonly StoryFile[],
  { trainingFraction, seed }: SplitOptions,
): readonly SplitStories[] {
  const names = uniqueNames(files.map(({ name }) => name));
  return files.map(({ name: source, document, stories }, at) => {
    const name = names[at] ?? source;
    const tests = countTests(stories, trainingFraction);
    const order = shuffle([...new Array(stories).keys()], createRandom(seed));
    const isTest = new Set(order.slice(0, tests));
    const whole = { name: `train_${name}`, text: document.source, stories };
    const hasCheckpoints = /^[ \t]*(?:-[ \t]+)*checkpoint[ \t]*:/m.test(document.source);
    if (tests === 0) return { source, training: whole, test: null, isRewritten: false, hasCheckpoints };
    const { kept, taken, isRewritten } = cutStories(document, (index) => isTest.has(index));
    return {
      source,
      training: { ...whole, text: kept, stories: stories - tests },
      test: { name: `test_${name}`, text: taken, stories: tests },
      isRewritten,
      hasCheckpoints,
    };
  });
}

/** The files' own names; of those that several folders have, the path, and a number where that is a name, too: none overwrites another. */
function uniqueNames(paths: readonly string[]): readonly string[] {
  const short = paths.map((path) => basename(path));
  const wanted = paths.map((path, index) => {
    const name = short[index] ?? path;
    const isTaken = short.some((other, at) => at !== index && other.toLowerCase() === name.toLowerCase());
    return isTaken ? path.replaceAll(/\.\.\//g, "").replaceAll("/", "_") : name;
  });
  const given = new Set<string>();
  return wanted.map((name) => {
    const { name: stem, ext } = parse(name);
    let unique = name;
    for (let number = 2; given.has(unique.toLowerCase()); number++) unique = `${stem}_${number}${ext}`;
    given.add(unique.toLowerCase());
    return unique;
  });
}
