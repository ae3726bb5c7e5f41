import { fillWithReminders, type Place } from "./place.ts";
import { residentMegabytes, startServer } from "./processes.ts";

/** A start with many reminders pending. */
export interface PendingStart {
  /** From the start of the process to the first 200. */
  readonly readyMilliseconds: number;
  /** Resident memory in MB, right then and a while later. */
  readonly megabytes: { readonly ready: number; readonly settled: number };
}

/** Ten for each conversation. */
const EACH = 10;
/** The scheduler has read the store anew by then, in milliseconds. */
const SETTLING = 65_000;

/** Starts `tsbot run` with so many reminders pending. */
export async function measurePendingStart(place: Place, reminders: number): Promise<PendingStart> {
  await fillWithReminders(place, { conversations: reminders / EACH, each: EACH });
  const server = await startServer(place.folder);
  try {
    const pid = server.process.pid ?? 0;
    const ready = await residentMegabytes(pid);
    await new Promise((resolve) => setTimeout(resolve, SETTLING));
    const settled = await residentMegabytes(pid);
    return { readyMilliseconds: server.readyMilliseconds, megabytes: { ready, settled } };
  } finally {
    await server.stop();
  }
}
