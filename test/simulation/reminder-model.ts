import { DUE } from "./bot.ts";
import type { Asked } from "./clients.ts";
import type { Criteria } from "./operations.ts";

/** A reminder as the one who asked for it knows it. */
export interface Expected {
  readonly token: string;
  readonly name: string;
  readonly plant: string;
  readonly kill: boolean;
  readonly asked: Asked;
}

/**
 * Which reminders of one conversation are pending by the word of the guarantee (design, section 6), after what was heard
 * of the conversation so far. Deliberately a second reading of it: it shares nothing with `src/`.
 */
export interface ReminderModel {
  readonly pending: readonly Expected[];
  /** A person wrote something: what asks for it ends. */
  hear(): void;
  set(reminder: Expected): void;
  /** Null: all. */
  cancel(criteria: Criteria | null): void;
  /** The pending one of a token, which is not pending any more. */
  fire(token: string): Expected | null;
}

export function createReminderModel(): ReminderModel {
  let pending: readonly Expected[] = [];
  return {
    get pending() {
      return pending;
    },
    hear() {
      pending = pending.filter(({ kill }) => !kill);
    },
    set(reminder) {
      pending = [...pending.filter(({ name }) => name !== reminder.name), reminder];
    },
    cancel(criteria) {
      pending = pending.filter((reminder) => criteria !== null && !isMeant(reminder, criteria));
    },
    fire(token) {
      const found = pending.find((reminder) => reminder.token === token) ?? null;
      pending = pending.filter((reminder) => reminder !== found);
      return found;
    },
  };
}

/** Several fields must all match; empty entities alone mean none. */
function isMeant({ name, plant }: Expected, criteria: Criteria): boolean {
  const wanted = criteria.entities?.plant;
  if (criteria.name === undefined && criteria.intent === undefined && wanted === undefined) return false;
  return (
    (criteria.name === undefined || criteria.name === name) &&
    (criteria.intent === undefined || criteria.intent === DUE) &&
    (wanted === undefined || wanted === plant)
  );
}
