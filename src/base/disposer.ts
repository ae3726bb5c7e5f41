/** Collects closers and runs them in reverse order, so that what was opened last is closed first. */
export interface Disposer {
  /** Adds something to close. */
  add(name: string, close: () => void | Promise<void>): void;
  /** Closes everything once; later calls return the same promise. Errors are collected and thrown together. */
  dispose(): Promise<void>;
}

/** An empty {@link Disposer}. */
export function createDisposer(): Disposer {
  const closers: { name: string; close: () => void | Promise<void> }[] = [];
  let disposing: Promise<void> | undefined;

  const closeAll = async (): Promise<void> => {
    const errors: unknown[] = [];
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) {
      try {
        await closer.close();
      } catch (error) {
        errors.push(new Error(`Closing ${closer.name} failed.`, { cause: error }));
      }
    }
    if (errors.length > 0) throw new AggregateError(errors);
  };

  return {
    add: (name, close) => {
      closers.push({ name, close });
    },
    dispose: () => {
      disposing ??= closeAll();
      return disposing;
    },
  };
}
