import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import { type ConversationStore, openSqliteStore } from "../../src/storage/index.ts";
import type { SqliteDriver } from "../../src/storage/sqlite/driver.ts";
import { chooseEngine } from "../../src/storage/sqlite/engines.ts";
import { toStorageError } from "../../src/storage/sqlite/errors.ts";
import { createGroupCommit } from "../../src/storage/sqlite/group-commit.ts";
import { commitOf, message, slot } from "../contracts/store.contract.ts";
import { availableEngines } from "./available-engines.ts";

const folder = mkdtempSync(join(tmpdir(), "tsbot-sqlite-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newPath = (): string => join(folder, `${++files}`, "tsbot.db");

/** The file beside the store, once that is closed. */
const look = (path: string, engine: string): SqliteDriver => {
  const driver = chooseEngine(engine).open(path);
  driver.exec("PRAGMA locking_mode = EXCLUSIVE");
  return driver;
};

const open = (path: string, engine?: string): Promise<ConversationStore> =>
  openSqliteStore({ path, logger: silentLogger, ...(engine !== undefined && { engine }) });

describe("choosing an engine", () => {
  it("says which engine runs, and takes the first that works", async () => {
    const store = await open(":memory:");
    expect(store.description).toMatch(/^(node:sqlite|libsql) \d+\.\d+\.\d+, :memory:$/);
    await store.close();
  });

  it("says what was tried when none works", () => {
    expect(() => chooseEngine("oracle")).toThrow(
      expect.objectContaining({ code: "storage/no-sqlite", hint: expect.stringContaining("npm i libsql") }),
    );
  });
});

describe.each(availableEngines())("the SQLite store on %s", (engine) => {
  it("keeps everything over a restart", async () => {
    const path = newPath();
    const first = await open(path, engine);
    await first.commit(commitOf("ann", { events: [slot("a", 1)], messages: [message("hello")] }));
    await first.close();
    const second = await open(path, engine);
    expect(await second.load("ann")).toMatchObject({ sequence: 1, messageSequence: 1 });
    await second.close();
  });

  it("may be a link to a file elsewhere", async () => {
    const [path, target] = [newPath(), newPath()];
    for (const one of [path, target]) mkdirSync(dirname(one), { recursive: true });
    symlinkSync(target, path);
    // What an earlier program left beside the link is not this database's log.
    writeFileSync(`${path}-wal`, "");
    const first = await open(path, engine);
    await first.commit(commitOf("ann", { events: [slot("a", 1)] }));
    await expect(open(target, engine)).rejects.toMatchObject({ code: "storage/in-use" });
    await first.close();
    const second = await open(target, engine);
    expect(await second.load("ann")).toMatchObject({ sequence: 1 });
    await second.close();
  });

  it("begins with an empty log: what was there is in the file, on disk", async () => {
    const store = await open(newPath(), engine);
    const path = store.description.split(", ")[1] ?? "";
    expect(statSync(`${path}-wal`).size).toBe(0);
    await store.commit(commitOf("ann"));
    expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
    await store.close();
  });

  it("lets only its owner read the file, and leaves no lock behind", async () => {
    const path = newPath();
    const store = await open(path, engine);
    await store.commit(commitOf("ann"));
    for (const file of [path, `${path}-wal`, `${path}.owner`]) {
      if (existsSync(file)) expect([file, statSync(file).mode & 0o777]).toEqual([file, 0o600]);
    }
    await store.close();
    expect(existsSync(`${path}.owner`)).toBe(false);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it("refuses to be opened twice, also in one process", async () => {
    const path = newPath();
    const store = await open(path, engine);
    await expect(open(path, engine)).rejects.toMatchObject({
      code: "storage/in-use",
      message: expect.stringContaining("open in this process already"),
    });
    await store.commit(commitOf("ann"));
    await store.close();
    await (await open(path, engine)).close();
  });

  it("takes over what a process left that is no more", async () => {
    const path = newPath();
    await (await open(path, engine)).close();
    const ended = spawn(process.execPath, ["-e", ""]);
    await new Promise((resolve) => ended.on("exit", resolve));
    writeFileSync(`${path}.owner`, `${ended.pid} 12345`);
    mkdirSync(`${path}.lock`);
    const store = await open(path, engine);
    await store.commit(commitOf("ann"));
    expect(readFileSync(`${path}.owner`, "utf8")).toMatch(new RegExp(`^${process.pid} `));
    await store.close();
  });

  it("is not fooled by another process with the pid of the dead owner", async () => {
    const path = newPath();
    await (await open(path, engine)).close();
    writeFileSync(`${path}.owner`, `${process.pid} 1`);
    await (await open(path, engine)).close();
    writeFileSync(`${path}.owner`, "not a pid");
    await (await open(path, engine)).close();
  });

  it("names a file that is no database, and leaves it as it was", async () => {
    const path = newPath();
    mkdirSync(join(path, ".."));
    const text = "This is no database, but somebody's notes.\n".repeat(200);
    writeFileSync(path, text);
    await expect(open(path, engine)).rejects.toMatchObject({
      code: "storage/damaged",
      message: expect.stringContaining(path),
      hint: expect.stringContaining("restore a copy"),
    });
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(existsSync(`${path}.owner`)).toBe(false);
  });

  it("says that the file is damaged when a page of it is", async () => {
    const path = newPath();
    const first = await open(path, engine);
    const events = Array.from({ length: 300 }, (_, index) => slot(`slot-${index}`, "x".repeat(200)));
    await first.commit(commitOf("ann", { events }));
    await first.close();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 8_192, bytes.length);
    writeFileSync(path, bytes);
    const reading = async (): Promise<unknown> => {
      const store = await open(path, engine);
      try {
        return await store.readEvents("ann");
      } finally {
        await store.close();
      }
    };
    await expect(reading()).rejects.toMatchObject({ code: "storage/damaged" });
  });

  it("refuses a file of a newer version", async () => {
    const path = newPath();
    await (await open(path, engine)).close();
    const driver = look(path, engine);
    driver.exec("PRAGMA user_version = 99");
    driver.close();
    await expect(open(path, engine)).rejects.toMatchObject({
      code: "storage/newer-schema",
      hint: expect.stringContaining("Update tsbot"),
    });
  });

  it("refuses a SQLite file of another program and adds nothing to it", async () => {
    const path = newPath();
    mkdirSync(join(path, ".."));
    const driver = look(path, engine);
    driver.exec("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT)");
    driver.close();
    await expect(open(path, engine)).rejects.toMatchObject({ code: "storage/not-ours" });
    const again = look(path, engine);
    expect(again.prepare("SELECT name FROM sqlite_schema").all()).toEqual([{ name: "events" }]);
    again.close();
  });

  it("says so when the place cannot be written", async () => {
    const path = newPath();
    mkdirSync(path, { recursive: true });
    await expect(open(path, engine)).rejects.toMatchObject({ code: "storage/unreadable" });
  });

  it("finishes what was asked for before it closes", async () => {
    const path = newPath();
    const store = await open(path, engine);
    const committing = store.commit(commitOf("ann", { events: [slot("a", 1)] }));
    await store.close();
    await expect(committing).resolves.toMatchObject({ sequence: 1 });
    await expect(store.commit(commitOf("bob"))).rejects.toMatchObject({ code: "storage/closed" });
  });

  it("forgets answers after a week, and not before", async () => {
    const store = await open(":memory:", engine);
    const week = 7 * 24 * 3600_000;
    await store.commit(commitOf("ann", { at: 0, answer: { key: "old", value: 1 } }));
    await store.commit(commitOf("bob", { at: 1, answer: { key: "k", value: 1 } }));
    await store.commit(commitOf("cid", { at: week + 1, answer: { key: "k", value: 1 } }));
    expect(await store.readAnswer("ann", "old")).toBeNull();
    expect(await store.readAnswer("bob", "k")).toBe(1);
    await store.close();
  });

  it("counts parameters and stores no value an engine would choke on", () => {
    const driver = chooseEngine(engine).open(":memory:");
    const statement = driver.prepare("SELECT ? AS a, ? AS b");
    expect(() => statement.get("one")).toThrow(TypeError);
    expect(() => statement.all("one", "two", "three")).toThrow(TypeError);
    for (const value of [true, {}, new Date(), undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => statement.get(value as never, 1)).toThrow(TypeError);
    }
    expect(statement.get("x\u0000y\ud83d\ue000", 1.5)).toEqual({ a: "x\u0000y\ud83d\ue000", b: 1.5 });
    expect(statement.get(2 ** 53 - 1, null)).toEqual({ a: 2 ** 53 - 1, b: null });
    driver.close();
  });

  it("takes every commit of a moment in one transaction, and a failing one harms no other", async () => {
    const driver = chooseEngine(engine).open(":memory:");
    driver.exec("CREATE TABLE t (value INTEGER PRIMARY KEY)");
    let transactions = 0;
    const group = createGroupCommit({
      ...driver,
      prepare: (sql) => {
        const statement = driver.prepare(sql);
        if (sql !== "COMMIT") return statement;
        return {
          ...statement,
          run: () => {
            transactions++;
            return statement.run();
          },
        };
      },
    });
    const insert = driver.prepare("INSERT INTO t VALUES (?)");
    const outcomes = await Promise.allSettled(
      [1, 2, 2, 3].map((value) => group.write(() => insert.run(value).changes)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    expect(driver.prepare("SELECT value FROM t").all()).toEqual([{ value: 1 }, { value: 2 }, { value: 3 }]);
    expect(transactions).toBe(1);
    const half = group.write(() => {
      insert.run(4);
      throw new Error("changed its mind");
    });
    await expect(half).rejects.toThrow("changed its mind");
    expect(driver.prepare("SELECT count(*) AS count FROM t").get()).toEqual({ count: 3 });
    driver.close();
  });

  it("rejects the whole group when the transaction cannot be committed, and goes on after", async () => {
    const driver = chooseEngine(engine).open(":memory:");
    driver.exec("CREATE TABLE t (value INTEGER PRIMARY KEY)");
    let isFull = true;
    const group = createGroupCommit({
      ...driver,
      prepare: (sql) => {
        const statement = driver.prepare(sql);
        if (sql !== "COMMIT") return statement;
        return {
          ...statement,
          run: () => {
            if (isFull) throw new Error("database or disk is full");
            return statement.run();
          },
        };
      },
    });
    const insert = driver.prepare("INSERT INTO t VALUES (?)");
    const write = (value: number): Promise<unknown> => group.write(() => insert.run(value));
    const outcomes = await Promise.allSettled([write(1), write(2)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    isFull = false;
    await write(3);
    expect(driver.prepare("SELECT value FROM t").all()).toEqual([{ value: 3 }]);
    driver.close();
  });

  it("names a disk that is full, one that fails and a file that takes no writes, and goes on after", () => {
    const path = newPath();
    mkdirSync(join(path, ".."));
    const driver = chooseEngine(engine).open(path);
    driver.exec("CREATE TABLE t (value TEXT)");
    const insert = driver.prepare("INSERT INTO t VALUES (?)");
    const failure = (code: string) => expect.objectContaining({ code, name: "TsbotError" });
    driver.exec("PRAGMA max_page_count = 4");
    expect(() => insert.run("x".repeat(100_000))).toThrow(failure("storage/disk-full"));
    driver.exec("PRAGMA max_page_count = 1000");
    insert.run("x".repeat(100_000));
    driver.exec("PRAGMA query_only = 1");
    expect(() => insert.run("y")).toThrow(failure("storage/read-only"));
    driver.exec("PRAGMA query_only = 0");
    insert.run("y");
    driver.close();
  });
});

describe("what SQLite says of a disk that does not do as it is told", () => {
  it.each([
    ["disk I/O error", 0, "storage/disk-full"],
    ["disk I/O error", 1_000_000, "storage/disk-failed"],
    ["ENOSPC: no space left on device, write", 4096, "storage/disk-full"],
  ])("'%s' with %d bytes free is %s", (message, free, code) => {
    const error = new Error(message);
    expect(toStorageError(error, { path: "/data/tsbot.db", freeBytes: () => free })).toMatchObject({
      code,
      cause: error,
    });
  });
});
