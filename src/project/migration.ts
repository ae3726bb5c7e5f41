import type { MigrateOptions, MigrationReport } from "./migrate/index.ts";

/** `migrateDomain` of migrate/, loaded when it is called: a server needs none of it. */
export async function migrateDomain(options: MigrateOptions): Promise<MigrationReport> {
  const migrate = await import("./migrate/index.ts");
  return await migrate.migrateDomain(options);
}
