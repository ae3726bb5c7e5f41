import { isListExport } from "./foreign/index.ts";
import type { OpenFile, OpenList } from "./open-file.ts";
import { createPlaceBook, type PlaceBook } from "./place-book.ts";
import type { Diagnostic, Project } from "./project.ts";
import { findFiles, findPassedOver, LARGEST_FILE, readSourceFile, type SourceFile } from "./project-files.ts";
import { createSourceReader, type Severity, type SourceReader } from "./source-reader.ts";
import type { VariableSource } from "./yaml/environment.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";
import type { YamlProblem } from "./yaml/problem.ts";

/** A file that was opened; null where there is nothing to read in it. */
interface OpenedFile {
  readonly file: OpenFile | OpenList | null;
  readonly isIncomplete: boolean;
}

const UNREADABLE: OpenedFile = { file: null, isIncomplete: true };

/** What was found at a path. */
export interface OpenedFiles {
  readonly files: readonly OpenFile[];
  readonly lists: readonly OpenList[];
  /** A file is missing, or cannot be read: what it defines is not known. */
  readonly isIncomplete: boolean;
}

export interface OpenOptions {
  /** What the path is to a person: `domain`. */
  readonly what: string;
  /** Other names to try. */
  readonly fallback?: readonly string[];
  readonly isOptional?: boolean;
  readonly hint?: string;
  /** How bad an empty file is. */
  readonly ifEmpty?: Severity;
  /** Notes files of a folder that look like such data, but have another ending. */
  readonly notesPassedOver?: boolean;
}

/** Opens the files of a project and keeps what was found wrong with them. */
export interface SourceCollector {
  readonly directory: string;
  readonly places: PlaceBook;
  open(path: string, options: OpenOptions): Promise<OpenedFiles>;
  /** The text of a file that another one names; null where it is none, or too large. */
  readText(name: string): Promise<string | null>;
  blank(name: string): SourceReader;
  diagnostics(): readonly Diagnostic[];
  ignores(): Project["ignores"];
  unreadable(): Project["unreadable"];
  files(): Project["files"];
}

export function createSourceCollector(directory: string, environment: VariableSource): SourceCollector {
  const places = createPlaceBook();
  const readers: SourceReader[] = [];
  const files = new Map<string, SourceFile>();
  const unreadable: string[] = [];

  const readerOf = (name: string, file: Pick<SourceFile, "text" | "isDamaged">): SourceReader => {
    const { document, problems } = parseYaml(name, file.text, environment);
    const reader = createSourceReader(document, places);
    readers.push(reader);
    // In another encoding, that is what is wrong with it.
    if (file.isDamaged) reportDamage(reader, file.text);
    else reportProblems(reader, problems);
    return reader;
  };
  const blank = (name: string): SourceReader => readerOf(name, { text: "", isDamaged: false });

  const openFile = async (name: string, ifEmpty: Severity): Promise<OpenedFile> => {
    const file = await readSourceFile(directory, name);
    if (file === null) {
      blank(name).report("project/file-too-large", START(name), tooLarge, { hint: "Split it into several." });
      return UNREADABLE;
    }
    files.set(name, file);
    const reader = readerOf(name, file);
    return judgeRoot(reader, file, ifEmpty);
  };

  const openNames = async (names: readonly string[], ifEmpty: Severity): Promise<OpenedFiles> => {
    const opened: OpenedFile[] = [];
    for (const name of names) {
      if (files.has(name)) continue;
      const one = await openFile(name, ifEmpty);
      if (one.isIncomplete) unreadable.push(name);
      opened.push(one);
    }
    return sortOut(opened);
  };

  return {
    directory,
    places,
    blank,
    async open(path, { what, fallback = [], isOptional = false, hint, ifEmpty = "warning", ...options }) {
      if (options.notesPassedOver === true)
        for (const name of await findPassedOver(directory, path)) notePassedOver(blank(name), name);
      for (const candidate of [path, ...fallback]) {
        const names = await findFiles(directory, candidate);
        if (names !== null) return await openNames(names, ifEmpty);
      }
      if (isOptional) return { files: [], lists: [], isIncomplete: false };
      blank(path).report("project/file-missing", START(path), `There is no ${what} '${path}'.`, { hint });
      unreadable.push(path);
      return { files: [], lists: [], isIncomplete: true };
    },
    readText: (name) => readText(directory, name, files),
    diagnostics: () => readers.flatMap((reader) => reader.diagnostics),
    ignores: () => readers.flatMap((reader) => reader.document.ignores),
    unreadable: () => unreadable,
    files: () =>
      [...files.values()]
        .map(({ name, sha256 }) => ({ path: name, sha256 }))
        .sort((left, right) => (left.path < right.path ? -1 : 1)),
  };
}

