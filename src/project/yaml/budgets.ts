import type { Event } from "js-yaml";
import type { YamlNode } from "./nodes.ts";
import type { YamlProblem } from "./problem.ts";

/** Collections inside of each other. */
export const MAXIMUM_DEPTH = 50;

/**
 * Characters that may begin a value. The parser cannot be stopped, so they are counted before it starts; stories of 5 MB
 * have 0.8 million.
 */
const MAXIMUM_MARKS = 1_500_000;

/** Values and ends of collections, all texts of a block of lines being one; stories of 5 MB have a million. */
const MAXIMUM_EVENTS = 1_500_000;

export const MAXIMUM_ALIASES = 100;

/** Values a file may stand for once every alias is written out: more is an alias bomb. */
export const MAXIMUM_EXPANDED = 1_000_000;

/** Of one mapping. */
export const MAXIMUM_KEYS = 50_000;

const CODE = "project/yaml-too-complex";
const SPLIT = "Split the file into several.";

/** `\n`, `,`, `-`, `:`, `?`, `[` and `{`. */
const MARKS = new Uint8Array(128);
for (const mark of "\n,-:?[{") MARKS[mark.charCodeAt(0)] = 1;

/**
 * What keeps a text from being parsed: too much in it, or a zero byte, which the parser would report with the whole
 * text cut at each of them. Null when it may be.
 */
export function findRefusal(source: string): YamlProblem | null {
  const zero = source.indexOf("\0");
  if (zero >= 0) return zeroByte(zero);
  if (source.length <= MAXIMUM_MARKS) return null;
  let count = 0;
  for (let index = 0; index < source.length; index++) {
    const unit = source.charCodeAt(index);
    if (unit < 128) count += MARKS[unit] as number;
    if (count > MAXIMUM_MARKS) return tooMany(index);
  }
  return null;
}

/** What is wrong with the amount of values in a file; null when it may be. */
export function findTooManyValues(events: readonly Event[]): YamlProblem | null {
  if (events.length <= MAXIMUM_EVENTS) return null;
  const later = events.slice(MAXIMUM_EVENTS).find((event) => startOf(event) >= 0);
  return tooMany(later === undefined ? 0 : startOf(later));
}

/** -1 for what stands nowhere. */
function startOf(event: Event): number {
  if ("valueStart" in event) return event.valueStart;
  return "start" in event ? event.start : -1;
}

function zeroByte(at: number): YamlProblem {
  return {
    code: "project/yaml-syntax",
    message: "This is not YAML: a byte here is zero.",
    hint: "Save the file as UTF-8, or remove the character.",
    start: at,
    end: at + 1,
  };
}

function tooMany(at: number): YamlProblem {
  return {
    code: CODE,
    message: "The file holds more lines and values than one file may; here it becomes too many.",
    hint: SPLIT,
    start: at,
    end: at + 1,
  };
}

/** Nesting that no file of a project needs. */
export function tooDeep(at: number): YamlProblem {
  return {
    code: CODE,
    message: `Lists and mappings are nested more than ${MAXIMUM_DEPTH} deep here.`,
    hint: "No file of a project needs that; look for a bracket too many, or for a list that was made by a program.",
    start: at,
    end: at + 1,
  };
}

export function aliasBomb(at: number): YamlProblem {
  return {
    code: CODE,
    message: `The aliases here stand for more than ${MAXIMUM_EXPANDED.toLocaleString("en")} values.`,
    hint: "Write the values out, or remove the aliases.",
    start: at,
    end: at + 1,
  };
}

export function tooManyAliases(at: number): YamlProblem {
  return {
    code: CODE,
    message: `The file has more than ${MAXIMUM_ALIASES} aliases; this is the next one.`,
    hint: "Write the values out.",
    start: at - 1,
    end: at,
  };
}

export function aliasCycle(name: string, at: number): YamlProblem {
  return {
    code: CODE,
    message: `'*${name}' stands inside of the value that is marked '&${name}': it would never end.`,
    hint: "Write the value out, or name another anchor.",
    start: at - 1,
    end: at + name.length,
  };
}

export function tooManyKeys({ start, end }: YamlNode): YamlProblem {
  return {
    code: CODE,
    message: `Here one mapping comes to have more than ${MAXIMUM_KEYS.toLocaleString("en")} keys.`,
    hint: "Look for a list that was written as keys; a list has a dash before every item.",
    start,
    end,
  };
}
