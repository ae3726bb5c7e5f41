import { isStoreTrouble } from "../trouble.ts";

export interface BatchOptions<Item, Result> {
  /** Does all or nothing, with one result for each item in the order given. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
  /** Batches take locks: all take them in this order, so that none waits for one that waits for it. */
  readonly compare: (left: Item, right: Item) => number;
}

/** Batches under way at once; what comes meanwhile forms the next. */
const AT_ONCE = 2;
/** Items of one batch: bounds how long its locks are held. */
const MOST = 50;

/**
 * Lets calls of many conversations share a statement, and so a way to the server and a wait for its disk. A call that
 * comes alone goes at once. A batch in which one item fails has done nothing, and its items are run one by one, so that
 * one takes nothing of the others with it; but not when the server is away, which is no item's fault.
 */
export function createBatch<Item, Result>({
  run,
  compare,
}: BatchOptions<Item, Result>): (item: Item) => Promise<Result> {
  interface Call {
    readonly item: Item;
    readonly resolve: (result: Result) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Call[] = [];
  let underWay = 0;

  const runTogether = async (calls: readonly Call[]): Promise<void> => {
    try {
      const results = await run(calls.map(({ item }) => item));
      for (const [index, { resolve }] of calls.entries()) resolve(results[index] as Result);
    } catch (error) {
      if (calls.length === 1 || isStoreTrouble(error)) for (const { reject } of calls) reject(error);
      else await Promise.all(calls.map((call) => runTogether([call])));
    }
  };
  const next = (): void => {
    if (waiting.length === 0 || underWay >= AT_ONCE) return;
    const calls = waiting.slice(0, MOST).sort((left, right) => compare(left.item, right.item));
    waiting = waiting.slice(MOST);
    underWay++;
    void runTogether(calls).finally(() => {
      underWay--;
      next();
    });
    next();
  };
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // What is ready in the same moment comes along.
      if (waiting.length === 1) queueMicrotask(next);
    });
}
