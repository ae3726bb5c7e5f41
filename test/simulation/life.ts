import type { Random } from "../../src/base/index.ts";

/** Where a process dies: at its so-manieth step, before that step is done or when it is done and before anybody heard. */
export interface Death {
  readonly step: number;
  readonly moment: "before" | "after";
}

/** One process from its start to its death. What it does to the world is a sequence of steps, and each may be its last. */
export interface Life {
  /** From 1. */
  readonly number: number;
  isAlive(): boolean;
  /** Counts a step before it is done and says whether it is to be the last, and which way. */
  begin(step: string): Death["moment"] | null;
  die(at: string): void;
}

/** So many steps after a start belong to the recovery: overdue reminders, undelivered messages. */
const RECOVERY_STEPS = 15;

export function createLife(options: {
  readonly number: number;
  readonly death: Death | null;
  /** Whether processes die at the moment. */
  readonly isDangerous: () => boolean;
  readonly onDeath: (at: string) => void;
  /** Called with each place where a process has died, as `commit, after, recovering`. */
  readonly onCrashPoint: (place: string) => void;
}): Life {
  const { number, death, isDangerous, onDeath, onCrashPoint } = options;
  let steps = 0;
  let alive = true;
  return {
    number,
    isAlive: () => alive,
    begin(step) {
      steps++;
      if (death === null || steps !== death.step || !isDangerous()) return null;
      const isRecovering = number > 1 && steps <= RECOVERY_STEPS;
      onCrashPoint(`${step}, ${death.moment}${isRecovering ? ", recovering" : ""}`);
      return death.moment;
    },
    die(at) {
      if (!alive) return;
      alive = false;
      onDeath(at);
    },
  };
}

/** What somebody waits for who is dead. A promise of its own: one for all would hold all that ever waited for it. */
export function never(): Promise<never> {
  return new Promise(() => {});
}

/** True so often, by the seed. */
export function happens(random: Random, probability: number): boolean {
  return random.next() < probability;
}
