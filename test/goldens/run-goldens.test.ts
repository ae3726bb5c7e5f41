import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../cli/run-cli.ts";
import { deviations, goldenKinds, runGoldens } from "./index.ts";

const DOMAIN = 'version: "3.1"\nintents:\n  - greet\n  - bye\nresponses:\n  utter_hi:\n    - text: hi\n';
const STORIES =
  'version: "3.1"\nstories:\n  - story: one\n    steps: [{ or: [{ intent: greet }, { intent: bye }] }, { action: utter_hi }]\n';

const story = (intent: string) => ({
  name: "one",
  is_rule: false,
  events: [
    { event: "action", name: "action_listen" },
    { event: "user", intent, entities: [] },
    { event: "action", name: "utter_hi" },
    { event: "action", name: "action_listen" },
  ],
});

const input = { domain: "bots/shop/domain.yml", data: ["bots/shop/stories.yml"], read_as: "training" };
const tokens = (text: string, ...words: unknown[]) => ({
  kind: "tokens",
  component: "WhitespaceTokenizer",
  config: {},
  cases: [{ text, tokens: words }],
});

/** A folder of recorded comparisons: what is said of them, and the files below inputs. */
async function recorded(goldens: Readonly<Record<string, unknown>>) {
  const folder = await temporaryFolder();
  const files: Record<string, string> = {
    "inputs/bots/shop/domain.yml": DOMAIN,
    "inputs/bots/shop/stories.yml": STORIES,
    "README.md": "Not a kind.",
    "stories/notes.txt": "Not a comparison.",
    "other/kind.json": "{}",
  };
  for (const [name, value] of Object.entries(goldens))
    files[`${name}.json`] = typeof value === "string" ? value : JSON.stringify(value);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, name)), { recursive: true });
    await writeFile(join(folder.path, name), text);
  }
  return {
    ...folder,
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
    judge: async (known: Readonly<Record<string, string>> = {}) => {
      const verdicts: Record<string, string> = {};
      const paths = { directory: folder.path, inputs: join(folder.path, "inputs") };
      for await (const { kind, name, outcome, reasons } of runGoldens(paths, goldenKinds, known))
        verdicts[`${kind}/${name}`] = [outcome, ...reasons].join(": ");
      return verdicts;
    },
  };
}

describe("recorded comparisons", () => {
  it("pass where tsbot makes the same of the files", async () => {
    await using folder = await recorded({
      "stories/or": { input, ok: true, complete: true, trackers: [story("bye"), story("greet")] },
      "stories/cut": { input, ok: true, complete: false, trackers: [story("bye")] },
      "tokens/two": tokens("hi you", ["hi", 0, 2], ["you", 3, 6]),
    });
    expect(await folder.judge()).toEqual({
      "stories/or": "same",
      "stories/cut": "same",
      "tokens/two": "same",
    });
  });

  it.each<[string, unknown, string]>([
    [
      "another intent",
      { input, ok: true, complete: true, trackers: [story("bye"), story("gret")] },
      '"gret"',
    ],
    ["a tracker less", { input, ok: true, complete: true, trackers: [story("bye")] }, "Rasa has not"],
    ["one that Rasa refuses", { input, ok: false }, "Rasa refuses it"],
    [
      "another end",
      {
        input,
        ok: true,
        complete: false,
        trackers: [{ ...story("bye"), events: story("bye").events.slice(0, -1) }],
      },
      "lacks",
    ],
    [
      "another name",
      { input, ok: true, complete: false, trackers: [{ ...story("bye"), name: "two" }] },
      '"two"',
    ],
    [
      "files that are not there",
      { input: { ...input, data: ["none.yml"] }, ok: true, trackers: [] },
      "none.yml",
    ],
    ["no JSON", "{", "is no JSON"],
    ["no object", "null", "is no object"],
  ])("fail with a reason for %s", async (_, golden, reason) => {
    await using folder = await recorded({ "stories/bad": golden });
    const { "stories/bad": verdict } = await folder.judge();
    expect(verdict).toMatch(/^fails: /);
    expect(verdict).toContain(reason);
  });

  it("may differ where the table says so, and must then", async () => {
    await using folder = await recorded({
      "stories/differs": { input, ok: true, complete: true, trackers: [story("bye")] },
      "stories/same": { input, ok: true, complete: true, trackers: [story("bye"), story("greet")] },
    });
    expect(await folder.judge({ "stories/differs": "meant so", "stories/same": "meant so" })).toEqual({
      "stories/differs": "deviates: meant so",
      "stories/same": "fails: listed as a deviation (meant so), but it does not differ",
    });
  });

  it("are of the kinds that the table names", () => {
    const kinds = new Set(Object.keys(deviations).map((key) => key.split("/", 1)[0]));
    expect([...kinds].filter((kind) => !goldenKinds.some((known) => known === kind))).toEqual([]);
  });
});

