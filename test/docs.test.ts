import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { loadActions } from "../src/actions/index.ts";
import { parseEvent, type ReminderScheduled } from "../src/conversation/index.ts";
import { findReminderProblem } from "../src/outreach/index.ts";
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

describe("docs/testing.md", () => {
  it("shows conversation scripts that pass, and how one fails", async () => {
    await using folder = await folderInside();
    const { path } = folder;
    await cp(join(root, "templates/reminderbot"), path, { recursive: true });
    const files = await yamlFiles("testing.md");
    for (const [name, [text = ""]] of files) await writeFile(join(path, name), `# ${name}\n${text}`);
    expect(files.size).toBe(2);
    const passed = await runCli(["test", ...files.keys(), "--json"], { cwd: path });
    expect(JSON.parse(passed.stdout)).toMatchObject({ ok: true, passed: 3, failed: 0 });
    const [first = ""] = files.get("tests/reminders.yml") ?? [];
    await writeFile(join(path, "tests/reminders.yml"), `\n${first.replace("in 5 seconds", "in 6 seconds")}`);
    const failed = await runCli(["test", "tests/reminders.yml"], { cwd: path });
    const [shown = ""] = await blocks("testing.md", "text");
    expect(failed.stdout).toContain(shown.trimEnd());
    expect(failed.code).toBe(1);
  });

  it("shows commands that exist", async () => {
    await using folder = await folderInside();
    await cp(join(root, "templates/reminderbot"), folder.path, { recursive: true });
    const commands = (await blocks("testing.md", "sh")).flatMap((block) => block.trim().split("\n"));
    // The template has scripts, but neither stories nor the file of the page.
    const codes = new Map<string, number | null>();
    for (const command of commands)
      codes.set(command, (await runCli(command.split(" ").slice(1), { cwd: folder.path })).code);
    expect([...codes]).toEqual(
      commands.map((command) => [command, / core|reminders\.yml/.test(command) ? 1 : 0]),
    );
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

/** The YAML blocks of a page by the file that their first line names. */
async function yamlFiles(page: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = new Map<string, string[]>();
  for (const code of await blocks(page, "yaml")) {
    const [, name = ""] = /^# (\S+)\n/.exec(code) ?? [];
    files.set(name, [...(files.get(name) ?? []), code.slice(code.indexOf("\n") + 1)]);
  }
  return files;
}

/** Validates a project of these files beside a configuration and some NLU data. */
async function expectNoErrors(files: Readonly<Record<string, string>>): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), "tsbot-docs-"));
  const all = {
    "config.yml":
      "recipe: default.v1\nlanguage: en\npipeline:\n  - name: KeywordIntentClassifier\npolicies:\n  - name: RulePolicy\n",
    "data/nlu.yml": 'version: "3.1"\nnlu:\n  - intent: greet\n    examples: |\n      - hello\n      - hi\n',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(join(path, dirname(name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  const { code, stdout, stderr } = await runCli(["validate"], { cwd: path });
  expect(stdout + stderr).not.toContain("error:");
  expect(code).toBe(0);
  await rm(path, { recursive: true });
}

const version = 'version: "3.1"\n';

describe("docs/speak-first.md", () => {
  it("shows files that make a project without mistakes", async () => {
    const files = await yamlFiles("speak-first.md");
    const [first = "", second = ""] = files.get("data/rules.yml") ?? [];
    const [domain = "", silent = ""] = files.get("domain.yml") ?? [];
    const intents = silent.replace("intents:\n", "intents:\n  - greet\n");
    await expectNoErrors({
      "data/rules.yml": version + first + second.replace("rules:\n", ""),
      "domain.yml": `${version}${domain.replace("intents:\n  - EXTERNAL_dry_plant\n", intents)}  utter_welcome:\n    - text: Hi there!\n`,
      "credentials.yml": files.get("credentials.yml")?.join("") ?? "",
    });
    expect(intents).toContain("resume: silent");
  });
});

describe("docs/actions.md", () => {
  it("shows files that make a project without mistakes", async () => {
    const files = await yamlFiles("actions.md");
    const [domain = ""] = files.get("domain.yml") ?? [];
    await expectNoErrors({
      "domain.yml": `${version}intents:\n  - greet\n${domain}`,
      "data/rules.yml": `${version}${files.get("data/rules.yml")?.join("")}  - rule: book\n    steps:\n      - intent: greet\n      - action: action_book_table\n`,
      "endpoints.yml": files.get("endpoints.yml")?.join("") ?? "",
    });
  });
});

describe("docs/reminders.md", () => {
  it("shows an action that loads, and events that are read", async () => {
    const path = await mkdtemp(join(tmpdir(), "tsbot-docs-"));
    await mkdir(join(path, "actions"));
    const [code = ""] = await blocks("reminders.md", "ts");
    await writeFile(join(path, "actions/remind.ts"), code);
    const { definitions, broken } = await loadActions(path);
    expect(broken).toEqual([]);
    expect([...definitions.keys()]).toEqual(["action_remind_daily"]);
    for (const event of await blocks("reminders.md", "json")) {
      expect(findReminderProblem(parseEvent(JSON.parse(event)) as ReminderScheduled)).toBeNull();
    }
    await rm(path, { recursive: true });
  });

  it("shows a configuration without mistakes", async () => {
    const [config = ""] = (await yamlFiles("reminders.md")).get("config.yml") ?? [];
    await expectNoErrors({
      "config.yml": `recipe: default.v1\nlanguage: en\npipeline:\n  - name: KeywordIntentClassifier\npolicies:\n  - name: RulePolicy\n${config}`,
      "domain.yml": `${version}intents:\n  - greet\n`,
    });
  });
});

describe("docs/entities.md", () => {
  it("shows pipelines and a slot that make projects without mistakes", async () => {
    const files = await yamlFiles("entities.md");
    const [domain = ""] = files.get("domain.yml") ?? [];
    const pipelines = files.get("config.yml") ?? [];
    expect(pipelines).toHaveLength(3);
    for (const pipeline of pipelines)
      await expectNoErrors({
        "config.yml": `recipe: default.v1\nlanguage: en\n${pipeline}policies:\n  - name: RulePolicy\n`,
        "domain.yml": `${version}intents:\n  - greet\n${domain}`,
      });
  });
});

describe("docs/policies.md", () => {
  it("shows policies that make a project without mistakes", async () => {
    const files = await yamlFiles("policies.md");
    const stories =
      "stories:\n  - story: greet\n    steps:\n      - intent: greet\n      - action: utter_greet\n";
    await expectNoErrors({
      "config.yml": `recipe: default.v1\nlanguage: en\npipeline:\n  - name: KeywordIntentClassifier\n${files.get("config.yml")?.join("")}`,
      "domain.yml": `${version}intents:\n  - greet\nresponses:\n  utter_greet:\n    - text: Hi.\n`,
      "data/stories.yml": version + stories,
    });
  });
});

describe("docs/testing-nlu.md", () => {
  it("shows commands that judge a project", async () => {
    await using folder = await folderInside();
    await cp(join(root, "templates/reminderbot"), folder.path, { recursive: true });
    const project = { cwd: folder.path };
    const nlu = await readFile(join(folder.path, "data/nlu.yml"), "utf8");
    await mkdir(join(folder.path, "tests"), { recursive: true });
    await writeFile(join(folder.path, "tests/nlu.yml"), nlu);
    const config = await readFile(join(folder.path, "config.yml"), "utf8");
    await writeFile(join(folder.path, "other.yml"), config);
    expect(await runCli(["train", "nlu"], project)).toMatchObject({ code: 0 });
    const commands = await blocks("testing-nlu.md", "sh");
    expect(commands).toHaveLength(5);
    for (const command of commands) {
      const [program, ...words] = command.trim().split(" ");
      expect(program).toBe("tsbot");
      const { code, stderr } = await runCli(words, project);
      // Whether it is good enough is not the page's promise.
      expect({ command, code: stderr.includes("[cli/below-minimum]") ? 0 : code }).toEqual({
        command,
        code: 0,
      });
    }
    expect(await readFile(join(folder.path, "results/report.html"), "utf8")).toContain("<svg");
  }, 90_000);
});

describe("docs/explaining.md", () => {
  it("shows commands that draw a project", async () => {
    await using folder = await folderInside();
    await cp(join(root, "templates/reminderbot"), folder.path, { recursive: true });
    const [line = ""] = await blocks("explaining.md", "sh");
    const [program, ...words] = line.trim().split(" ");
    expect(program).toBe("tsbot");
    expect(await runCli(words, { cwd: folder.path })).toMatchObject({ code: 0 });
    expect(await readFile(join(folder.path, "rules.svg"), "utf8")).toContain("<svg");
  });
});
