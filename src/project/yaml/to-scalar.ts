import { type EVENT_SCALAR, type Event, getScalarValue } from "js-yaml";
import { expandVariables, type VariableSource } from "./environment.ts";
import type { YamlScalar } from "./nodes.ts";
import type { YamlProblem } from "./problem.ts";
import { resolveScalar } from "./scalars.ts";
import { inQuotes, valueOnLine } from "./written-lines.ts";

export type ScalarEvent = Extract<Event, { readonly type: typeof EVENT_SCALAR }>;

/** What the walk over a file's events needs to know and adds to. */
export interface TreeContext {
  readonly source: string;
  readonly environment: VariableSource;
  readonly problems: YamlProblem[];
  /** Rasa decodes `\u00e9` in every scalar of a file that is pure ASCII, quoted or not. */
  readonly decodesEscapes: boolean;
}

const STYLES: ReadonlyMap<number, YamlScalar["style"]> = new Map([
  [1, "plain"],
  [2, "quoted"],
  [3, "quoted"],
  [4, "literal"],
  [5, "folded"],
]);

const CORE_TAGS = new Set(["!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq", "!"]);

/**
 * The node of a scalar; environment variables are expanded in plain scalars only, as Rasa does. `before` is where an empty
 * scalar stands.
 */
export function toScalar(context: TreeContext, event: ScalarEvent, before: number): YamlScalar {
  const { source, decodesEscapes } = context;
  if (event.valueStart < 0)
    return { kind: "scalar", value: null, style: "plain", start: before, end: before };
  const raw = getScalarValue(source, event);
  const text = decodesEscapes ? decodeEscapes(raw) : raw;
  const style = STYLES.get(event.style) ?? "plain";
  const quotes = style === "quoted" ? 1 : 0;
  const tag = event.tagStart < 0 ? null : checkTag(context, event);
  const isText = style !== "plain" || tag === "!!str" || tag === "!";
  const plain = isText ? text : expand(context, event, text);
  return {
    kind: "scalar",
    // What a variable holds is a text, as for Rasa: a token of digits alone is no number.
    value: isText || plain !== text ? plain : resolveScalar(text),
    style,
    start: event.valueStart - quotes,
    end: event.valueEnd + quotes,
  };
}

/** `\u00e9` and `\U0001F600` as the characters they name. */
export function decodeEscapes(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replaceAll(
    /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g,
    (written, short?: string, long?: string) => {
      const code = Number.parseInt(short ?? long ?? "", 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : written;
    },
  );
}

function expand({ environment, problems }: TreeContext, event: ScalarEvent, raw: string): string {
  if (environment === null || !raw.includes("$")) return raw;
  const { text, missing } = expandVariables(raw, environment);
  for (const { name, offset, length } of missing) {
    problems.push({
      code: "project/variable-not-set",
      message: `The environment variable '${name}' is not set.`,
      hint: `Set it before the command, \`${name}=… tsbot …\`, or write the value itself. A text in quotes is taken as it is written.`,
      start: event.valueStart + offset,
      end: event.valueStart + offset + length,
    });
  }
  return text;
}

type Tagged = { readonly tagStart: number; readonly tagEnd: number };

/** A node's tag; tags beside YAML's own are reported. */
export function checkTag({ source, problems }: TreeContext, { tagStart, tagEnd }: Tagged): string {
  const tag = source.slice(tagStart, tagEnd);
  if (!CORE_TAGS.has(tag)) {
    const value = valueOnLine(source, tagStart);
    const quoted = value?.start === tagStart ? `: \`${value.lead}${inQuotes(value.text)}\`` : "";
    problems.push({
      code: "project/yaml-unknown-tag",
      message: `'${tag}' is a YAML tag that has no meaning here.`,
      hint: `Remove it; or put the text into quotes, if it is part of a text${quoted}.`,
      start: tagStart,
      end: tagEnd,
    });
  }
  return tag;
}
