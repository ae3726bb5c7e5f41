import { randomUUID } from "node:crypto";
import { DatabaseError } from "pg";
import { compareBytes } from "../compare-bytes.ts";
import { conflict } from "../conflict.ts";
import { newMessages } from "../new-messages.ts";
import type { Commit, CommitReceipt, StoredMessage } from "../store.ts";
import { createBatch } from "./batch.ts";
import { CONFLICT_STATE } from "./commit-functions.ts";
import type { Database } from "./database.ts";
import { toJsonParameter } from "./json-parameter.ts";
import { toCommitInput, type Visit } from "./new-rows.ts";

/** @param visit the conversation's turn, which the commit ends; null: it is made outside of one. */
export type RunCommit = (commit: Commit, visit: Visit | null) => Promise<CommitReceipt>;

interface Prepared {
  readonly commit: Commit;
  readonly messages: readonly StoredMessage[];
  readonly input: unknown;
}

/**
 * Prepares committing. Whatever breaks in between, the commit has happened once or not at all when it resolves or throws.
 * Commits of several conversations share a transaction, so that they wait for the disk together.
 */
export function prepareCommit(database: Database): RunCommit {
  const statement = database.prepare(
    `SELECT done.newest, done.revision FROM jsonb_array_elements(?::jsonb) WITH ORDINALITY AS given (input, n)
     CROSS JOIN LATERAL commit_turn(given.input) AS done ORDER BY given.n`,
  );
  const commitInBatch = createBatch<Prepared, CommitReceipt>({
    compare: (left, right) => compareBytes(left.commit.conversationId, right.commit.conversationId),
    async run(all) {
      const rows = await statement.all(toJsonParameter(all.map(({ input }) => input)));
      return all.map(({ commit, messages }, index) => {
        const newest = Number(rows[index]?.["newest"]);
        return {
          sequence: commit.expectedSequence + commit.events.length,
          revision: Number(rows[index]?.["revision"]),
          messages: messages.map((message) => ({ ...message, sequence: message.sequence + newest })),
        };
      });
    },
  });
  return async (commit, visit) => {
    const messages = newMessages(commit, 0);
    const input = toCommitInput(commit, messages, { commitId: randomUUID(), visit });
    try {
      return await commitInBatch({ commit, messages, input });
    } catch (error) {
      if (error instanceof DatabaseError && error.code === CONFLICT_STATE)
        throw conflict(commit.conversationId);
      throw error;
    }
  };
}
