import { join } from "node:path";
import type { Clock, Logger } from "../base/index.ts";
import type { ProjectEndpoints } from "../project/index.ts";
import {
  type ConversationStore,
  isPostgresSection,
  openPostgresStore,
  openSqliteStore,
  readPostgresSettings,
} from "../storage/index.ts";

interface StoreOptions {
  readonly endpoints: ProjectEndpoints;
  /** The project's folder. */
  readonly directory: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The PostgreSQL database that endpoints.yml names as `tracker_store`, or else the project's own file. */
export function openStore({ endpoints, directory, clock, logger }: StoreOptions): Promise<ConversationStore> {
  const section = endpoints.trackerStore?.value ?? null;
  if (section === null || !isPostgresSection(section)) {
    return openSqliteStore({ path: join(directory, ".tsbot", "tsbot.db"), logger });
  }
  return openPostgresStore({ ...readPostgresSettings(section, directory), clock, logger });
}
