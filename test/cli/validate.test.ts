import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, temporaryFolder } from "./run-cli.ts";

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
    const { code, stdout } = await project.validate();
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^data\/rules\.yml:29:17 {2}error: .*action_schedule_reminder.*\[project\/[a-z-]+\]$/m,
    );
    expect(stdout).toContain("  24 |       - action: action_schedule_reminder");
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

  it("prints only JSON on standard output with --json", async () => {
    await using project = await createProject();
    await project.append("domain.yml", "\nintens:\n  - greet\n");
    const { code, stdout } = await project.validate("--json");
    const report = JSON.parse(stdout) as { ok: boolean; errors: number; diagnostics: { file: string }[] };
    expect({ code, ok: report.ok }).toEqual({ code: report.errors > 0 ? 1 : 0, ok: report.errors === 0 });
    expect(report.diagnostics.map(({ file }) => file)).toContain("domain.yml");
  });

  it("fails on more warnings than allowed", async () => {
    await using project = await createProject();
    await project.replace("domain.yml", "responses:\n", "responses:\n  utter_never:\n    - text: x\n");
    const found = JSON.parse((await project.validate("--json")).stdout) as {
      errors: number;
      warnings: number;
    };
    expect(found).toMatchObject({ errors: 0, warnings: 1 });
    expect((await project.validate()).code).toBe(0);
    expect((await project.validate("--max-warnings", "1")).code).toBe(0);
    const refused = await project.validate("--max-warnings", "0");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("0 are allowed");
    expect((await project.validate("--fail-on-warnings")).code).toBe(1);
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
