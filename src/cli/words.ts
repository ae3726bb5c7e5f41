/** `1 error`, `2 errors`, `no errors`. */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount === 0 ? "no" : amount} ${amount === 1 ? noun : plural}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length < 2 ? last : `${words.slice(0, -1).join(", ")} and ${last}`;
}

/** `980 bytes`, `34 kB`, `1.2 MB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** `0.6 s`, `2 min 5 s`. */
export function seconds(milliseconds: number): string {
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 1 : 0)} s`;
  return timeSpan(milliseconds);
}

const UNITS = [
  { name: "day", milliseconds: 86_400_000 },
  { name: "h", milliseconds: 3_600_000 },
  { name: "min", milliseconds: 60_000 },
  { name: "s", milliseconds: 1000 },
] as const;

/** The two largest units of a span: `2 days 3 h`, `1 h 5 min`, `12 s`; `less than a second` below one. */
export function timeSpan(milliseconds: number): string {
  let rest = Math.abs(milliseconds);
  if (rest < 1000) return "less than a second";
  const parts: string[] = [];
  for (const unit of UNITS) {
    const amount = Math.floor(rest / unit.milliseconds);
    rest -= amount * unit.milliseconds;
    if (amount > 0) parts.push(unit.name === "day" ? count(amount, "day") : `${amount} ${unit.name}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

/** When something is, seen from now: `in 4 min 12 s`, `3 days ago`, `now`. */
export function fromNow(at: number, now: number): string {
  if (Math.abs(at - now) < 1000) return "now";
  return at > now ? `in ${timeSpan(at - now)}` : `${timeSpan(at - now)} ago`;
}

/** When something pending is due: `in 5 s`, `now`, `overdue by 2 min`. */
export function dueInWords(dueAt: number, now: number): string {
  return now - dueAt < 1000 ? fromNow(dueAt, now) : `overdue by ${timeSpan(now - dueAt)}`;
}

/** An argument as a POSIX shell needs it written. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Narrower than this, lines are left to the terminal. */
const NARROWEST = 30;

/**
 * Breaks a text between words so that its lines fit a terminal; further lines are indented. Without a width, or with
 * one of 0, which some pseudo-terminals report, it stays whole.
 */
export function wrap(text: string, columns: number | undefined, indent = 0): readonly string[] {
  if (columns === undefined || columns < NARROWEST) return [text];
  const margin = columns - indent < NARROWEST / 2 ? 4 : indent;
  const lines: string[] = [];
  let rest = text;
  while (rest.length > columns) {
    // Only behind the indentation is there something to break.
    const start = rest.length - rest.trimStart().length;
    const space = rest.lastIndexOf(" ", columns);
    const end = space > start ? space : rest.indexOf(" ", Math.max(columns, start));
    if (end < 0) break;
    lines.push(rest.slice(0, end).trimEnd());
    rest = " ".repeat(margin) + rest.slice(end + 1);
  }
  return [...lines, rest];
}
