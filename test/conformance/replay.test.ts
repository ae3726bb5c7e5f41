import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runCli, startCli, temporaryFolder } from "../cli/run-cli.ts";

// What a real Rasa server answered, request by request, replayed against `tsbot run`; it lies beside the repository.
const KIT = fileURLToPath(new URL("../../../shared/conformance", import.meta.url));
const isPresent = existsSync(KIT);

/** Cases that differ today and why, by group; a case that starts to agree must leave the list. */
const known = JSON.parse(
  readFileSync(new URL("known-differences.json", import.meta.url), "utf8"),
) as Readonly<Record<string, Readonly<Record<string, string>>>>;

interface Case {
  readonly bot: string;
  readonly server?: { readonly args?: readonly string[] };
}

/** Trains the group's bot, runs it, and replays the group; gives the names of the cases that differ. */
async function replay(
  group: string,
): Promise<{ readonly differing: readonly string[]; readonly log: string }> {
  const cases = join(KIT, "cases", group);
  const [first = ""] = readdirSync(cases);
  const { bot, server } = JSON.parse(readFileSync(join(cases, first), "utf8")) as Case;
  await using folder = await temporaryFolder();
  const cwd = folder.path;
  await cp(join(KIT, "bots", bot), cwd, { recursive: true });
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
    const log = await run([join(KIT, "replay.mjs"), "--url", url, "--cases", cases, "--root", KIT, ...ports]);
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

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

describe.skipIf(!isPresent)("what Rasa 3.6 answered (../shared/conformance)", () => {
  it.each(Object.keys(known))(
    "is answered alike: %s",
    async (group) => {
      const { differing, log } = await replay(group);
      expect(differing, log).toEqual(Object.keys(known[group] ?? {}).sort());
    },
    120_000,
  );
});
