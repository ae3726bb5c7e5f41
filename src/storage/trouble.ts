import { TsbotError } from "../base/index.ts";

/** What a store throws while it cannot do its work, whatever it was asked to do: later it may. */
const TROUBLE: ReadonlySet<string> = new Set([
  "storage/disk-failed",
  "storage/disk-full",
  "storage/read-only",
  "storage/unreachable",
]);

/** Whether the store failed, and not what it was asked to do. */
export function isStoreTrouble(error: unknown): boolean {
  return TsbotError.isInstance(error) && TROUBLE.has(error.code);
}
