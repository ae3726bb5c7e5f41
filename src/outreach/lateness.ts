/** How late reminders have fired since the start, in milliseconds after their due time. */
export interface Lateness {
  readonly fired: number;
  /** The newest ones, at most a thousand, in the order they fired; for percentiles. */
  readonly recent: readonly number[];
}

const KEPT = 1_000;

/** Counts firings and keeps the newest latenesses. */
export function createLatenessRecord(): { add(milliseconds: number): void; read(): Lateness } {
  const ring: number[] = [];
  let fired = 0;
  return {
    add(milliseconds) {
      ring[fired % KEPT] = milliseconds;
      fired++;
    },
    read: () => {
      const oldest = fired % KEPT;
      return { fired, recent: fired <= KEPT ? [...ring] : [...ring.slice(oldest), ...ring.slice(0, oldest)] };
    },
  };
}
