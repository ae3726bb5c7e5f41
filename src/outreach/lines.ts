/** Runs work for keys: one at a time per key, a bounded number of keys at once. */
export interface Lines {
  /** Runs the key's work soon; while it runs, once more after it, so that nothing that came meanwhile is missed. */
  run(key: string): void;
  /** Keys whose work runs or waits. */
  active(): readonly string[];
  /** Whether another key's work would begin at once. */
  hasRoom(): boolean;
  /** Keys whose work waits for room. */
  waiting(): number;
  /** Resolves when no work runs or waits. */
  idle(): Promise<void>;
  /** Begins nothing new and resolves when what runs has ended. */
  stop(): Promise<void>;
}

export interface LinesOptions {
  /** Must not throw. */
  readonly work: (key: string) => Promise<void>;
  readonly concurrency: number;
  /** Called when a line has ended and none waits: the time to look for more. */
  readonly onRoom?: () => void;
}

export function createLines({ work, concurrency, onRoom }: LinesOptions): Lines {
  const running = new Map<string, Promise<void>>();
  const waiting = new Set<string>();
  let isStopped = false;

  const startNext = (): void => {
    for (const key of waiting) {
      if (isStopped || running.size >= concurrency) return;
      if (running.has(key)) continue;
      waiting.delete(key);
      const line = work(key).then(() => {
        running.delete(key);
        startNext();
        if (waiting.size === 0 && !isStopped) onRoom?.();
      });
      running.set(key, line);
    }
  };

  return {
    run(key) {
      if (isStopped) return;
      waiting.add(key);
      startNext();
    },
    active: () => [...new Set([...running.keys(), ...waiting])],
    hasRoom: () => running.size < concurrency,
    waiting: () => waiting.size,
    async idle() {
      // What runs may be followed by what waits.
      while (running.size > 0 || waiting.size > 0) await Promise.race(running.values());
    },
    async stop() {
      isStopped = true;
      waiting.clear();
      await Promise.all(running.values());
    },
  };
}
