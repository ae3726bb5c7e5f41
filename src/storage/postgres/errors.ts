import { DatabaseError } from "pg";
import { TsbotError, toErrorMessage } from "../../base/index.ts";

/** Whether the server was lost, or does not take queries at the moment: the same may go well later. */
export function isOutage(error: unknown): boolean {
  // Errors without an SQLSTATE come from the connection: refused, reset, timed out, ended.
  if (!(error instanceof DatabaseError)) return !TsbotError.isInstance(error);
  return OUTAGES.test(error.code ?? "");
}

/** Whether transactions got in each other's way: nothing was changed, and again at once goes well. */
export function isCollision(error: unknown): boolean {
  return error instanceof DatabaseError && /^40(001|P01)$/.test(error.code ?? "");
}

/** Connection exceptions, no free connection, the server stops, crashed or starts. */
const OUTAGES = /^(08...|53300|57P0[123])$/;

interface Mendable {
  readonly state: RegExp;
  readonly code: string;
  readonly hint: string;
}

/** What an operator can mend, by SQLSTATE. */
const MENDABLE: readonly Mendable[] = [
  {
    state: /^28/,
    code: "storage/access-denied",
    hint: "Check `username` and `password` of tracker_store in endpoints.yml, and the server's pg_hba.conf.",
  },
  {
    state: /^3D000$/,
    code: "storage/no-database",
    hint: "Create it (`createdb NAME`), or name another with `db` of tracker_store in endpoints.yml.",
  },
  {
    state: /^42501$/,
    code: "storage/no-permission",
    hint: "An owner of the database can give the right: `GRANT CREATE ON DATABASE name TO user;`, or create the schema for this user.",
  },
  {
    state: /^53100$/,
    code: "storage/disk-full",
    hint: "Make room on the server's disk. What could not be stored was not acknowledged.",
  },
  {
    state: /^25006$/,
    code: "storage/read-only",
    hint: "This server takes no writes (a standby?). Name the primary in endpoints.yml.",
  },
];

/** What a query's error means for who asked. Errors that are nobody's but ours stay as they are. */
export function toStorageError(error: unknown, where: string): unknown {
  if (TsbotError.isInstance(error)) return error;
  if (isOutage(error)) return unreachable(error, where);
  const state = error instanceof DatabaseError ? (error.code ?? "") : "";
  const known = MENDABLE.find((kind) => kind.state.test(state));
  if (known === undefined) return error;
  return new TsbotError(known.code, `PostgreSQL at ${where}: ${toErrorMessage(error)}.`, {
    hint: known.hint,
    cause: error,
  });
}

function unreachable(error: unknown, where: string): TsbotError {
  return new TsbotError(
    "storage/unreachable",
    `PostgreSQL at ${where} cannot be reached: ${reasonOf(error)}.`,
    {
      hint: "Check that it runs, and `url`, `port` and `query` of tracker_store in endpoints.yml.",
      cause: error,
    },
  );
}

/** Node says nothing in the message when each of several addresses refused. */
function reasonOf(error: unknown): string {
  const [first] = error instanceof AggregateError ? error.errors : [];
  return toErrorMessage(first ?? error).replace(/\.$/, "");
}
