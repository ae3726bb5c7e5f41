import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { createRandom, silentLogger } from "../../src/base/index.ts";
import { type ConversationStore, openSqliteStore } from "../../src/storage/index.ts";
import { availableEngines } from "./available-engines.ts";

const BUILT = new URL("../../dist/storage/index.js", import.meta.url).href;
const SCRIPT = fileURLToPath(new URL("committing-process.js", import.meta.url));
const ROUNDS = 5;

const folder = mkdtempSync(join(tmpdir(), "tsbot-crash-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Committing {
  readonly process: ChildProcessByStdio<null, Readable, null>;
  /** Newest acknowledged sequence number by conversation. */
  readonly acknowledged: Map<string, number>;
  lines(count: number): Promise<void>;
  exited(): Promise<void>;
}

function startCommitting(path: string, engine: string): Committing {
  const child = spawn(process.execPath, [SCRIPT, BUILT, path, engine], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged = new Map<string, number>();
  let rest = "";
  let seen = 0;
  let wake: () => void = () => {};
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.on("close", () => {
      hasEnded = true;
      resolve();
      wake();
    });
  });
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [conversationId = "", sequence] = line.split(" ");
      if (sequence !== undefined) acknowledged.set(conversationId, Number(sequence));
    }
    seen += lines.length;
    wake();
  });
  return {
    process: child,
    acknowledged,
    async lines(count) {
      while (seen < count && !hasEnded) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (seen < count) throw new Error(`The process ended after ${seen} lines.`);
    },
    exited: () => ended,
  };
}

/** A commit is there as a whole or not at all. */
async function checkWhole(store: ConversationStore, conversationId: string, atLeast: number): Promise<void> {
  const stored = await store.load(conversationId);
  const sequence = stored?.sequence ?? 0;
  expect(sequence).toBeGreaterThanOrEqual(atLeast);
  expect(sequence % 3).toBe(0);
  const events = await store.readEvents(conversationId);
  expect(events.map(({ event }) => event.event === "slot" && event.value)).toEqual(
    Array.from({ length: sequence }, (_, index) => Math.floor(index / 3) + 1),
  );
  const messages = await store.readMessages(conversationId, { after: 0, limit: sequence });
  expect(messages.map(({ body }) => body.text)).toEqual(
    Array.from({ length: sequence / 3 }, (_, index) => `${index + 1}`),
  );
  const pending = await store.listReminders({ conversationId, status: "pending" });
  expect(pending.map(({ id }) => id)).toEqual(sequence === 0 ? [] : [`${conversationId}-${sequence / 3}`]);
  expect(await store.listReminders({ conversationId, status: "replaced" })).toHaveLength(
    Math.max(0, sequence / 3 - 1),
  );
  expect(stored?.snapshot?.sequence ?? 0).toBe(Math.floor(sequence / 30) * 30);
}

describe.each(availableEngines())("a server killed with SIGKILL on %s", (engine) => {
  it("loses no acknowledged commit and leaves none half done, again and again", async () => {
    const path = join(folder, `${engine.replace(/\W/g, "-")}.db`);
    const random = createRandom(7);
    const acknowledged = new Map<string, number>();
    for (let round = 0; round < ROUNDS; round++) {
      const server = startCommitting(path, engine);
      await server.lines(1 + random.below(400));
      server.process.kill("SIGKILL");
      await server.exited();
      for (const [id, sequence] of server.acknowledged) acknowledged.set(id, sequence);
      const store = await openSqliteStore({ path, logger: silentLogger, engine });
      for (let index = 0; index < 8; index++) {
        await checkWhole(store, `c${index}`, acknowledged.get(`c${index}`) ?? 0);
      }
      await store.close();
    }
    expect(acknowledged.size).toBe(8);
  });

  it("is named while it runs, by a second one that would serve the same file", async () => {
    const path = join(folder, `used-${engine.replace(/\W/g, "-")}.db`);
    const server = startCommitting(path, engine);
    try {
      await server.lines(3);
      await expect(openSqliteStore({ path, logger: silentLogger, engine })).rejects.toMatchObject({
        code: "storage/in-use",
        message: expect.stringContaining(`process ${server.process.pid}`),
        details: { pid: server.process.pid },
      });
      // What the one who was refused did is no reason for the other to stop.
      const [sequence] = server.acknowledged.values();
      await server.lines(200);
      expect([...server.acknowledged.values()][0]).toBeGreaterThan(sequence ?? 0);
    } finally {
      server.process.kill("SIGKILL");
      await server.exited();
    }
  });
});
