import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findModules, type SourcePosition } from "../base/index.ts";
import { type CodeToken, readTokens } from "./code-tokens.ts";

/** What a project's own code names, as far as its text tells. */
export interface CodeMentions {
  /** Every text and name in it: what code is made of is among them, and whatever it may look for. */
  readonly words: ReadonlySet<string>;
  /** The intents that reminders are scheduled or cancelled with, where they are written out. */
  readonly reminders: readonly { readonly intent: string; readonly at: SourcePosition }[];
}

const FOLDERS = ["actions", "channels"];

/** Reads the text of a project's actions and channels; nothing is run. */
export async function readCodeMentions(directory: string): Promise<CodeMentions> {
  const words = new Set<string>();
  const reminders: { intent: string; at: SourcePosition }[] = [];
  for (const folder of FOLDERS) {
    for (const name of await findModules(join(directory, folder))) {
      const file = `${folder}/${name}`;
      const text = await readFile(join(directory, file), "utf8").catch(() => "");
      const tokens = readTokens(text);
      for (const token of tokens) if (token.kind !== "sign") words.add(token.text);
      for (const { text: intent, start, end } of reminderIntents(tokens)) {
        const at = positionOf(text, start);
        // The quotes are left out; no literal that names an intent goes over a line.
        reminders.push({ intent, at: { file, ...at, endLine: at.line, endColumn: at.column + end - start } });
      }
    }
  }
  return { words, reminders };
}

const MAKERS = ["reminderScheduled", "reminderCancelled"];

/** The texts behind `intent:` in `reminderScheduled({ … })` and `reminderCancelled({ … })`. */
function reminderIntents(tokens: readonly CodeToken[]): readonly CodeToken[] {
  const names = new Set([...MAKERS, ...aliasesOf(tokens)]);
  return tokens.flatMap((token, index) => {
    const isCall = token.kind === "name" && names.has(token.text) && signsAt(tokens, index + 1) === "({";
    return isCall ? intentsOf(tokens, index + 3) : [];
  });
}

/** `import { reminderScheduled as schedule }` */
function aliasesOf(tokens: readonly CodeToken[]): readonly string[] {
  return tokens.flatMap((token, index) => {
    const [as, alias] = tokens.slice(index + 1);
    const isRenamed = MAKERS.includes(token.text) && as?.text === "as" && alias?.kind === "name";
    return isRenamed ? [alias.text] : [];
  });
}

function signsAt(tokens: readonly CodeToken[], index: number): string {
  return tokens
    .slice(index, index + 2)
    .map(({ kind, text }) => (kind === "sign" ? text : " "))
    .join("");
}

/** The value of the object's own key `intent`, from the token after its brace; several where a condition chooses. */
function intentsOf(tokens: readonly CodeToken[], start: number): readonly CodeToken[] {
  const own = ownTokens(tokens, start);
  const key = own.findIndex((index) => tokens[index]?.text === "intent" && tokens[index + 1]?.text === ":");
  if (key < 0) return [];
  const rest = own.slice(key + 1);
  const end = rest.findIndex((index) => tokens[index]?.text === "," && tokens[index]?.kind === "sign");
  return rest
    .slice(0, end < 0 ? undefined : end)
    .filter((index) => tokens[index]?.kind === "text" && isWhole(tokens, index))
    .map((index) => tokens[index] as CodeToken);
}

const OPENING = ["(", "[", "{"];
const CLOSING = [")", "]", "}"];

/** Indexes of the tokens of an object that are not inside of anything in it. */
function ownTokens(tokens: readonly CodeToken[], start: number): readonly number[] {
  const own: number[] = [];
  let depth = 0;
  for (let index = start; index < tokens.length && depth >= 0; index++) {
    const { kind, text } = tokens[index] as CodeToken;
    if (kind === "sign" && CLOSING.includes(text)) depth--;
    if (depth === 0) own.push(index);
    if (kind === "sign" && OPENING.includes(text)) depth++;
  }
  return own;
}

/** Whether a text is a value as it stands, and no piece of a longer one, of a comparison or of an index. */
function isWhole(tokens: readonly CodeToken[], index: number): boolean {
  const before = tokens[index - 1]?.text ?? "";
  const after = tokens[index + 1];
  const isEnd = after === undefined || [",", "}", ":"].includes(after.text) || after.text === "as";
  return [":", "?"].includes(before) && isEnd;
}

function positionOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: [...(before.at(-1) ?? "")].length + 1 };
}
