import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeStore } from "../../contracts/store.contract.ts";
import { type Cluster, startCluster, whyNoPostgres } from "./cluster.ts";
import { openStore } from "./open-store.ts";

const reason = whyNoPostgres();

// One test says whether it was tested here; .ci/run wants it to pass.
it("the store contract runs on PostgreSQL", ({ skip }) => {
  if (reason !== null) skip(reason);
  expect(reason).toBeNull();
});

describe.skipIf(reason !== null)("PostgreSQL", () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  describeStore("postgres", () => openStore(cluster));
});
