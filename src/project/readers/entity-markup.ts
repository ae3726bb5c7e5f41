import { isJsonObject, type JsonObject, type JsonValue } from "../../base/index.ts";

/** An entity marked in an example. Offsets count UTF-16 units of the text without markup, end exclusive. */
export interface MarkedEntity {
  readonly start: number;
  readonly end: number;
  readonly entity: string;
  readonly value: string;
  readonly role?: string;
  readonly group?: string;
}

/** What is wrong with a mark, by its offset in the text with markup. */
export interface MarkupProblem {
  readonly code:
    | "project/annotation-bad-json"
    | "project/annotation-without-entity"
    | "project/annotation-unknown-key";
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

export interface ParsedMarkup {
  readonly text: string;
  readonly entities: readonly MarkedEntity[];
  readonly problems: readonly MarkupProblem[];
}

/** `[text](type)`, `[text](type:value)`, `[text]{"entity": …}`, `[text][{…}, {…}]` (rasa/shared/nlu/training_data/entities_parser.py 3.6). */
const MARK = /\[([^\]]+?)\](?:\(([^:)]+?)(?::([^)]+))?\)|(\{[^}]+?\})|\[(\s*\{.*?\}\s*)\])/g;

const KEYS = ["entity", "value", "role", "group"];

/** Reads the markup of an example. */
export function parseMarkup(source: string): ParsedMarkup {
  if (!source.includes("[")) return { text: source, entities: [], problems: [] };
  const entities: MarkedEntity[] = [];
  const problems: MarkupProblem[] = [];
  let text = "";
  let last = 0;
  for (const match of source.matchAll(MARK)) {
    const [whole, surface = "", type, value, object, list] = match;
    text += source.slice(last, match.index);
    const start = text.length;
    text += surface;
    last = match.index + whole.length;
    const span = { start, end: text.length, surface };
    if (type !== undefined)
      entities.push({ start, end: text.length, entity: type.trim(), value: value ?? surface });
    const json = object ?? (list === undefined ? undefined : `[${list}]`);
    if (json !== undefined)
      readJson(json, span, { at: match.index, length: whole.length, entities, problems });
  }
  return { text: text + source.slice(last), entities, problems };
}

interface JsonContext {
  readonly at: number;
  readonly length: number;
  readonly entities: MarkedEntity[];
  readonly problems: MarkupProblem[];
}

function readJson(
  json: string,
  span: { start: number; end: number; surface: string },
  context: JsonContext,
): void {
  const problem = (code: MarkupProblem["code"], message: string): void => {
    context.problems.push({ code, message, start: context.at, end: context.at + context.length });
  };
  let value: JsonValue;
  try {
    value = JSON.parse(json) as JsonValue;
  } catch {
    problem("project/annotation-bad-json", `The annotation ${json} is not JSON.`);
    return;
  }
  for (const item of Array.isArray(value) ? value : [value]) {
    const entity = isJsonObject(item) ? item["entity"] : undefined;
    if (!isJsonObject(item) || typeof entity !== "string") {
      problem("project/annotation-without-entity", `The annotation ${json} needs "entity".`);
      continue;
    }
    const unknown = Object.keys(item).find((key) => !KEYS.includes(key));
    if (unknown !== undefined) {
      problem(
        "project/annotation-unknown-key",
        `'${unknown}' is no key of an annotation. Keys: ${KEYS.join(", ")}.`,
      );
    }
    context.entities.push({
      start: span.start,
      end: span.end,
      entity,
      value: textOr(item["value"], span.surface),
      ...labels(item),
    });
  }
}

function textOr(value: JsonValue | undefined, fallback: string): string {
  return value === undefined || value === null ? fallback : String(value);
}

function labels({ role, group }: JsonObject): { role?: string; group?: string } {
  return {
    ...(role !== undefined && role !== null && { role: String(role) }),
    ...(group !== undefined && group !== null && { group: String(group) }),
  };
}
