import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadActions } from "../src/actions/index.ts";
import { freePort } from "./free-port.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Block {
  readonly language: string;
  readonly code: string;
}

async function readBlocks(): Promise<readonly Block[]> {
  const text = await readFile(join(root, "README.md"), "utf8");
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", code = ""]) => ({
    language,
    code,
  }));
}

describe("the README", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tsbot-readme-"));
    await mkdir(join(folder, "bin"));
    const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${join(root, "bin", "tsbot.js")}" "$@"\n`;
    await writeFile(join(folder, "bin", "npx"), npx);
    await chmod(join(folder, "bin", "npx"), 0o755);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("names scripts that exist for setting up and testing", async () => {
    const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const commands = (await readBlocks()).map(({ code }) => code.trim());
    expect(commands).toContain("npm ci && npm run quickstart");
    expect(commands).toContain("npm ci && npm test");
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["quickstart", "test"]));
  });

  it("has a tour that goes as written, from init to a delivered event", async () => {
    const tour = (await readBlocks()).filter(
      ({ language, code }) => language === "sh" && code.includes("npx tsbot"),
    );
    const port = String(await freePort());
    const script = `set -e\n${tour.map(({ code }) => code.replaceAll("5005", port)).join("\n")}`;
    const { stdout } = await promisify(execFile)("bash", ["-c", script], {
      cwd: folder,
      env: { ...process.env, PATH: `${join(folder, "bin")}:${process.env["PATH"]}`, NO_COLOR: "1" },
    });
    for (const line of [
      "All good",
      "I will remind you in 5 seconds.",
      "Remember to call Paul Pots!",
      "Your Orchid needs some water!",
      "no pending reminders",
    ]) {
      expect(stdout).toContain(line);
    }
  }, 60_000);

  it("shows an action that loads", async () => {
    const [action] = (await readBlocks()).filter(({ language }) => language === "ts");
    const project = join(folder, "action");
    await mkdir(join(project, "actions"), { recursive: true });
    await writeFile(join(project, "actions", "set-reminder.ts"), action?.code ?? "");
    const names = [...(await loadActions(project)).definitions.keys()];
    expect(names).toEqual(["action_set_reminder"]);
  });
});
