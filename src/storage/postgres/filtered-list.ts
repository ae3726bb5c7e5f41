import type { SqlRow, SqlValue } from "../sql-row.ts";
import type { Database, Statement } from "./database.ts";

/** A condition and its parameters; undefined leaves it out. */
export type Condition = readonly [sql: string, parameters: SqlValue | readonly SqlValue[] | undefined];

/** Lists rows by what is asked for: one statement for each combination of conditions, prepared when first asked for. */
export function prepareFilteredList(
  database: Database,
  { select, order }: { readonly select: string; readonly order: string },
): (conditions: readonly Condition[], limit?: number) => Promise<readonly SqlRow[]> {
  const statements = new Map<string, Statement>();
  return async (conditions, limit) => {
    const given = conditions.filter(([, parameters]) => parameters !== undefined);
    const where = given.map(([sql]) => sql).join(" AND ");
    const statement =
      statements.get(where) ??
      database.prepare(`${select} WHERE ${where === "" ? "true" : where} ORDER BY ${order} LIMIT ?`);
    statements.set(where, statement);
    return await statement.all(...given.flatMap(([, parameters]) => parameters ?? []), limit ?? null);
  };
}