describe("npm run goldens", () => {
  const run = async (...args: string[]) => {
    const script = fileURLToPath(new URL("run.ts", import.meta.url));
    const jiti = fileURLToPath(new URL("../../node_modules/jiti/lib/jiti-cli.mjs", import.meta.url));
    try {
      return { code: 0, ...(await promisify(execFile)(process.execPath, [jiti, script, ...args])) };
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string };
    }
  };

  it("ends with the figures, lists failures with their reasons, and exits with 1", async () => {
    await using folder = await recorded({
      "stories/cut": { input, ok: true, complete: false, trackers: [story("bye")] },
      "tokens/bad": tokens("hi you", ["hi", 0, 2], ["you", 3, 7]),
    });
    const { code, stdout } = await run("--dir", folder.path, "--inputs", join(folder.path, "inputs"));
    expect(code).toBe(1);
    expect(stdout).toBe('FAILED  tokens/bad\n        "hi you"[1][2]: 6, Rasa has 7\n1 passed, 1 failed\n');
    expect(await run("--dir", folder.path, "--kind", "stories")).toMatchObject({
      code: 0,
      stdout: "1 passed, 0 failed\n",
    });
  });

  it("prints who finds the mistakes of broken projects, and the figures of every bot", async () => {
    await using folder = await recorded({
      "validate/broken-shop": {
        input: { project: "bots/shop" },
        expect: [
          { severity: "error", file: "config.yml", line: 1, rule: "missing" },
          { severity: "error", file: "domain.yml", line: 3, rule: "nothing is wrong there" },
        ],
        rasa_notices: { in_validate: true, names_it_in_train_checks: true },
      },
      "validate/broken-base": { input: { project: "bots/shop" }, expect: [] },
    });
    const mistakes = await run("--dir", folder.path, "--mistakes");
    expect(mistakes.stdout.split("\n").slice(2, 5)).toEqual([
      "| shop | 2 | 1 | notices | names it |  |",
      "",
      "1 project with 2 mistakes. tsbot finds 1 of them at the line, in 0 projects all.",
    ]);
    await writeFile(join(folder.path, "inputs/bots/shop/config.yml"), "language: en\n");
    const figures = await run("--dir", folder.path, "--figures");
    expect(figures.stdout).toMatch(/\n\| shop \| 2 \| 1 \| \d+ \| \d+ \| \d+ \|\n$/);
    expect(await run("--dir", folder.path, "--figures", "--mistakes")).toMatchObject({ code: 2 });
  });

  it("does not pass without comparisons, and says what it needs", async () => {
    await using folder = await temporaryFolder();
    expect(await run("--dir", folder.path, "--inputs", folder.path)).toMatchObject({
      code: 1,
      stdout: "0 passed, 0 failed\n",
    });
    expect(await run()).toMatchObject({ code: 2, stderr: expect.stringContaining("--dir") });
    expect(await run("--dir", join(folder.path, "none"))).toMatchObject({ code: 2 });
    expect(await run("--dir", folder.path, "--inputs", folder.path, "--kind", "storys")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'stories'"),
    });
  });
});
