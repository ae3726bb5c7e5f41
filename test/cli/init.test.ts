import { lstat, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli, temporaryFolder } from "./run-cli.ts";

describe("tsbot init", () => {
  it("writes a template's files into a new folder and names the next commands", async () => {
    await using folder = await temporaryFolder();
    const { code, stdout } = await runCli(["init", "my bot", "--template", "basic", "--yes", "--no-train"], {
      cwd: folder.path,
    });
    expect(code).toBe(0);
    const files = await readdir(join(folder.path, "my bot"));
    expect(files.sort()).toEqual([
      ".gitignore",
      "README.md",
      "actions",
      "config.yml",
      "credentials.yml",
      "data",
      "domain.yml",
      "endpoints.yml",
      "schemas",
      "tests",
    ]);
    expect(stdout).toContain("cd 'my bot'");
    for (const next of ["tsbot train", "tsbot shell ", "tsbot run"]) expect(stdout).toContain(next);
    expect(stdout).not.toContain("--callback");
  });

  it("recommends the callback channel where the template has one", async () => {
    await using folder = await temporaryFolder();
    const { stdout } = await runCli(["init", "--yes", "--no-train"], { cwd: folder.path });
    expect(stdout).toContain("tsbot shell --callback");
  });

  it("needs no cd when it wrote into the current folder, and says npx to those who came by npx", async () => {
    await using folder = await temporaryFolder();
    const { stdout } = await runCli(["init", "--no-prompt", "--no-train"], {
      cwd: folder.path,
      environment: { npm_command: "exec" },
    });
    expect(stdout).not.toContain("cd ");
    expect(stdout).toContain("npx tsbot train");
  });

  it("overwrites nothing: names what is in the way and leaves the folder as it was", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "data"));
    await writeFile(join(folder.path, "domain.yml"), "mine");
    await writeFile(join(folder.path, "data/nlu.yml"), "mine too");
    const { code, stdout, stderr } = await runCli(["init", "--yes", "--no-train"], { cwd: folder.path });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("data/nlu.yml, domain.yml");
    expect(stderr).toContain("--force");
    expect(await readFile(join(folder.path, "domain.yml"), "utf8")).toBe("mine");
    expect((await readdir(folder.path)).sort()).toEqual(["data", "domain.yml"]);
  });

  it("overwrites with --force", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "domain.yml"), "mine");
    const { code } = await runCli(["init", "--yes", "--no-train", "--force"], { cwd: folder.path });
    expect(code).toBe(0);
    expect(await readFile(join(folder.path, "domain.yml"), "utf8")).toContain("intents:");
  });

  it("writes nothing when a folder stands where a file must be, even with --force", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "domain.yml"));
    const { code, stderr } = await runCli(["init", "--yes", "--no-train", "--force"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toContain("'domain.yml' is a folder");
    expect(stderr).toContain("[cli/not-a-file]");
    expect(await readdir(folder.path)).toEqual(["domain.yml"]);
  });

  it("writes nothing when a file stands where a folder must be, even with --force", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "data"), "mine");
    const { code, stderr } = await runCli(["init", "--yes", "--no-train", "--force"], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toContain("data' is no folder");
    expect(stderr).toContain("[cli/not-a-folder]");
    expect(await readdir(folder.path)).toEqual(["data"]);
  });

  it.each(["domain.yml", ".gitignore"])(
    "takes a dangling link %s for something that is there",
    async (name) => {
      await using folder = await temporaryFolder();
      await symlink("/nowhere/at/all", join(folder.path, name));
      const { code, stderr } = await runCli(["init", "--yes", "--no-train"], { cwd: folder.path });
      expect(code).toBe(1);
      expect(stderr).toContain(`there is already ${name}`);
      expect((await lstat(join(folder.path, name))).isSymbolicLink()).toBe(true);
    },
  );

  it("adds to a .gitignore that is there", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, ".gitignore"), "secrets.txt\nmodels/\n");
    const { code } = await runCli(["init", "--yes", "--no-train"], { cwd: folder.path });
    expect(code).toBe(0);
    const lines = (await readFile(join(folder.path, ".gitignore"), "utf8")).split("\n");
    expect(lines.slice(0, 2)).toEqual(["secrets.txt", "models/"]);
    expect(lines).toContain(".tsbot/");
    expect(lines.filter((line) => line === "models/")).toHaveLength(1);
  });

  it("says so when the target is a file, lies below one, or is a dangling link", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "bot"), "");
    await symlink("/nowhere/at/all", join(folder.path, "link"));
    for (const target of ["bot", "bot/below/it", "link"]) {
      const { code, stderr } = await runCli(["init", target, "--yes"], { cwd: folder.path });
      expect(code).toBe(1);
      expect(stderr).toContain(`${target.split("/")[0]}' is no folder. [cli/not-a-folder]`);
      expect(stderr).toContain("Name another folder");
    }
  });

  it("lists the templates, as text and as JSON", async () => {
    const text = await runCli(["init", "--list"]);
    expect(text.stdout).toMatch(/^reminderbot\s+A bot that speaks first/m);
    const json = await runCli(["init", "--list", "--json"]);
    const templates = JSON.parse(json.stdout) as { name: string; summary: string }[];
    expect(templates.map(({ name }) => name)).toEqual(["basic", "reminderbot"]);
  });

  it("prints only JSON on standard output with --json", async () => {
    await using folder = await temporaryFolder();
    const { stdout } = await runCli(["init", "bot", "--yes", "--no-train", "--json"], { cwd: folder.path });
    expect(JSON.parse(stdout)).toMatchObject({ template: "reminderbot", model: null });
  });
});

describe("tsbot demo", () => {
  it("overwrites nothing in a folder that holds something else", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "README.md"), "mine");
    const { code, stderr } = await runCli(["demo", "."], { cwd: folder.path });
    expect(code).toBe(1);
    expect(stderr).toContain("there is already README.md");
    expect(await readdir(folder.path)).toEqual(["README.md"]);
    expect(await readFile(join(folder.path, "README.md"), "utf8")).toBe("mine");
  });
});
