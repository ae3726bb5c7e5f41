import { type Clock, TsbotError } from "../../base/index.ts";
import type { TurnLease } from "../shared-store.ts";
import type { Database } from "./database.ts";
import type { Membership } from "./membership.ts";
import type { Visit } from "./new-rows.ts";

/** Turns of conversations, among all processes. */
export interface SharedTurns {
  take(conversationId: string): Promise<TurnLease>;
  /** The turn of a lease that has not ended, for its commit; null for a lease of another store, or none. */
  visitOf(lease: TurnLease | undefined): Visit | null;
  /** Its commit has ended it. */
  end(lease: TurnLease | undefined): void;
}

interface TurnOptions {
  readonly database: Database;
  readonly membership: Membership;
  readonly readRevision: (conversationId: string) => Promise<number | null>;
  readonly clock: Clock;
}

/** News of a free turn that got lost cost this long, in milliseconds. */
const LOOK_AGAIN_EVERY = 500;
const LONGEST_WAIT = 60_000;

export function createSharedTurns({ database, membership, readRevision, clock }: TurnOptions): SharedTurns {
  const enter = database.prepare("SELECT ticket, is_first, revision FROM enter_turn(?, ?, ?)");
  const leave = database.prepare("SELECT leave_turn(?, ?, ?)");
  const visits = new WeakMap<TurnLease, Visit>();
  const waiting = createTicketWaits(membership, clock);
  let count = 0;

  /** A turn that is not given back would hold up the conversation for as long as this process lives. */
  const giveBack = async (conversationId: string, { process, visit }: Visit): Promise<void> => {
    await leave.run(conversationId, process, visit).catch(() => {
      membership.later(() => giveBack(conversationId, { process, visit }));
    });
  };
  const takeAs = async (conversationId: string, { process, visit }: Visit): Promise<number> => {
    const until = clock.now() + LONGEST_WAIT;
    while (clock.now() < until) {
      const row = await enter.get(conversationId, process, visit);
      if (row?.["is_first"] === 1) return Number(row["revision"]);
      await waiting.wait(Number(row?.["ticket"]), LOOK_AGAIN_EVERY);
    }
    throw new TsbotError("base/busy", `Another process has the conversation '${conversationId}'.`, {
      hint: "Wait for what was asked before to be answered, then try again.",
    });
  };

  return {
    async take(conversationId) {
      // Should one begin right now, both may decide the same turn; the commit of one of them is refused.
      if (membership.isAlone())
        return { revision: await readRevision(conversationId), release: async () => {} };
      const own = { process: membership.number(), visit: ++count };
      try {
        const revision = await takeAs(conversationId, own);
        const lease: TurnLease = {
          revision,
          async release() {
            if (visits.delete(lease)) await giveBack(conversationId, own);
          },
        };
        visits.set(lease, own);
        return lease;
      } catch (error) {
        await giveBack(conversationId, own);
        throw error;
      }
    },
    visitOf: (lease) => (lease === undefined ? null : (visits.get(lease) ?? null)),
    end(lease) {
      if (lease !== undefined) visits.delete(lease);
    },
  };
}

function createTicketWaits(membership: Membership, clock: Clock) {
  const waits = new Map<number, () => void>();
  membership.listen((heard) => {
    if (heard.type === "turn") waits.get(heard.ticket)?.();
    if (heard.type === "anything") for (const wake of waits.values()) wake();
  });
  return {
    /** Resolves when it may be the ticket's turn, or after some milliseconds. */
    wait: (ticket: number, milliseconds: number): Promise<void> =>
      new Promise((resolve) => {
        const wake = (): void => {
          timer.cancel();
          waits.delete(ticket);
          resolve();
        };
        const timer = clock.schedule(clock.now() + milliseconds, wake);
        waits.set(ticket, wake);
      }),
  };
}
