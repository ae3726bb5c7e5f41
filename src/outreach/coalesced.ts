/** Work that runs once at a time; however often it is asked for while it runs, it runs once more after it. */
export interface CoalescedWork {
  request(): void;
  /** Resolves when it does not run. */
  settled(): Promise<void>;
}

/** @param work must not throw. */
export function createCoalescedWork(work: () => Promise<void>): CoalescedWork {
  let running: Promise<void> | null = null;
  let isWanted = false;

  const run = async (): Promise<void> => {
    while (isWanted) {
      isWanted = false;
      await work();
    }
    running = null;
  };

  return {
    request() {
      isWanted = true;
      running ??= run();
    },
    settled: async () => {
      await running;
    },
  };
}
