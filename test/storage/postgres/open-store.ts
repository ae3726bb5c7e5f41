import { randomUUID } from "node:crypto";
import { createSystemClock, silentLogger } from "../../../src/base/index.ts";
import { type ConversationStore, openPostgresStore } from "../../../src/storage/index.ts";
import type { Cluster } from "./cluster.ts";

/** A name that no other test has. */
export function newSchema(): string {
  return `test_${randomUUID().replaceAll("-", "_")}`;
}

/** A store of its own, or a further one on a schema that others use. */
export function openStore(cluster: Cluster, schema = newSchema()): Promise<ConversationStore> {
  return openPostgresStore({
    connection: cluster.connection,
    schema,
    clock: createSystemClock(),
    logger: silentLogger,
  });
}
