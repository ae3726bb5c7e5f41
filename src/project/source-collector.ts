import type { Diagnostic, Project } from "./project.ts";
import { findFiles, LARGEST_FILE, readSourceFile, type SourceFile } from "./project-files.ts";
import { createSourceReader, type SourceReader } from "./source-reader.ts";
import type { Environment } from "./yaml/environment.ts";
import type { YamlMapping } from "./yaml/nodes.ts";
import { parseYaml } from "./yaml/parse-yaml.ts";

/** A file that could be parsed and holds a mapping. */
export interface OpenFile {
  readonly name: string;
  readonly reader: SourceReader;
  readonly root: YamlMapping;
}

/** Opens the files of a project and keeps what was found wrong with them. */
export interface SourceCollector {
  readonly directory: string;
  open(
    path: string,
    options: { readonly what?: string; readonly fallback?: readonly string[]; readonly isOptional?: boolean },
  ): Promise<readonly OpenFile[]>;
  openAll(paths: readonly string[]): Promise<readonly OpenFile[]>;
  blank(name: string): SourceReader;
  diagnostics(): readonly Diagnostic[];
  files(): Project["files"];
}

export function createSourceCollector(directory: string, environment: Environment): SourceCollector {
  const readers: SourceReader[] = [];
  const files = new Map<string, SourceFile>();

  const blank = (name: string): SourceReader => {
    const reader = createSourceReader(parseYaml(name, "", environment).document);
    readers.push(reader);
    return reader;
  };

  const openFile = createOpener({ directory, environment, readers, files, blank });

  const openNames = async (names: readonly string[]): Promise<readonly OpenFile[]> => {
    const opened: OpenFile[] = [];
    for (const name of names) {
      const file = files.has(name) ? null : await openFile(name);
      if (file !== null) opened.push(file);
    }
    return opened;
  };

  return {
    directory,
    blank,
    async open(path, { what = "file", fallback = [], isOptional = false }) {
      for (const candidate of [path, ...fallback]) {
        const names = await findFiles(directory, candidate);
        if (names !== null) return await openNames(names);
      }
      if (!isOptional) {
        blank(path).report(
          "project/file-missing",
          { file: path, line: 1, column: 1 },
          `There is no ${what} '${path}'.`,
          {
            hint: "Run the command in the project's folder, or name the file with a flag. `tsbot init` scaffolds a project.",
          },
        );
      }
      return [];
    },
    async openAll(paths) {
      const opened: OpenFile[] = [];
      for (const path of paths) {
        const names = await findFiles(directory, path);
        if (names === null) {
          blank(path).report(
            "project/file-missing",
            { file: path, line: 1, column: 1 },
            `There is no training data in '${path}'.`,
            {
              hint: "Put NLU examples, stories and rules below data/, or name the folder with --data.",
            },
          );
        } else opened.push(...(await openNames(names)));
      }
      return opened;
    },
    diagnostics: () => readers.flatMap((reader) => reader.diagnostics),
    files: () =>
      [...files.values()]
        .map(({ name, sha256 }) => ({ path: name, sha256 }))
        .sort((left, right) => (left.path < right.path ? -1 : 1)),
  };
}

interface OpenerContext {
  readonly directory: string;
  readonly environment: Environment;
  readonly readers: SourceReader[];
  readonly files: Map<string, SourceFile>;
  readonly blank: (name: string) => SourceReader;
}

function createOpener({ directory, environment, readers, files, blank }: OpenerContext) {
  return async (name: string): Promise<OpenFile | null> => {
    const file = await readSourceFile(directory, name);
    if (file === null) {
      const reader = blank(name);
      reader.report(
        "project/file-too-large",
        { file: name, line: 1, column: 1 },
        `This file is larger than ${LARGEST_FILE >> 20} MB.`,
        {
          hint: "Split it into several.",
        },
      );
      return null;
    }
    files.set(name, file);
    const { document, problems } = parseYaml(name, file.text, environment);
    const reader = createSourceReader(document);
    readers.push(reader);
    for (const { code, message, start, end } of problems)
      reader.report(code, document.position(start, end), message);
    if (file.isDamaged) {
      reader.report("project/not-utf8", document.position(0), "This file is not UTF-8.", {
        hint: "Save it as UTF-8.",
      });
    }
    const { root } = document;
    if (root === null || root.kind !== "mapping") {
      if (root !== null) reader.mapping(root, "A file");
      // A file of comments alone is left so on purpose, like the endpoints.yml of a new project.
      else if (file.text.trim() === "")
        reader.report("project/empty-file", document.position(0), "This file is empty.", {
          severity: "warning",
        });
      return null;
    }
    return { name, reader, root };
  };
}
