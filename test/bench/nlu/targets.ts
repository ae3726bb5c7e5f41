/** A figure beside its target. */
export interface Check {
  readonly what: string;
  readonly value: number;
  readonly target: number;
  readonly isAtLeast: boolean;
  readonly digits: number;
}

/** Sums up every check that was printed. */
export interface Tally {
  met: number;
  missed: number;
}

export function atLeast(what: string, value: number, target: number | undefined, digits = 3): Check[] {
  return target === undefined ? [] : [{ what, value, target, isAtLeast: true, digits }];
}

export function atMost(what: string, value: number, target: number | undefined, digits = 3): Check[] {
  return target === undefined ? [] : [{ what, value, target, isAtLeast: false, digits }];
}

/** Prints which targets are met, and which are missed by how much. */
export function printChecks(checks: readonly Check[], tally: Tally): void {
  const met = checks.filter(isMet);
  const missed = checks.filter((check) => !isMet(check));
  tally.met += met.length;
  tally.missed += missed.length;
  if (met.length > 0) console.log(`\nMet: ${met.map(describe).join("; ")}.`);
  if (missed.length > 0) console.log("");
  for (const check of missed) {
    const distance = Math.abs(check.value - check.target);
    console.log(`Missed by ${format(distance, check.digits + 1)}: ${describe(check)}`);
  }
}

function isMet({ value, target, isAtLeast }: Check): boolean {
  return isAtLeast ? value >= target : value <= target;
}

function describe({ what, value, target, isAtLeast, digits }: Check): string {
  return `${what} ${format(value, digits)} (${isAtLeast ? "≥" : "≤"} ${format(target, digits)})`;
}

/** With thousands apart. */
export function format(value: number, digits: number): string {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
