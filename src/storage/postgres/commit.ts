import { randomUUID } from "node:crypto";
import { DatabaseError } from "pg";
import { conflict } from "../conflict.ts";
import { newMessages } from "../new-messages.ts";
import type { Commit, CommitReceipt } from "../store.ts";
import { CONFLICT_STATE } from "./commit-functions.ts";
import type { Database } from "./database.ts";
import { toJsonParameter } from "./json-parameter.ts";
import { toCommitInput, type Visit } from "./new-rows.ts";

/** @param visit the conversation's turn, which the commit ends; null: it is made outside of one. */
export type RunCommit = (commit: Commit, visit: Visit | null) => Promise<CommitReceipt>;

/** Prepares committing. Whatever breaks in between, the commit has happened once or not at all when it resolves or throws. */
export function prepareCommit(database: Database): RunCommit {
  const statement = database.prepare("SELECT newest, revision FROM commit_turn(?::jsonb)");
  return async (commit, visit) => {
    const { conversationId, expectedSequence, events } = commit;
    const messages = newMessages(commit, 0);
    const input = toCommitInput(commit, messages, { commitId: randomUUID(), visit });
    try {
      const row = await statement.get(toJsonParameter(input));
      const newest = Number(row?.["newest"]);
      return {
        sequence: expectedSequence + events.length,
        revision: Number(row?.["revision"]),
        messages: messages.map((message) => ({ ...message, sequence: message.sequence + newest })),
      };
    } catch (error) {
      if (error instanceof DatabaseError && error.code === CONFLICT_STATE) throw conflict(conversationId);
      throw error;
    }
  };
}
