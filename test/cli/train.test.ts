import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, temporaryFolder } from "./run-cli.ts";

async function createProject() {
  const folder = await temporaryFolder();
  await runCli(["init", "--yes", "--no-train"], { cwd: folder.path });
  return {
    ...folder,
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
    train: (...args: string[]) => runCli(["train", ...args], { cwd: folder.path }),
    models: async () => await readdir(join(folder.path, "models")).catch(() => []),
    replace: async (name: string, old: string, text: string) => {
      const path = join(folder.path, name);
      await writeFile(path, (await readFile(path, "utf8")).replace(old, text));
    },
  };
}

describe("tsbot train", () => {
  it("writes a model and says where it is, how large, and how long it took", async () => {
    await using project = await createProject();
    const { code, stdout, stderr } = await project.train();
    expect(code).toBe(0);
    const [model] = await project.models();
    expect(model).toMatch(/^\d{8}-\d{6}-[a-z]+-[a-z]+\.tar\.gz$/);
    expect(stdout).toMatch(/^Trained understanding and dialogue in \d+\.\d s\.$/m);
    expect(stdout).toContain(`The model is ${join("models", model ?? "")} (`);
    expect(stderr).toContain("Training DIETClassifier …");
  });

  it("has nothing to do when nothing changed, and trains again with --force", async () => {
    await using project = await createProject();
    await project.train();
    const again = await project.train();
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/^Nothing to do: .* is up to date/);
    expect(await project.models()).toHaveLength(1);
    await project.train("--force", "--fixed-model-name", "second");
    expect(await project.models()).toContain("second.tar.gz");
  });

  it("trains only what changed", async () => {
    await using project = await createProject();
    await project.train();
    await project.replace("data/rules.yml", "rule: say goodbye", "rule: say farewell");
    await project.replace("data/rules.yml", "action: utter_goodbye", "action: utter_greet");
    const report = JSON.parse((await project.train("--json")).stdout) as object;
    expect(report).toMatchObject({ status: "trained", nlu: "reused", core: "trained" });
  });

  it("trains understanding or dialogue alone", async () => {
    await using project = await createProject();
    const nlu = await project.train("nlu", "--json");
    expect(JSON.parse(nlu.stdout)).toMatchObject({ nlu: "trained", core: "none" });
    const core = await project.train("core", "--out", "elsewhere", "--json");
    expect(JSON.parse(core.stdout)).toMatchObject({ nlu: "none", core: "trained" });
    expect(await readdir(join(project.path, "elsewhere"))).toHaveLength(1);
  });

  it("answers --dry-run with Rasa's exit codes and writes nothing", async () => {
    await using project = await createProject();
    const before = await project.train("--dry-run");
    expect(before.code).toBe(1);
    expect(before.stdout).toContain("This would be trained: understanding and dialogue.");
    expect(await project.models()).toEqual([]);
    await project.train();
    expect((await project.train("--dry-run")).code).toBe(0);
    expect((await project.train("--dry-run", "--force")).code).toBe(8);
  });

  it("trains nothing while the files have mistakes, and shows them", async () => {
    await using project = await createProject();
    await project.replace(
      "data/rules.yml",
      "action: action_set_reminder",
      "action: action_schedule_reminder",
    );
    const { code, stdout, stderr } = await project.train();
    expect(code).toBe(1);
    expect(stdout).toContain("data/rules.yml:30:17");
    expect(stderr).toContain("Nothing was trained: the project has");
    expect(await project.models()).toEqual([]);
    expect((await project.train("--skip-validation")).code).toBe(0);
  });

  it("shows warnings and trains, unless they are forbidden", async () => {
    await using project = await createProject();
    await project.replace("domain.yml", "responses:\n", "responses:\n  utter_never:\n    - text: x\n");
    const refused = await project.train("--fail-on-validation-warnings");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("the project has 1 warning");
    const trained = await project.train();
    expect(trained.code).toBe(0);
    expect(trained.stdout).toContain("warning:");
  });

  it("says that a new model was written when nothing had to be trained for it", async () => {
    await using project = await createProject();
    await project.train();
    const { stdout } = await project.train("nlu");
    expect(stdout).toMatch(
      /^Wrote a model without training: understanding had not changed \(\d+\.\d s\)\.$/m,
    );
    expect(stdout).toMatch(/^The model is models\/nlu-/m);
  });

  it.each(["models", "models/below"])(
    "refuses --out %s before it trains when models is a file",
    async (out) => {
      await using project = await createProject();
      await writeFile(join(project.path, "models"), "");
      const { code, stderr } = await project.train("--out", out);
      expect(code).toBe(1);
      expect(stderr).toMatch(/models' is no folder\. \[training\/not-a-folder\]\n.*--out/);
      expect(stderr).not.toContain("Training");
      expect(stderr).not.toMatch(/^\s+at /m);
    },
  );

  it.each(["../../evil", "a\\b", ""])("refuses '%s' as the name of a model", async (name) => {
    await using project = await createProject();
    const { code, stderr } = await project.train("--fixed-model-name", name, "--force");
    expect(code).toBe(2);
    expect(stderr).toContain("[cli/usage]");
    expect(stderr).toContain("--out");
    expect(await project.models()).toEqual([]);
  });

  it("gives the same model for the same files", async () => {
    await using project = await createProject();
    await project.train("--fixed-model-name", "one");
    const first = JSON.parse(
      (await project.train("--force", "--json", "--fixed-model-name", "two")).stdout,
    ) as object;
    expect(first).toMatchObject({ status: "trained" });
    const sizes = await Promise.all(
      ["one", "two"].map(
        async (name) => (await readFile(join(project.path, "models", `${name}.tar.gz`))).length,
      ),
    );
    expect(Math.abs((sizes[0] ?? 0) - (sizes[1] ?? 0))).toBeLessThan(64);
  });
});
