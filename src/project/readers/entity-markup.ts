import { didYouMean, isJsonObject, type JsonObject, type JsonValue, toText } from "../../base/index.ts";
import { findBrokenMarks } from "./broken-marks.ts";
import { findMarks } from "./find-marks.ts";
import type { MarkupProblem, MarkupRange } from "./markup-problem.ts";

/** An entity marked in an example. Offsets count UTF-16 units of the text without markup, end exclusive. */
export interface MarkedEntity {
  readonly start: number;
  readonly end: number;
  readonly entity: string;
  readonly value: string;
  readonly role?: string;
  readonly group?: string;
}

/** Where an entity's mark stands: all of it, and its entity's name. */
export interface MarkPlace {
  readonly mark: MarkupRange;
  readonly name: MarkupRange;
}

export interface ParsedMarkup {
  readonly text: string;
  readonly entities: readonly MarkedEntity[];
  /** One for each entity. */
  readonly marks: readonly MarkPlace[];
  readonly problems: readonly MarkupProblem[];
}

const KEYS = ["entity", "value", "role", "group"];

interface Collected {
  readonly entities: MarkedEntity[];
  readonly marks: MarkPlace[];
  readonly problems: MarkupProblem[];
}

/** Reads the markup of an example. */
export function parseMarkup(source: string): ParsedMarkup {
  const collected: Collected = { entities: [], marks: [], problems: [] };
  if (!/[[\]]/.test(source)) return { text: source, ...collected };
  const read: MarkupRange[] = [];
  let text = "";
  let last = 0;
  for (const { surface, type, value, json, ...mark } of findMarks(source)) {
    text += source.slice(last, mark.start);
    const start = text.length;
    text += surface;
    last = mark.end;
    read.push(mark);
    const labelStart = mark.start + surface.length + 3;
    if (type !== undefined) {
      collected.entities.push({ start, end: text.length, entity: type.trim(), value: value ?? surface });
      collected.marks.push({ mark, name: { start: labelStart, end: labelStart + type.length } });
    }
    if (json !== undefined)
      readJson(json, { start, end: text.length, surface, mark, jsonStart: labelStart - 1 }, collected);
  }
  findBlanks(source, collected.problems);
  collected.problems.push(...findBrokenMarks(source, read));
  return { text: text + source.slice(last), ...collected };
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly surface: string;
  readonly mark: MarkupRange;
  readonly jsonStart: number;
}

function readJson(json: string, span: Span, { entities, marks, problems }: Collected): void {
  const { surface, mark, jsonStart } = span;
  const whole = { start: jsonStart, end: jsonStart + json.length };
  const value = parse(json);
  if (value === undefined) {
    problems.push({
      code: "project/annotation-bad-json",
      message: `The annotation ${json} is not JSON.`,
      hint: `Write [${surface}]{"entity": "…", "role": "…"}, with double quotes around every name and text.`,
      ...whole,
    });
    return;
  }
  for (const item of Array.isArray(value) ? value : [value]) {
    const entity = isJsonObject(item) ? item["entity"] : undefined;
    if (!isJsonObject(item) || typeof entity !== "string") {
      problems.push({
        code: "project/annotation-without-entity",
        message: `The annotation ${json} names no entity.`,
        hint: `Write [${surface}]{"entity": "…"}.`,
        ...whole,
      });
      continue;
    }
    for (const key of Object.keys(item)) {
      if (!KEYS.includes(key)) problems.push(unknownKey(key, locate(json, key, jsonStart)));
    }
    const { start, end } = span;
    entities.push({ start, end, entity, value: textOr(item["value"], surface), ...labels(item) });
    marks.push({ mark, name: locate(json, entity, jsonStart) });
  }
}

function parse(json: string): JsonValue | undefined {
  try {
    return JSON.parse(json) as JsonValue;
  } catch {
    return undefined;
  }
}

function unknownKey(key: string, range: MarkupRange): MarkupProblem {
  return {
    code: "project/annotation-unknown-key",
    message: `'${key}' is no key of an annotation.`,
    hint: [didYouMean(key, KEYS), `Keys: ${KEYS.join(", ")}.`].filter(Boolean).join(" "),
    ...range,
  };
}

/** A string of the JSON text, with its quotes. */
function locate(json: string, text: string, jsonStart: number): MarkupRange {
  const quoted = JSON.stringify(text);
  const index = Math.max(0, json.indexOf(quoted));
  return { start: jsonStart + index, end: jsonStart + index + quoted.length };
}

/** `[ham] (topping)`: with a blank between, it is plain text. */
function findBlanks(source: string, problems: MarkupProblem[]): void {
  for (const match of source.matchAll(/\[([^\][]+)\][ \t]+\(([\w-]+)(?::[^()]*)?\)/g)) {
    const [whole, surface = "", entity = ""] = match;
    problems.push({
      code: "project/annotation-with-blank",
      message: "A blank between ] and ( makes this plain text, brackets and all.",
      hint: `Write [${surface}](${entity}) to mark an entity.`,
      start: match.index,
      end: match.index + whole.length,
    });
  }
}

function textOr(value: JsonValue | undefined, fallback: string): string {
  return value === undefined || value === null ? fallback : toText(value);
}

function labels({ role, group }: JsonObject): { role?: string; group?: string } {
  return {
    ...(role !== undefined && role !== null && { role: toText(role) }),
    ...(group !== undefined && group !== null && { group: toText(group) }),
  };
}
