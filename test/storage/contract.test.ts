import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { silentLogger } from "../../src/base/index.ts";
import { createMemoryStore, openSqliteStore } from "../../src/storage/index.ts";
import { engineNames } from "../../src/storage/sqlite/engines.ts";
import { describeStore } from "../contracts/store.contract.ts";
import { availableEngines, whyMissing } from "./available-engines.ts";

const folder = mkdtempSync(join(tmpdir(), "tsbot-store-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeStore("memory", async () => createMemoryStore());

for (const engine of engineNames) {
  const reason = whyMissing(engine);
  // One test says whether the engine was tested here; .ci/run wants it to pass under one Node at least.
  it(`the store contract runs on ${engine}`, ({ skip }) => {
    if (reason !== null) skip(reason);
    expect(availableEngines()).toContain(engine);
  });
  if (reason !== null) continue;
  describeStore(`${engine}, :memory:`, () =>
    openSqliteStore({ path: ":memory:", logger: silentLogger, engine }),
  );
  let files = 0;
  describeStore(`${engine}, file`, () => {
    const path = join(folder, engine.replace(/\W/g, "-"), `${++files}.db`);
    return openSqliteStore({ path, logger: silentLogger, engine });
  });
}
