import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runCli, startCli, temporaryFolder } from "../cli/run-cli.ts";
import { freePort } from "../free-port.ts";

// What a real Rasa 3.6.21 answered, request by request, replayed against `tsbot run`. The recordings of public example
// bots lie beside the repository, not in it.
const KIT = fileURLToPath(new URL("fixtures", import.meta.url));
const SHARED_KIT = fileURLToPath(new URL("../../../shared/conformance", import.meta.url));

/** Cases that differ today and why, by group; a case that starts to agree must leave the list. */
const known = JSON.parse(
  readFileSync(new URL("known-differences.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Readonly<Record<string, string>>>>;

const isPublicBot = (group: string): boolean => group.startsWith("ex_");

interface Case {
  readonly bot: string;
  readonly server?: { readonly args?: readonly string[] };
}

/** Trains the group's bot, runs it, and replays the group; gives the names of the cases that differ. */
async function replay(
  cases: string,
): Promise<{ readonly differing: readonly string[]; readonly log: string }> {
  const root = resolve(cases, "../..");
  const [first = ""] = readdirSync(cases);
  const { bot, server } = JSON.parse(readFileSync(join(cases, first), "utf8")) as Case;
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  await cp(join(root, "bots", bot), cwd, { recursive: true });
  const [actionsPort, callbackPort] = [await freePort(), await freePort()];
  await replaceIn(join(cwd, "endpoints.yml"), ":15055", `:${actionsPort}`);
  await replaceIn(join(cwd, "credentials.yml"), ":15034", `:${callbackPort}`);
  // The kit's bots hold mistakes on purpose.
  const trained = await runCli(["train", "--skip-validation"], { cwd });
  if (trained.code !== 0) throw new Error(trained.stderr);
  const args = (server?.args ?? []).filter((argument) => argument !== "--enable-api");
  const running = startCli(["run", "--port", "0", "--log-format", "text", ...args], { cwd });
  try {
    const [, url = ""] = await running.waitFor(/Ready at (http:\S+) after/);
    const ports = ["--actions-port", String(actionsPort), "--callback-port", String(callbackPort)];
    const log = await run([
      join(KIT, "replay.mjs"),
      "--url",
      url,
      "--cases",
      cases,
      "--root",
      root,
      ...ports,
    ]);
    const differing = [...log.matchAll(/^FAIL .*\/([^/]+)\.json$/gm)].map(([, name = ""]) => name).sort();
    return { differing, log };
  } finally {
    running.process.kill("SIGTERM");
    await running.exited;
  }
}

async function replaceIn(file: string, from: string, to: string): Promise<void> {
  if (existsSync(file)) await writeFile(file, (await readFile(file, "utf8")).replaceAll(from, to));
}

async function run(args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  await new Promise((resolve) => child.once("close", resolve));
  if (!/\d+ passed, \d+ failed\s*$/.test(output)) throw new Error(`The replay did not end:\n${output}`);
  return output;
}

describe("what Rasa 3.6 answered", () => {
  const groups = Object.keys(known).filter((group) => !isPublicBot(group));

  it("is in the list of groups", () => {
    expect(readdirSync(join(KIT, "cases")).sort()).toEqual(groups.sort());
  });

  it("is counted right in the README", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const [, total, differing] =
      /(\d+) recorded conversations replayed against `tsbot run`; the (\d+) that differ/.exec(readme) ?? [];
    const cases = groups.flatMap((group) => readdirSync(join(KIT, "cases", group)));
    const knownHere = groups.flatMap((group) => Object.keys(known[group] ?? {}));
    expect({ total, differing }).toEqual({
      total: String(cases.length),
      differing: String(knownHere.length),
    });
  });

  it.each(groups)("is answered alike: %s", (group) => expectAlike(join(KIT, "cases", group)), 120_000);
});

describe.skipIf(!existsSync(SHARED_KIT))("what Rasa 3.6 answered with public bots (../shared)", () => {
  it.each(Object.keys(known).filter(isPublicBot))(
    "is answered alike: %s",
    (group) => expectAlike(join(SHARED_KIT, "cases", group)),
    120_000,
  );
});

async function expectAlike(cases: string): Promise<void> {
  const { differing, log } = await replay(cases);
  expect(differing, log).toEqual(Object.keys(known[basename(cases)] ?? {}).sort());
}

/** Their answers differ in wording only, which a replay does not compare; routes.test.ts does. */
const wordingOnly = new Set(["trigger-unknown-intent"]);

describe("what Rasa 3.6 does wrong", () => {
  it.each(readdirSync(join(KIT, "cases-defects")))(
    "is not copied: %s",
    async (group) => {
      const cases = join(KIT, "cases-defects", group);
      const { differing, log } = await replay(cases);
      const defects = readdirSync(cases).map((file) => file.replace(/\.json$/, ""));
      expect(differing, log).toEqual(defects.filter((name) => !wordingOnly.has(name)).sort());
    },
    120_000,
  );
});
