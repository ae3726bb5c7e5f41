import { inQuotes, valueOnLine, type WrittenValue } from "./written-lines.ts";

/** What a mistake is called and how to mend it, and the offsets of what it is about. */
export interface Explanation {
  readonly message: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}

/** What a text without quotes cannot begin with: YAML has a meaning for it. */
const INDICATOR = /^(?:[{}[\],@%&*!`|>]|[-?](?= ))/;

/** The value on a line that YAML did not understand, when it is a text that lacks quotes, or has the wrong ones. */
export function explainQuoting(reason: string, source: string, at: number): Explanation | null {
  const value = valueOnLine(source, at);
  if (value === null || at < value.start) return null;
  const first = value.text.charAt(0);
  if (first === '"' && ESCAPE_REASONS.test(reason)) return explainEscape(source, at, value);
  if (first === '"' || first === "'") return explainQuote(value, first);
  const indicator = INDICATOR.exec(value.text)?.[0];
  if (indicator === undefined || !isAfterBracket(value, at)) return null;
  return { ...placeOf(value), ...lackOfQuotes(value, indicator) };
}

/** That a text that begins with a sign of YAML's must stand in quotes. */
function lackOfQuotes(
  { lead, text }: Pick<WrittenValue, "lead" | "text">,
  indicator: string,
): Pick<Explanation, "message" | "hint"> {
  const quoted = `\`${lead}${inQuotes(text)}\``;
  const alias = /^\*(\w+)$/.exec(text)?.[1];
  if (alias !== undefined) {
    return {
      message: `'*${alias}' stands for a value that is marked '&${alias}' above, but there is none.`,
      hint: `A text that begins with * must be put into quotes: ${quoted}.`,
    };
  }
  return {
    message: `A text that begins with ${indicator} must be put into quotes.`,
    hint: `Write ${quoted}.`,
  };
}

const CLOSERS: Readonly<Record<string, string>> = { "[": "]", "{": "}" };

/** In a list or set in brackets the mistake may be another; behind it, the brackets were meant as text. */
function isAfterBracket({ text, start }: WrittenValue, at: number): boolean {
  const closer = CLOSERS[text.charAt(0)];
  if (closer === undefined) return true;
  const close = text.indexOf(closer);
  return close >= 0 && at > start + close && !/^[\s\]},]*$/.test(text.slice(close + 1));
}

/** `"Hi" there`, `'It's me'`: the text ends earlier than was meant. */
function explainQuote(value: WrittenValue, quote: string): Explanation | null {
  const { lead, text } = value;
  const close = text.indexOf(quote, 1);
  const rest = text.slice(close + 1).trimStart();
  // A quoted key, and an item of a list in brackets.
  if (close < 0 || rest === "" || /^[:,\]}]/.test(rest)) return null;
  const closesWord = /\S/.test(text.charAt(close - 1)) && !/\w/.test(text.charAt(close + 1));
  const isWrapped = text.endsWith(quote) && !closesWord;
  return {
    ...placeOf(value),
    message: `This text begins with ${quote}, so it ends at the next ${quote}.`,
    hint: `Put all of it into other quotes: \`${lead}${inQuotes(isWrapped ? text.slice(1, -1) : text)}\`.`,
  };
}

const ESCAPE_REASONS = /unknown escape sequence|expected hexadecimal character/;

function explainEscape(source: string, at: number, { lead, text }: WrittenValue): Explanation {
  const start = Math.max(0, source.lastIndexOf("\\", at));
  const written = /^\\(?:[xuU][0-9a-fA-F]*|.)?/.exec(source.slice(start, at + 1))?.[0] ?? "\\";
  return {
    start,
    end: start + written.length,
    message: `'${written}' is no escape of a text in double quotes.`,
    hint: `Write \\\\ for a backslash, or take other quotes: \`${lead}${inQuotes(text.slice(1).replace(/"$/, ""))}\`.`,
  };
}

function placeOf({ start, end }: WrittenValue): Pick<Explanation, "start" | "end"> {
  return { start, end };
}
