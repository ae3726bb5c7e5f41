import { execFile, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadActions } from "../src/actions/index.ts";
import { readServerFile } from "../src/server/index.ts";
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

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

/** Of npm: nothing from the network; and no build, as other tests are using dist. */
const OFFLINE = {
  npm_config_offline: "true",
  npm_config_ignore_scripts: "true",
  npm_config_audit: "false",
  npm_config_update_notifier: "false",
};

/** Without what the npm that runs the tests tells its children. */
function environmentOfAStranger(): NodeJS.ProcessEnv {
  const isOurs = (name: string): boolean =>
    /^(?:npm_.*|INIT_CWD|NODE_OPTIONS|FORCE_COLOR|VITEST.*)$/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}

describe("the README", () => {
  let home = "";
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "tsbot-readme-"));
  });
  afterAll(async () => {
    // It is there when the tour broke off before it stopped its server.
    const server = await readServerFile(join(home, "try-tsbot/garden"));
    if (server !== null) process.kill(server.pid, "SIGKILL");
    await rm(home, { recursive: true, force: true });
  });

  it("names scripts that exist for setting up and testing", async () => {
    const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const commands = (await readBlocks()).map(({ code }) => code.trim());
    expect(commands).toContain("npm ci && npm run quickstart");
    expect(commands).toContain("npm ci && npm test");
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["quickstart", "test"]));
  });

  it.skipIf(!hasCurl)(
    "has a tour that goes as written, from leaving the clone to stopping the server (needs curl)",
    async () => {
      const blocks = (await readBlocks()).filter(({ language }) => language === "sh").map(({ code }) => code);
      const tour = blocks.slice(blocks.findIndex((code) => code.includes("OLDPWD")));
      const port = String(await freePort());
      const server = `http://127.0.0.1:${port}`;
      // It ends when the server has: `wait` is for what was started with `&`.
      const script = ["set -e", ...tour.map((code) => code.replaceAll("5005", port)), "wait"].join("\n");
      const { stdout, stderr } = await promisify(execFile)("bash", ["-c", script], {
        cwd: root,
        env: { ...environmentOfAStranger(), ...OFFLINE, HOME: home, NO_COLOR: "1" },
      });
      for (const line of [
        "All good",
        "I will remind you in 5 seconds.",
        "Remember to call Paul Pots!",
        `"url":"${server}"`,
        '[{"recipient_id":"ann","text":"Hi there! What can I help you with today?"}]',
        "Your Orchid needs some water!\n  kept in the conversation for its client to fetch",
        '"message":{"recipient_id":"ann","text":"Your Orchid needs some water!"},"channel":null,"status":"collected"',
        "no pending reminders",
        '"message":"stopped"',
      ]) {
        expect(stdout).toContain(line);
      }
      expect(stdout + stderr).not.toMatch(/queued|ECONNREFUSED|"level":"(?:warn|error)"/);
      await expect(fetch(server)).rejects.toThrow();
    },
    90_000,
  );

  it("shows an action that loads", async () => {
    const [action] = (await readBlocks()).filter(({ language }) => language === "ts");
    const project = join(home, "action");
    await mkdir(join(project, "actions"), { recursive: true });
    await writeFile(join(project, "actions", "set-reminder.ts"), action?.code ?? "");
    const names = [...(await loadActions(project)).definitions.keys()];
    expect(names).toEqual(["action_set_reminder"]);
  });
});
