import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, startCli, temporaryFolder } from "./run-cli.ts";
import { sarifMistakes } from "./sarif-constraints.ts";

async function createProject() {
  const folder = await temporaryFolder();
  await runCli(["init", "--yes", "--no-train"], { cwd: folder.path });
  const file = (name: string) => join(folder.path, name);
  return {
    ...folder,
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
    replace: async (name: string, old: string, text: string) => {
      const before = await readFile(file(name), "utf8");
      if (!before.includes(old)) throw new Error(`${name} has no '${old}'`);
      await writeFile(file(name), before.replace(old, text));
    },
    append: (name: string, text: string) => appendFile(file(name), text),
    write: (name: string, text: string) => writeFile(file(name), text),
    validate: (...args: string[]) => runCli(["validate", ...args], { cwd: folder.path }),
  };
}

describe("tsbot validate", () => {
  it("says that all is good", async () => {
    await using project = await createProject();
    const { code, stdout, stderr } = await project.validate();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe("All good: no mistakes in 6 files.\n");
  });

  it("is also data validate", async () => {
    await using project = await createProject();
    const { code, stdout } = await runCli(["data", "validate"], { cwd: project.path });
    expect(code).toBe(0);
    expect(stdout).toContain("All good");
  });

  it("shows every mistake of all files in one run, with place, excerpt, hint and code", async () => {
    await using project = await createProject();
    await project.replace(
      "data/rules.yml",
      "action: action_set_reminder",
      "action: action_schedule_reminder",
    );
    await project.replace("domain.yml", "utter_warn_dry:", "utter_warn_dri:");
    await project.write("actions/broken.ts", "export default {");
    const rules = (await readFile(join(project.path, "data/rules.yml"), "utf8")).split("\n");
    const number = rules.findIndex((line) => line.endsWith("action: action_schedule_reminder")) + 1;
    const { code, stdout } = await project.validate();
    expect(code).toBe(1);
    expect(stdout).toMatch(
      new RegExp(
        `^data/rules\\.yml:${number}:17 {2}error: .*action_schedule_reminder.*\\[project/[a-z-]+\\]$`,
        "m",
      ),
    );
    expect(stdout).toContain(`  ${number} |       - action: action_schedule_reminder`);
    expect(stdout).toContain("action_set_reminder");
    expect(stdout).toContain("utter_warn_dry");
    expect(stdout).toContain("actions/broken.ts");
    expect(stdout).toMatch(/^\d errors.* in 6 files\.\n$/m);
  });

  it("shows broken YAML with its place instead of a stack", async () => {
    await using project = await createProject();
    await project.write("domain.yml", 'version: "3.1"\nintents:\n  - greet\n - bye\n');
    const { code, stdout, stderr } = await project.validate();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^domain\.yml:4:\d+ {2}error:/m);
    expect(stderr).toBe("");
  });

  it("prints an array of findings, and nothing else, with --json", async () => {
    await using project = await createProject();
    expect(await project.validate("--json")).toEqual({ code: 0, stdout: "[]\n", stderr: "" });
    await project.append("domain.yml", "\nintens:\n  - greet\n");
    const { code, stdout } = await project.validate("--json");
    const [finding, ...others] = JSON.parse(stdout) as readonly Record<string, unknown>[];
    expect({ code, others }).toEqual({ code: 1, others: [] });
    const lines = (await readFile(join(project.path, "domain.yml"), "utf8")).split("\n");
    const line = lines.indexOf("intens:") + 1;
    expect(finding).toEqual({
      code: "project/unknown-key",
      severity: "error",
      message: expect.stringContaining("'intens'"),
      file: "domain.yml",
      line,
      column: 1,
      endLine: line,
      endColumn: 7,
      hint: expect.stringContaining("'intents'"),
      related: [],
    });
  });

  it("prints SARIF with --sarif", async () => {
    await using project = await createProject();
    await project.append("domain.yml", "\nintens:\n  - greet\n");
    const { code, stdout, stderr } = await project.validate("--sarif");
    const log = JSON.parse(stdout) as { runs: [{ results: { ruleId: string }[] }] };
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(sarifMistakes(log)).toEqual([]);
    expect(log.runs[0].results.map(({ ruleId }) => ruleId)).toEqual(["project/unknown-key"]);
  });

  it("fails on more warnings than allowed", async () => {
    await using project = await createProject();
    await project.replace("domain.yml", "responses:\n", "responses:\n  utter_never:\n    - text: x\n");
    expect((await project.validate()).code).toBe(0);
    expect((await project.validate("--max-warnings", "1")).code).toBe(0);
    const refused = await project.validate("--max-warnings", "0");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("There is 1 warning, 0 are allowed");
    expect((await project.validate("--fail-on-warnings")).code).toBe(1);
    expect(JSON.parse((await project.validate("--fail-on-warnings", "--json")).stdout)).toHaveLength(1);
  });

  it("leaves out what --ignore names, and refuses what is no code", async () => {
    await using project = await createProject();
    await project.replace("domain.yml", "responses:\n", "responses:\n  utter_never:\n    - text: x\n");
    const ignored = await project.validate(
      "--ignore",
      "unused-response",
      "--ignore",
      "project/unused-intent",
    );
    expect(ignored.stdout).toContain("All good");
    expect((await project.validate("--ignore", "few-examples,unused-response")).stdout).toContain("All good");
    const unknown = await project.validate("--ignore", "unused-respons");
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toContain("Did you mean 'unused-response'?");
    expect(await project.validate("--ignore", "yaml-syntax")).toMatchObject({ code: 2, stdout: "" });
  });

  it("lets train go on with an ignored error, but not past a file that cannot be read or what training refuses", async () => {
    await using project = await createProject();
    const train = () => runCli(["train", "--quiet"], { cwd: project.path });
    await project.append("domain.yml", "\nintens: # tsbot-ignore unknown-key\n  - greet\n");
    expect(await train()).toMatchObject({ code: 0 });
    await project.replace(
      "config.yml",
      "policies:",
      "policies: # tsbot-ignore yaml-syntax\n  - name: NoPolicy # tsbot-ignore unknown-policy",
    );
    const refused = await train();
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("[project/unknown-policy]");
    expect(refused.stdout).toContain("'unknown-policy' cannot be ignored");
    await project.append("data/nlu.yml", "# tsbot-ignore yaml-syntax\n[ # tsbot-ignore yaml-syntax\n");
    expect((await train()).stderr).toContain("2 errors");
    const hidden = await project.validate("--ignore", "unknown-policy");
    expect(hidden).toMatchObject({ code: 2, stdout: "" });
    expect(hidden.stderr).toContain("cannot be ignored");
    expect((await project.validate("--explain", "unknown-policy")).stdout).toContain("cannot be ignored");
  });

  it("explains a code, with or without its prefix, and says which one was meant", async () => {
    for (const code of ["unused-intent", "project/unused-intent", "[project/unused-intent]"]) {
      const { code: exit, stdout } = await runCli(["validate", "--explain", code]);
      expect(exit).toBe(0);
      expect(stdout).toMatch(/^project\/unused-intent {2}warning/);
    }
    const colored = await runCli(["validate", "--explain", "yaml-syntax"], {
      environment: { FORCE_COLOR: "1" },
    });
    expect(colored.stdout).toContain("\u001b[");
    const unknown = await runCli(["validate", "--explain", "unused-intents"]);
    expect(unknown).toMatchObject({ code: 2, stdout: "" });
    expect(unknown.stderr).toContain("Did you mean 'unused-intent'?");
    const asJson = await runCli(["validate", "--explain", "few-examples", "--json"]);
    expect(JSON.parse(asJson.stdout)).toMatchObject({ code: "project/few-examples", severity: "warning" });
  });

  it.each([
    ["--json", "--sarif"],
    ["--watch", "--json"],
    ["--max-history", "0"],
    ["--max-history", "x"],
  ])("refuses %s %s as wrong usage", async (...flags) => {
    expect(await runCli(["validate", ...flags])).toMatchObject({ code: 2, stdout: "" });
  });

  it("looks only at stories and rules as `data validate stories`", async () => {
    await using project = await createProject();
    await project.append("domain.yml", "  utter_never:\n    - text: x\n");
    const stories = (last: string) => `
version: "3.1"
stories:
  - story: one
    steps: [{ intent: greet }, { action: utter_greet }, { intent: bye }, { action: utter_bye }]
  - story: two
    steps: [{ intent: ask_id }, { action: utter_greet }, { intent: bye }, { action: ${last} }]
`;
    await project.write("data/stories.yml", stories("utter_greet"));
    const run = (...flags: string[]) =>
      runCli(["data", "validate", "stories", ...flags], { cwd: project.path });
    const codes = ({ stdout }: { stdout: string }) =>
      (JSON.parse(stdout) as { code: string; severity: string }[])
        .filter(({ severity }) => severity === "warning")
        .map(({ code }) => code);
    // From the beginning on the two differ; by their last state they do not.
    expect(codes(await run("--json"))).toEqual([]);
    expect(codes(await run("--json", "--max-history", "1"))).toEqual(["project/story-conflict"]);
    await project.write("data/stories.yml", stories("utter_bye"));
    expect(codes(await run("--json", "--max-history", "1"))).toEqual([]);
  });

  it("validates again when a file changes, and ends with 130 on Ctrl-C", async () => {
    await using project = await createProject();
    const cli = startCli(["validate", "--watch"], { cwd: project.path });
    await cli.waitFor(/^All good: no mistakes in 6 files\. Watching; Ctrl-C ends\.\n/m);
    await project.append("domain.yml", "\nintens:\n  - greet\n");
    await cli.waitFor(
      /'intens'[\s\S]*^domain\.yml changed\. 1 error in 6 files\. Watching; Ctrl-C ends\.\n/m,
    );
    await project.replace("domain.yml", "\nintens:\n  - greet\n", "");
    await cli.waitFor(/^domain\.yml changed\. All good: no mistakes in 6 files\./m);
    const action = join(project.path, "actions/set-reminder.ts");
    const code = await readFile(action, "utf8");
    await writeFile(action, code.replace('"action_set_reminder"', '"action_set_timer"'));
    await cli.waitFor(/^actions\/set-reminder\.ts changed\. \d error/m);
    cli.process.kill("SIGINT");
    expect(await cli.exited).toBe(130);
    expect(cli.stderr()).toBe("");
  });

  it("reads the files that its flags name", async () => {
    await using project = await createProject();
    await project.write("other.yml", 'version: "3.1"\nintens: []\n');
    const { code, stdout } = await project.validate("--domain", "other.yml");
    expect(code).toBe(1);
    expect(stdout).toContain("other.yml:2:1");
  });

  it("says what a folder without a project lacks", async () => {
    await using folder = await temporaryFolder();
    const { code, stdout, stderr } = await runCli(["validate"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain("domain.yml");
  });
});
