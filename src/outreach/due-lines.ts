import { createLines } from "./lines.ts";

/** Due work of conversations on its way: one line for each conversation, in due order. */
export interface DueLines<Item> {
  /** Takes work of conversations that are not `active`. */
  add(items: readonly Item[]): void;
  /** Conversations with a line. */
  active(): readonly string[];
  hasRoom(): boolean;
  /** Ends each line after the attempt that runs. */
  stop(): Promise<void>;
}

interface DueLinesOptions<Item> {
  /** False: the store could not be told how it ended, and the rest of the line has to wait. Must not throw. */
  readonly attempt: (item: Item) => Promise<boolean>;
  readonly concurrency: number;
  /** A line has ended, however it did. Must not throw. */
  readonly onEnd: (conversationId: string) => Promise<void>;
  readonly onRoom: () => void;
}

export function createDueLines<Item extends { readonly conversationId: string }>(
  options: DueLinesOptions<Item>,
): DueLines<Item> {
  const due = new Map<string, readonly Item[]>();
  let isStopped = false;

  const runLine = async (conversationId: string): Promise<void> => {
    const items = due.get(conversationId) ?? [];
    due.delete(conversationId);
    for (const item of items) {
      if (!(await options.attempt(item)) || isStopped) return;
    }
  };
  const work = async (conversationId: string): Promise<void> => {
    await runLine(conversationId);
    await options.onEnd(conversationId);
  };
  const lines = createLines({ work, concurrency: options.concurrency, onRoom: options.onRoom });

  return {
    add(items) {
      for (const [conversationId, line] of groupByConversation(items)) {
        due.set(conversationId, line);
        lines.run(conversationId);
      }
    },
    active: lines.active,
    hasRoom: lines.hasRoom,
    async stop() {
      isStopped = true;
      await lines.stop();
      for (const conversationId of due.keys()) await options.onEnd(conversationId);
      due.clear();
    },
  };
}

function groupByConversation<Item extends { readonly conversationId: string }>(
  items: readonly Item[],
): ReadonlyMap<string, Item[]> {
  const lines = new Map<string, Item[]>();
  for (const item of items) {
    const line = lines.get(item.conversationId);
    if (line === undefined) lines.set(item.conversationId, [item]);
    else line.push(item);
  }
  return lines;
}
