import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runCli, temporaryFolder } from "./run-cli.ts";

const SHIPPED = fileURLToPath(new URL("../../docs/schemas", import.meta.url));

describe("tsbot schemas", () => {
  it("writes the schemas that are shipped, and the line with which a file names each", async () => {
    await using folder = await temporaryFolder();
    const { code, stdout } = await runCli(["schemas"], { cwd: folder.path });
    expect(code).toBe(0);
    expect(stdout).toContain("Wrote 7 schemas to schemas/.");
    const names = (await readdir(join(folder.path, "schemas"))).sort();
    expect(names).toEqual((await readdir(SHIPPED)).sort());
    for (const name of names) {
      const shipped = await readFile(join(SHIPPED, name), "utf8");
      expect(await readFile(join(folder.path, "schemas", name), "utf8")).toBe(shipped);
    }
    await expectWays(stdout, folder.path);
  });

  it.each([".", "editor/files", "../beside"])("names them where --out %s puts them", async (out) => {
    await using folder = await temporaryFolder();
    const project = join(folder.path, "bot");
    await mkdir(project);
    const { code, stdout } = await runCli(["schemas", "--out", out], { cwd: project });
    expect(code).toBe(0);
    await expectWays(stdout, project);
  });

  it("leaves those that are up to date alone, and others too until --force", async () => {
    await using folder = await temporaryFolder();
    const run = (...flags: string[]) => runCli(["schemas", ...flags], { cwd: folder.path });
    await run();
    expect((await run()).stdout).toContain("The schemas in schemas/ are up to date.");
    const path = join(folder.path, "schemas/nlu.schema.json");
    await writeFile(path, "mine");
    const refused = await run();
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("'schemas/nlu.schema.json' is not as this version of tsbot writes it");
    expect(refused.stderr).toContain("[cli/would-overwrite]");
    expect(await readFile(path, "utf8")).toBe("mine");
    const forced = await run("--force", "--json");
    expect(JSON.parse(forced.stdout)).toMatchObject({ written: ["nlu.schema.json"] });
    expect(await readFile(path, "utf8")).not.toBe("mine");
  });

  it("writes nothing where a file stands in the way of the folder", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "schemas"), "mine");
    const { code, stderr } = await runCli(["schemas", "--force"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toContain("[cli/not-a-folder]");
    expect(await readFile(join(folder.path, "schemas"), "utf8")).toBe("mine");
  });
});

describe("tsbot init", () => {
  it.each(["basic", "reminderbot"])("writes schemas where the files of %s name them", async (template) => {
    await using folder = await temporaryFolder();
    await runCli(["init", "--template", template, "--yes", "--no-train"], { cwd: folder.path });
    const names = await readdir(folder.path, { recursive: true });
    const files = names.filter((name) => name.endsWith(".yml"));
    expect(files).toHaveLength(7);
    for (const file of files) {
      const path = join(folder.path, file);
      const way = /\$schema=(\S+)/.exec(await readFile(path, "utf8"))?.[1] ?? "";
      expect(await readFile(resolve(dirname(path), way), "utf8"), file).toContain('"$schema"');
    }
    const validated = await runCli(["validate", "--data", "."], { cwd: folder.path });
    expect(validated.stdout + validated.stderr).not.toContain("schemas/");
  });

  it("does not overwrite a schema that is there", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "schemas"));
    await writeFile(join(folder.path, "schemas/nlu.schema.json"), "mine");
    const { code, stderr } = await runCli(["init", "--yes", "--no-train"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toContain("there is already schemas/nlu.schema.json");
    expect(await readFile(join(folder.path, "schemas/nlu.schema.json"), "utf8")).toBe("mine");
  });
});

/** Each line that is shown leads from its file to a schema. */
async function expectWays(shown: string, project: string): Promise<void> {
  const lines = [...shown.matchAll(/^ {2}(\S+) +# yaml-language-server: \$schema=(\S+)$/gm)];
  expect(lines).toHaveLength(7);
  for (const [, file = "", way = ""] of lines)
    expect(await readFile(resolve(project, dirname(file), way), "utf8")).toContain('"$schema"');
}
