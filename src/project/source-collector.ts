import { createPlaceBook, type PlaceBook } from "./place-book.ts";
import type { Diagnostic, Project } from "./project.ts";
import { findFiles, LARGEST_FILE, readSourceFile, type SourceFile } from "./project-files.ts";
import { createSourceReader, type Severity, type SourceReader } from "./source-reader.ts";
import type { Environment } from "./yaml/environment.ts";
import type { YamlMapping } from "./yaml/nodes.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";

/** A file that could be parsed and holds a mapping. */
export interface OpenFile {
  readonly name: string;
  readonly reader: SourceReader;
  readonly root: YamlMapping;
}

/** What was found at a path. */
export interface OpenedFiles {
  readonly files: readonly OpenFile[];
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
}

/** Opens the files of a project and keeps what was found wrong with them. */
export interface SourceCollector {
  readonly directory: string;
  readonly places: PlaceBook;
  open(path: string, options: OpenOptions): Promise<OpenedFiles>;
  blank(name: string): SourceReader;
  diagnostics(): readonly Diagnostic[];
  files(): Project["files"];
}

export function createSourceCollector(directory: string, environment: Environment): SourceCollector {
  const places = createPlaceBook();
  const readers: SourceReader[] = [];
  const files = new Map<string, SourceFile>();

  const readerOf = (name: string, text: string): SourceReader => {
    const { document, problems } = parseYaml(name, text, environment);
    const reader = createSourceReader(document, places);
    readers.push(reader);
    for (const { code, message, hint, start, end } of problems) {
      reader.report(code, document.position(start, end), message, { hint });
    }
    return reader;
  };
  const blank = (name: string): SourceReader => readerOf(name, "");

  const openFile = async (name: string, ifEmpty: Severity): Promise<OpenFile | null | "silent"> => {
    const file = await readSourceFile(directory, name);
    if (file === null) {
      blank(name).report("project/file-too-large", START(name), tooLarge, { hint: "Split it into several." });
      return null;
    }
    files.set(name, file);
    const reader = readerOf(name, file.text);
    reportDamage(reader, file);
    const { root } = reader.document;
    if (root?.kind === "mapping") return { name, reader, root };
    if (root !== null) {
      reader.mapping(root, "A file");
      return null;
    }
    if (reader.diagnostics.length > 0) return null;
    // A file of comments alone is left so on purpose, like the endpoints.yml of a new project.
    if (file.text.trim() !== "") return "silent";
    reader.report("project/empty-file", START(name), "This file is empty.", { severity: ifEmpty });
    return ifEmpty === "error" ? null : "silent";
  };

  const openNames = async (names: readonly string[], ifEmpty: Severity): Promise<OpenedFiles> => {
    const opened: OpenFile[] = [];
    let isIncomplete = false;
    for (const name of names) {
      if (files.has(name)) continue;
      const file = await openFile(name, ifEmpty);
      if (file === null) isIncomplete = true;
      else if (file !== "silent") opened.push(file);
    }
    return { files: opened, isIncomplete };
  };

  return {
    directory,
    places,
    blank,
    async open(path, { what, fallback = [], isOptional = false, hint, ifEmpty = "warning" }) {
      for (const candidate of [path, ...fallback]) {
        const names = await findFiles(directory, candidate);
        if (names !== null) return await openNames(names, ifEmpty);
      }
      if (isOptional) return { files: [], isIncomplete: false };
      blank(path).report("project/file-missing", START(path), `There is no ${what} '${path}'.`, { hint });
      return { files: [], isIncomplete: true };
    },
    diagnostics: () => readers.flatMap((reader) => reader.diagnostics),
    files: () =>
      [...files.values()]
        .map(({ name, sha256 }) => ({ path: name, sha256 }))
        .sort((left, right) => (left.path < right.path ? -1 : 1)),
  };
}

const START = (file: string) => ({ file, line: 1, column: 1 });
const tooLarge = `This file is larger than ${LARGEST_FILE >> 20} MB.`;

function reportDamage(reader: SourceReader, { text, isDamaged }: SourceFile): void {
  if (!isDamaged) return;
  const start = Math.max(0, text.indexOf("\uFFFD"));
  reader.report("project/not-utf8", reader.document.position(start, start + 1), "This file is not UTF-8.", {
    hint: "Save it as UTF-8; the character here is in another encoding.",
  });
}
