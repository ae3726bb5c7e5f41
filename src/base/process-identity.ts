import { readFileSync } from "node:fs";

/**
 * What tells a process from a later one with the same pid: its start time in the kernel's ticks (Linux), or an empty
 * text where that cannot be known. Null when no such process runs.
 */
export function processIdentity(pid: number): string | null {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return null;
  }
  try {
    // Field 22 of /proc/<pid>/stat; the second field, the name in parentheses, may hold blanks.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? null : (fields[19] ?? "");
  } catch {
    return "";
  }
}
