/** Runs work for keys: one at a time per key, a bounded number of keys at once. */
export interface Lines {
  /** Runs the key's work soon; while it runs, once more after it, so that nothing that came meanwhile is missed. */
  run(key: string): void;
  /** Begins nothing new and resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** @param work must not throw. */
export function createLines(work: (key: string) => Promise<void>, concurrency: number): Lines {
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
      });
      running.set(key, line);
    }
  };

  return {
    run(key) {
      waiting.add(key);
      startNext();
    },
    async stop() {
      isStopped = true;
      waiting.clear();
      await Promise.all(running.values());
    },
  };
}
