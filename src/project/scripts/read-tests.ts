import { basename, resolve } from "node:path";
import type { Story } from "../../conversation/index.ts";
import type { OpenFile } from "../open-file.ts";
import type { Diagnostic, Project } from "../project.ts";
import { readStories } from "../readers/stories.ts";
import { checkVersion } from "../readers/version.ts";
import { testFileKeys } from "../shapes/scripts.ts";
import { createSourceCollector } from "../source-collector.ts";
import { getValue } from "../yaml/nodes.ts";
import { findTestFiles } from "./find-test-files.ts";
import { readScripts } from "./read-scripts.ts";
import type { Script } from "./script.ts";

/** The tests of a project's conversations. */
export interface ProjectTests {
  readonly scripts: readonly Script[];
  /** Rasa's test stories: those of files named `test_*`, or whose folder is `tests`. */
  readonly stories: readonly Story[];
  readonly diagnostics: readonly Diagnostic[];
  readonly ignores: Project["ignores"];
  readonly files: Project["files"];
}

/** Where tests are read from. */
export interface TestPaths {
  readonly directory: string;
  /** Files and folders; absent: all below `tests`, and `test_*` anywhere in the project. */
  readonly tests?: readonly string[] | undefined;
  /** Stories of files that are not named `test_*` count too: `test core` without `--e2e`. */
  readonly allStories?: boolean;
}

const NO_TESTS = "Name a file or folder with tests.";

/** Reads scripts and test stories. What is wrong with them becomes diagnostics. */
export async function readTests(
  { directory, tests, allStories = false }: TestPaths,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ProjectTests> {
  const collector = createSourceCollector(resolve(directory), environment);
  const read: TestFile[] = [];
  for (const path of tests ?? (await findTestFiles(resolve(directory)))) {
    const opened = await collector.open(path, { what: "file of tests", hint: NO_TESTS });
    for (const file of opened.files) read.push(readTestFile(file, allStories));
  }
  return {
    scripts: read.flatMap(({ scripts }) => scripts),
    stories: read.flatMap(({ stories }) => stories),
    diagnostics: collector.diagnostics(),
    ignores: collector.ignores(),
    files: collector.files(),
  };
}

type TestFile = Pick<ProjectTests, "scripts" | "stories">;

function readTestFile({ name, reader, root: written }: OpenFile, allStories: boolean): TestFile {
  // Other tools keep files of their own in folders of this name.
  const ifStrange = getValue(written, "tests") === undefined ? "warning" : "error";
  const root = reader.checkKeys(written, testFileKeys, "a file of tests", ifStrange);
  checkVersion(reader, root);
  const isStories = allStories !== isTestFile(name);
  const stories = isStories ? readStories(reader, root) : [];
  return {
    scripts: allStories ? [] : readScripts(reader, root),
    stories: stories.filter(({ kind }) => kind === "story"),
  };
}

/** As Rasa tells them by their names. */
function isTestFile(name: string): boolean {
  return basename(name).startsWith("test_") || name.split("/").includes("tests");
}
