import { spawn, spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands/index.ts";
import { runCli, TSBOT, temporaryFolder } from "./run-cli.ts";

describe("tsbot --help", () => {
  it("lists every command with a line each and exits with 0", async () => {
    const { code, stdout, stderr } = await runCli(["--help"]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    for (const { name, hidden } of commands) {
      if (hidden !== true) expect(stdout).toMatch(new RegExp(`^  ${name}\\s+\\S`, "m"));
    }
  });

  it.each([
    ["--help", 0],
    ["trian", 2],
  ])("says nothing of a reader that has left (%s)", async (argument, expected) => {
    const child = spawn(process.execPath, [TSBOT, argument]);
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => {
      stderr += text.toString();
    });
    child.stdout.destroy();
    if (expected === 2) child.stderr.destroy();
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(expected);
    expect(stderr).toBe("");
  });

  it("explains each command and subcommand", async () => {
    for (const command of commands) {
      for (const path of [
        [command.name],
        ...(command.commands ?? []).map(({ name }) => [command.name, name]),
      ]) {
        const { code, stdout } = await runCli([...path, "--help"]);
        expect({ path, code }).toEqual({ path, code: 0 });
        expect(stdout).toContain(`Usage: tsbot ${path.join(" ")}`);
      }
    }
  });

  it("loads commander and the command table, and nothing else", async () => {
    const modules = await modulesLoadedBy(["--help"]);
    const own = modules.filter((path) => path.includes("/dist/"));
    const packages = new Set(modules.map(packageOf).filter((name) => name !== undefined));
    expect([...packages]).toEqual(["commander"]);
    expect(own.map((path) => path.split("/dist/")[1]).sort()).toEqual([
      "cli/commands/data-commands.js",
      "cli/commands/index.js",
      "cli/commands/test-commands.js",
      "cli/main.js",
      "cli/options.js",
      "cli/program.js",
      "cli/version.js",
    ]);
  });

  it("loads no chat code for wrong usage either", async () => {
    const packages = new Set((await modulesLoadedBy(["trian"])).map(packageOf));
    for (const name of ["express", "js-yaml", "zod", "chalk", "inquirer", "ora", "pino", "compromise"]) {
      expect(packages).not.toContain(name);
    }
  });

  it("notices a module that is loaded, so that the count means something", async () => {
    const packages = (await modulesLoadedBy(["init", "--list"], { FORCE_COLOR: "1" })).map(packageOf);
    expect(packages).toContain("chalk");
  });
});

describe("tsbot without a command", () => {
  it("shows the help on standard error and exits with 2", async () => {
    const { code, stdout, stderr } = await runCli([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage: tsbot");
  });
});

async function modulesLoadedBy(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  await using folder = await temporaryFolder();
  const list = join(folder.path, "modules.txt");
  const hook = pathToFileURL(join(import.meta.dirname, "fixtures/list-modules.mjs")).href;
  spawnSync(process.execPath, ["--import", hook, TSBOT, ...args], {
    cwd: folder.path,
    env: { ...process.env, MODULE_LIST: list, ...environment },
  });
  const lines = (await readFile(list, "utf8")).split("\n");
  const paths = lines.filter(
    (line) => line !== "" && !line.startsWith("node:") && !line.includes("/fixtures/"),
  );
  return [...new Set(paths.map((line) => line.replace(/^file:\/\//, "")))];
}

function packageOf(path: string): string | undefined {
  return /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}