async function readText(
  directory: string,
  name: string,
  files: Map<string, SourceFile>,
): Promise<string | null> {
  const found = (await findFiles(directory, name))?.[0];
  if (found === undefined) return null;
  const file = files.get(found) ?? (await readSourceFile(directory, found).catch(() => null));
  if (file === null || file.isDamaged) return null;
  files.set(found, file);
  return file.text;
}

/** Which of the files that were opened hold what. */
function sortOut(opened: readonly OpenedFile[]): OpenedFiles {
  const files = opened.map(({ file }) => file).filter((file) => file !== null);
  return {
    files: files.filter((file): file is OpenFile => "root" in file),
    lists: files.filter((file): file is OpenList => "items" in file),
    isIncomplete: opened.some(({ isIncomplete }) => isIncomplete),
  };
}

/** What can be read of a file. */
function judgeRoot(
  reader: SourceReader,
  { name, text, isDamaged }: SourceFile,
  ifEmpty: Severity,
): OpenedFile {
  const { root } = reader.document;
  // Of a file in another encoding what could be read is read, but its names may be others.
  if (root?.kind === "mapping") return { file: { name, reader, root }, isIncomplete: isDamaged };
  if (isDamaged) return UNREADABLE;
  if (root?.kind === "sequence" && isListExport(name))
    return { file: { name, reader, items: root.items }, isIncomplete: false };
  if (root !== null) {
    const hint =
      root.kind === "scalar" ? "Write `key: value`, or `key:` and what belongs to it below." : undefined;
    reader.mapping(root, "a file", hint);
    return UNREADABLE;
  }
  if (reader.diagnostics.length > 0) return UNREADABLE;
  // A file of comments alone is left so on purpose, like the endpoints.yml of a new project.
  if (text.trim() !== "") return { file: null, isIncomplete: false };
  const hint =
    ifEmpty === "error" ? "Write `intents:`, `responses:` and so on into it." : "Fill it, or remove it.";
  reader.report("project/empty-file", START(name), "This file is empty.", { severity: ifEmpty, hint });
  return { file: null, isIncomplete: ifEmpty === "error" };
}

function notePassedOver(reader: SourceReader, name: string): void {
  const message = "This file is not read: its name ends in none of .yml, .yaml and .json.";
  reader.report("project/file-passed-over", START(name), message, {
    severity: "note",
    hint: "Rename it when it belongs to the project, or move it out of the folder.",
  });
}

function reportProblems(reader: SourceReader, problems: readonly YamlProblem[]): void {
  for (const { code, message, hint, start, end } of problems) {
    reader.report(code, reader.document.position(start, end), message, { hint });
  }
}

const START = (file: string) => ({ file, line: 1, column: 1 });
const tooLarge = `This file is larger than ${LARGEST_FILE >> 20} MB.`;

function reportDamage(reader: SourceReader, text: string): void {
  const start = Math.max(0, text.search(/[\0\uFFFD]/));
  reader.report("project/not-utf8", reader.document.position(start, start + 1), "This file is not UTF-8.", {
    hint: "Save it as UTF-8; the character here is in another encoding.",
  });
}
