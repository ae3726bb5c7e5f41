import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PostgresConnection } from "../../src/storage/index.ts";
import { TSBOT, timeCommand } from "../bench/processes.ts";

const BOT = fileURLToPath(new URL("fixtures/counting-bot", import.meta.url));

/** A trained project of the counting bot, which posts what it says to a receiver. */
export async function createCountingBot(folder: string, receiver: string): Promise<string> {
  const project = join(folder, "bot");
  await cp(BOT, project, { recursive: true });
  await writeFile(join(project, "credentials.yml"), `callback:\n  url: ${receiver}\n`);
  await timeCommand(process.execPath, [TSBOT, "train", "--quiet"], project);
  return project;
}

/** Lets a project keep its conversations in a schema of a PostgreSQL database. */
export async function keepInPostgres(
  project: string,
  { host, port, database, user, password }: PostgresConnection,
  schema: string,
): Promise<void> {
  const url = `postgresql://${user}:${encodeURIComponent(password ?? "")}@${host}:${port}/${database}`;
  await writeFile(
    join(project, "endpoints.yml"),
    `tracker_store:\n  type: SQL\n  dialect: postgresql\n  url: "${url}"\n  schema: ${schema}\n  pool_size: 5\n`,
  );
}
