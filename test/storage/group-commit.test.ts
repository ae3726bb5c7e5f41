import { describe, expect, it } from "vitest";
import { chooseEngine } from "../../src/storage/sqlite/engines.ts";
import { createGroupCommit } from "../../src/storage/sqlite/group-commit.ts";

/** A disk that is done when the test says so. */
function createDisk() {
  const syncs: PromiseWithResolvers[] = [];
  return {
    syncs,
    run: () =>
      new Promise<void>((resolve, reject) => {
        syncs.push({ resolve, reject });
      }),
  };
}

interface PromiseWithResolvers {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function setUp() {
  const driver = chooseEngine().open(":memory:");
  driver.exec("CREATE TABLE t (value INTEGER PRIMARY KEY)");
  const disk = createDisk();
  const group = createGroupCommit(driver, disk);
  const insert = driver.prepare("INSERT INTO t VALUES (?)");
  const heard: string[] = [];
  /** Notes when it has ended, and how. */
  const note = (name: string, promise: Promise<unknown>): void => {
    promise.then(
      () => heard.push(name),
      (error: Error) => heard.push(`${name}: ${error.message}`),
    );
  };
  return {
    driver,
    disk,
    group,
    heard,
    note,
    write: (value: number, conversationId?: string) =>
      note(
        `wrote ${value}`,
        group.write(() => insert.run(value), conversationId),
      ),
    values: () =>
      driver
        .prepare("SELECT value FROM t")
        .all()
        .map(({ value }) => value),
    [Symbol.dispose]: () => driver.close(),
  };
}

/** What is ready has run: several turns of the event loop, with their promises. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("group commit with a log to sync", () => {
  it("acknowledges writes when they are synced, and takes what comes meanwhile together after it", async () => {
    using parts = setUp();
    const { disk, heard, write, values } = parts;
    write(1);
    await settled();
    expect([values(), disk.syncs.length, heard]).toEqual([[1], 1, []]);
    write(2);
    write(3);
    await settled();
    expect([values(), disk.syncs.length, heard]).toEqual([[1], 1, []]);
    disk.syncs[0]?.resolve();
    await settled();
    expect([values(), disk.syncs.length, heard]).toEqual([[1, 2, 3], 2, ["wrote 1"]]);
    disk.syncs[1]?.resolve();
    await settled();
    expect(heard).toEqual(["wrote 1", "wrote 2", "wrote 3"]);
  });

  it("lets only those wait who read what is not synced yet", async () => {
    using parts = setUp();
    const { disk, group, heard, note, write } = parts;
    write(1, "ann");
    await settled();
    note("read ann", group.durable("ann"));
    note("read bob", group.durable("bob"));
    note("read all", group.durable());
    await settled();
    expect(heard).toEqual(["read bob"]);
    disk.syncs[0]?.resolve();
    await settled();
    expect(heard.sort()).toEqual(["read all", "read ann", "read bob", "wrote 1"]);
    write(2);
    await settled();
    note("read bob after a write that may be anywhere", group.durable("bob"));
    await settled();
    expect(heard).toHaveLength(4);
    disk.syncs[1]?.resolve();
    await settled();
    expect(heard).toContain("read bob after a write that may be anywhere");
  });

  it("refuses all writes after a sync that failed, and does not show what may be lost", async () => {
    using parts = setUp();
    const { disk, group, heard, note, write, values } = parts;
    write(1, "ann");
    await settled();
    write(2, "bob");
    disk.syncs[0]?.reject(new Error("EIO"));
    await settled();
    write(3, "bob");
    note("read ann", group.durable("ann"));
    note("read eve", group.durable("eve"));
    expect(() => group.assertWritable()).toThrow("EIO");
    await settled();
    expect(heard).toEqual(["wrote 1: EIO", "wrote 2: EIO", "wrote 3: EIO", "read ann: EIO", "read eve: EIO"]);
    expect(values()).toEqual([1]);
    expect(disk.syncs).toHaveLength(1);
    await group.close();
  });

  it("syncs nothing for a group of which nothing was committed", async () => {
    using parts = setUp();
    const { disk, heard, write } = parts;
    write(1);
    await settled();
    disk.syncs[0]?.resolve();
    await settled();
    write(1);
    await settled();
    expect(disk.syncs).toHaveLength(1);
    expect(heard[1]).toMatch(/wrote 1: .*UNIQUE/);
  });

  it("closes when the last sync has ended", async () => {
    using parts = setUp();
    const { disk, group, heard, note, write } = parts;
    write(1);
    note("closed", group.close());
    await settled();
    expect(heard).toEqual([]);
    disk.syncs[0]?.resolve();
    await settled();
    expect(heard).toEqual(["wrote 1", "closed"]);
  });
});
