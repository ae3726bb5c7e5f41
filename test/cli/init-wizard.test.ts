import { spawn, spawnSync } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TSBOT, temporaryFolder } from "./run-cli.ts";

const hasScript = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

/** Runs `tsbot init` in a pseudo-terminal and types an answer whenever its question stands on the screen. */
async function converse(
  cwd: string,
  args: readonly string[],
  answers: readonly (readonly [question: string, keys: string])[],
  surroundings: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly screen: string }> {
  const command = [process.execPath, TSBOT, "init", ...args].join(" ");
  const { CI: _, NO_COLOR: __, ...environment } = process.env;
  const child = spawn("script", ["-qfec", command, "/dev/null"], {
    cwd,
    env: { ...environment, TERM: "xterm", ...surroundings },
  });
  let screen = "";
  let seen = 0;
  const waiting = [...answers];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    const next = waiting[0];
    if (next === undefined || !screen.slice(seen).includes(next[0])) return;
    waiting.shift();
    seen = screen.length;
    child.stdin.write(next[1]);
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, screen };
}

describe.skipIf(!hasScript)("tsbot init on a terminal (needs the program script)", () => {
  it("asks where, from what, and whether to train", async () => {
    await using folder = await temporaryFolder();
    const { code, screen } = await converse(
      folder.path,
      [],
      [
        ["Where shall the project be?", "bot\r"],
        ["What do you want to start from?", "\r"],
        ["Train a first model?", "n\r"],
      ],
    );
    expect(code).toBe(0);
    expect(screen).toContain("tsbot shell --callback");
    expect(await readdir(join(folder.path, "bot"))).toContain("domain.yml");
  });

  it("takes ~ for the home folder, and no spaces around an answer for a part of it", async () => {
    await using folder = await temporaryFolder();
    await using home = await temporaryFolder();
    const { code } = await converse(
      folder.path,
      ["--template", "basic", "--no-train"],
      [["Where shall the project be?", "  ~/bots/mine \r"]],
      { HOME: home.path },
    );
    expect(code).toBe(0);
    expect(await readdir(join(home.path, "bots/mine"))).toContain("domain.yml");
    expect(await readdir(folder.path)).toEqual([]);
  });

  it("asks only what the command line left open", async () => {
    await using folder = await temporaryFolder();
    const { code, screen } = await converse(folder.path, ["bot", "--template", "basic", "--no-train"], []);
    expect(code).toBe(0);
    expect(screen).not.toMatch(/Where shall|start from|Train a first/);
  });

  it("asks before it overwrites, and no is the default", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "domain.yml"), "mine");
    const { code, screen } = await converse(
      folder.path,
      [".", "--template", "basic", "--no-train"],
      [["Overwrite?", "\r"]],
    );
    expect(code).toBe(1);
    expect(screen).toContain("Nothing was written");
  });

  it("ends with 130 on Ctrl-C and writes nothing", async () => {
    await using folder = await temporaryFolder();
    const { code } = await converse(folder.path, [], [["Where shall the project be?", "\u0003"]]);
    expect(code).toBe(130);
    expect(await readdir(folder.path)).toEqual([]);
  });
});
