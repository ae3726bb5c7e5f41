import { isTimeZone } from "../../base/index.ts";
import type { ReminderScheduled } from "../../conversation/index.ts";
import type { Recurrence } from "../../storage/index.ts";
import { chooseZone, resolveTime, TIME_HINT, type TimeZones } from "../resolve-time.ts";
import { MOST_COUNTED, readRule } from "./follow.ts";
import { toParts } from "./rrule.ts";

/** Something in a reminder event that cannot be carried out. */
export interface FieldProblem {
  /** The event's key. */
  readonly field: string;
  readonly message: string;
  readonly hint: string;
  /** It could be carried out, if it were earlier. */
  readonly isOver?: boolean;
}

export type ReadRecurrence = { readonly recurrence: Recurrence | null } | { readonly problem: FieldProblem };

interface RecurrenceRequest {
  /** The event's `date_time`: the first moment at which it may be due. */
  readonly start: number;
  readonly now: number;
  readonly zones: TimeZones;
}

const RULES = ["every", "cron", "rrule"] as const;
/** An action takes a moment between reading the clock and its commit: a time that has just passed is still meant. */
const JUST_NOW = 60_000;

/** Whether a reminder event asks to be repeated. */
export function recurs(event: Pick<ReminderScheduled, "every" | "cron" | "rrule">): boolean {
  return RULES.some((type) => event[type] !== undefined && event[type] !== null);
}

/**
 * Reads `every`, `cron` or `rrule`, with `time_zone`, `count` and `until`, from a reminder event; null when it names no
 * rule. The first occurrence is the first one from `date_time` on that is not over.
 */
export function readRecurrence(event: ReminderScheduled, request: RecurrenceRequest): ReadRecurrence {
  const given = RULES.filter((type) => event[type] !== undefined && event[type] !== null);
  const [type] = given;
  if (type === undefined) return { recurrence: null };
  if (given.length > 1)
    return wrong(given[1] ?? type, `It has ${given.join(" and ")}.`, "Keep one of every, cron and rrule.");
  const zone = chooseZone(request.zones);
  const rule = { type, text: toText(event[type]) };
  const { start, now } = request;
  const read = readRule(rule, { zone, start });
  if ("problem" in read) return wrong(type, read.problem, RULE_HINTS[type]);
  const limits = readLimits(event, rule, { ...request.zones, conversation: zone });
  if ("problem" in limits) return limits;
  const [first] = read.rule.after(Math.max(start - 1, Math.min(now, now - JUST_NOW)), 1);
  if (first === undefined || (limits.until !== null && first > limits.until))
    return { problem: { field: type, ...nothingLeft(rule.text), isOver: true } };
  return { recurrence: { rule, zone, start, at: first, occurrence: 1, ...limits } };
}

function nothingLeft(text: string): Omit<FieldProblem, "field"> {
  return { message: `'${text}' has no time left.`, hint: "Look at the rule, at date_time and at until." };
}

const RULE_HINTS = {
  every: "Write a number and a unit: 10m, 2 hours, 1 day, 2w, 1 month.",
  cron: "Write five fields (minute, hour, day of the month, month, day of the week), e.g. 0 9 * * MON-FRI.",
  rrule: "Write a rule of RFC 5545 such as FREQ=WEEKLY;BYDAY=MO,TH.",
} as const;

/** `every: 3600` is a number of seconds, as `expires_after` is. */
function toText(value: unknown): string {
  return typeof value === "number" ? `${value}s` : String(value);
}

type Limits = Pick<Recurrence, "count" | "until">;

function readLimits(
  event: ReminderScheduled,
  rule: Recurrence["rule"],
  zones: TimeZones,
): Limits | { readonly problem: FieldProblem } {
  const parts = rule.type === "rrule" ? toParts(rule.text) : new Map<string, string>();
  const count: unknown = event.count ?? toNumber(parts.get("COUNT"));
  if (count !== null && !(typeof count === "number" && Number.isInteger(count) && isCount(count))) {
    const message = `count is ${JSON.stringify(count)}.`;
    return wrong("count", message, `Write how often it is to come, 1 to ${MOST_COUNTED}.`);
  }
  const text: unknown = event.until ?? parts.get("UNTIL") ?? null;
  const until = typeof text === "string" ? resolveTime(toEndOfDay(text), zones) : null;
  if (text !== null && until === null)
    return wrong("until", `until is ${JSON.stringify(text)}, which is no time.`, TIME_HINT);
  return { count, until };
}

function isCount(count: number): boolean {
  return count >= 1 && count <= MOST_COUNTED;
}

function toNumber(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}

/** A day alone means all of it. */
function toEndOfDay(text: string): string {
  return /^\d{4}-?\d{2}-?\d{2}$/.test(text.trim()) ? `${text.trim()}T23:59:59` : text;
}

/** A zone that an event names itself must be one. */
export function findZoneProblem({ time_zone: zone }: ReminderScheduled): FieldProblem | null {
  if (zone === undefined || zone === null || (typeof zone === "string" && isTimeZone(zone))) return null;
  return {
    field: "time_zone",
    message: `'${String(zone)}' is no time zone.`,
    hint: "Write an IANA name such as Europe/Berlin, or leave it out for the person's own.",
  };
}

function wrong(field: string, message: string, hint: string): { readonly problem: FieldProblem } {
  return { problem: { field, message, hint } };
}
