import type { Clock } from "../../src/base/index.ts";
import type { ConversationStore } from "../../src/storage/index.ts";

/** Kills a server at its given step. What a dead server has begun never ends, as far as it can tell. */
export interface Killer {
  readonly isDead: () => boolean;
  step<Result>(work: () => Promise<Result>): Promise<Result>;
}

const NEVER = new Promise<never>(() => {});

/** @param kill before or after which step (from 1), or null for a server that nothing happens to */
export function createKiller(
  kill: { readonly at: number; readonly after: boolean } | null,
): Killer & { steps(): number } {
  let steps = 0;
  let isDead = false;
  return {
    steps: () => steps,
    isDead: () => isDead,
    async step(work) {
      if (isDead) return await NEVER;
      steps++;
      const isLast = steps === kill?.at;
      if (isLast && kill?.after === false) {
        isDead = true;
        return await NEVER;
      }
      const result = await work();
      if (isLast) isDead = true;
      return isDead ? await NEVER : result;
    },
  };
}

/** A store whose every call is a step. */
export function mortalStore(store: ConversationStore, killer: Killer): ConversationStore {
  const mortal: Record<string, unknown> = { ...store };
  for (const [name, method] of Object.entries(store)) {
    if (typeof method !== "function") continue;
    mortal[name] = (...given: unknown[]) =>
      killer.step(() => (method as (...given: unknown[]) => Promise<unknown>)(...given));
  }
  return mortal as unknown as ConversationStore;
}

/** A dead server's timers do not go off. */
export function mortalClock(clock: Clock, killer: Killer): Clock {
  return {
    now: clock.now,
    schedule: (at, callback) => clock.schedule(at, () => (killer.isDead() ? undefined : callback())),
  };
}
