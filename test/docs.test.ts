import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { loadActions } from "../src/actions/index.ts";
import { runCli } from "./cli/run-cli.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** The code blocks of a page in one language. */
async function blocks(page: string, language: string): Promise<readonly string[]> {
  const text = await readFile(join(root, "docs", page), "utf8");
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, tag]) => tag === language)
    .map(([, , code = ""]) => code);
}

/** A folder inside the repository, where `tsbot` and `vitest` can be imported. */
async function folderInside(): Promise<AsyncDisposable & { readonly path: string }> {
  await mkdir(join(root, "coverage"), { recursive: true });
  const path = await mkdtemp(join(root, "coverage", "docs-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

describe("docs/testing.md", () => {
  it("shows tests that pass", async () => {
    await using folder = await folderInside();
    await cp(join(root, "templates/reminderbot"), folder.path, { recursive: true });
    const [code = ""] = await blocks("testing.md", "ts");
    await writeFile(join(folder.path, "garden.test.ts"), code);
    const run = promisify(execFile)(
      process.execPath,
      [join(root, "node_modules/vitest/vitest.mjs"), "run", "--root", folder.path, "--reporter=json"],
      { cwd: folder.path },
    );
    const { stdout } = await run;
    expect(JSON.parse(stdout)).toMatchObject({ numPassedTests: 3, numFailedTests: 0 });
  });
});

describe("docs/actions.md", () => {
  it("shows an action that loads", async () => {
    const path = await mkdtemp(join(tmpdir(), "tsbot-docs-"));
    await mkdir(join(path, "actions"));
    const [code = ""] = await blocks("actions.md", "ts");
    await writeFile(join(path, "actions/book-table.ts"), code);
    const { definitions, broken } = await loadActions(path);
    expect(broken).toEqual([]);
    expect([...definitions.keys()]).toEqual(["action_book_table"]);
    await rm(path, { recursive: true });
  });
});

describe("docs/speak-first.md", () => {
  it("shows files that make a project without mistakes", async () => {
    const path = await mkdtemp(join(tmpdir(), "tsbot-docs-"));
    await mkdir(join(path, "data"));
    const files = new Map<string, string[]>();
    for (const code of await blocks("speak-first.md", "yaml")) {
      const [, name = ""] = /^# (\S+)\n/.exec(code) ?? [];
      files.set(name, [...(files.get(name) ?? []), code.slice(code.indexOf("\n") + 1)]);
    }
    const [first = "", second = ""] = files.get("data/rules.yml") ?? [];
    const rules = `version: "3.1"\n${first}${second.replace("rules:\n", "")}`;
    const [domain = ""] = files.get("domain.yml") ?? [];
    const welcome = "  utter_welcome:\n    - text: Hi there!\n";
    await writeFile(join(path, "data/rules.yml"), rules);
    await writeFile(
      join(path, "domain.yml"),
      `version: "3.1"\n${domain.replace("intents:\n", "intents:\n  - greet\n")}${welcome}`,
    );
    await writeFile(join(path, "credentials.yml"), files.get("credentials.yml")?.join("") ?? "");
    await writeFile(
      join(path, "data/nlu.yml"),
      'version: "3.1"\nnlu:\n  - intent: greet\n    examples: |\n      - hello\n      - hi\n',
    );
    await writeFile(
      join(path, "config.yml"),
      "recipe: default.v1\nlanguage: en\npipeline:\n  - name: KeywordIntentClassifier\npolicies:\n  - name: RulePolicy\n",
    );
    const { code, stdout, stderr } = await runCli(["validate"], { cwd: path });
    expect(stdout + stderr).not.toContain("error:");
    expect(code).toBe(0);
    await rm(path, { recursive: true });
  });
});
