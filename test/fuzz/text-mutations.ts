import type { Random } from "../../src/base/index.ts";
import { pick } from "./pick.ts";

type TextMutation = (text: string, random: Random) => string;

/** Characters that editors, web pages and other programs bring along, or that YAML gives a meaning. */
const UNUSUAL =
  "\0 \t \r \u000b \u0085 \u00a0 \u00ad \u200b \u2028 \ufeff \ufffd \u202e é ß İ 😀 👨‍👩‍👧 ＃ “ ’ … ` @ % & * ! | > ' \" { } [ ] , : - # ? \\ ~ << $ = \u0001 \u007f \ud800".split(
    " ",
  );

/** Values of other types, and texts that are something else without quotes. */
const VALUES = [
  ..."null ~ true no 0 -1 1.5 1e999 .nan .inf 0x1F 007 1_000 2020-01-01 12:30 [] {} [[]] [{}] {a:} '' \"\" ' '".split(
    " ",
  ),
  ..."'7' *alias &anchor !tag !!binary |  > - ? : $NAME __proto__ constructor toString null: 'a: b'".split(
    " ",
  ),
  ...'/greet{"a": 1} utter_ EXTERNAL_x action_listen action_restart [a](b) [a]{} (a+)+$ ((((( {slot} 99999999999999999999'.split(
    " ",
  ),
];

const LINES = [
  `a: $\{NAME}`,
  "<<: *anchor",
  "<<: {a: 1}",
  "  - intent: greet",
  "      - action: action_listen",
  'version: "2.0"',
  "---",
  "...",
  "%YAML 1.1",
  "? complex",
  "# tsbot-ignore all",
  "# tsbot-ignore project/unknown-key",
  "__proto__:",
  "- ",
  "key: [",
  "nlu: 5",
  "stories:",
  "- checkpoint: round",
];

export const textMutations: Readonly<Record<string, TextMutation>> = {
  "a line deleted": (text, random) => withLines(text, random, (lines, at) => lines.toSpliced(at, 1)),
  "a line doubled": (text, random) =>
    withLines(text, random, (lines, at) => lines.toSpliced(at, 0, lines[at] ?? "")),
  "two lines swapped": (text, random) =>
    withLines(text, random, (lines, at) => {
      const other = random.below(lines.length);
      return lines.with(at, lines[other] ?? "").with(other, lines[at] ?? "");
    }),
  "a line moved in": (text, random) =>
    withLines(text, random, (lines, at) => lines.with(at, `${" ".repeat(1 + random.below(4))}${lines[at]}`)),
  "a line moved out": (text, random) =>
    withLines(text, random, (lines, at) => lines.with(at, (lines[at] ?? "").replace(/^ {1,2}/, ""))),
  "a line with a tab": (text, random) =>
    withLines(text, random, (lines, at) => lines.with(at, `\t${(lines[at] ?? "").trimStart()}`)),
  "a strange line": (text, random) =>
    withLines(text, random, (lines, at) => {
      const indent = /^ */.exec(lines[at] ?? "")?.[0] ?? "";
      return lines.toSpliced(at, 0, indent + pick(LINES, random));
    }),
  "a block doubled": (text, random) =>
    withLines(text, random, (lines, at) => {
      const block = lines.slice(at, at + 1 + random.below(12));
      return lines.toSpliced(random.below(lines.length), 0, ...block);
    }),
  "a block deleted": (text, random) =>
    withLines(text, random, (lines, at) => lines.toSpliced(at, 1 + random.below(12))),
  "a key renamed": (text, random) =>
    withLines(text, random, (lines, at) =>
      lines.with(
        at,
        (lines[at] ?? "").replace(/\w+(?=:)/, (key) => misspell(key, random)),
      ),
    ),
  "a word misspelt": (text, random) => replaceOne(text, /\w{3,}/g, random, (word) => misspell(word, random)),
  "a value of another type": (text, random) =>
    withLines(text, random, (lines, at) =>
      lines.with(
        at,
        (lines[at] ?? "").replace(/(: |- )[^:]*$/, (_, lead: string) => lead + pick(VALUES, random)),
      ),
    ),
  "an anchor": (text, random) => replaceOne(text, /: (?=\S)/g, random, () => ": &anchor "),
  "an alias": (text, random) => replaceOne(text, /: \S.*$/gm, random, () => ": *anchor"),
  "an alias of the file": (text) => `${text}\nactions: &anchor [a]\nmore: *anchor\n`,
  "cut off": (text, random) => text.slice(0, random.below(text.length + 1)),
  "an unusual character": (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + pick(UNUSUAL, random) + text.slice(at);
  },
  "a character deleted": (text, random) => {
    const at = random.below(text.length + 1);
    return text.slice(0, at) + text.slice(at + 1);
  },
  "an annotation mangled": (text, random) =>
    replaceOne(text, /\[[^\]\n]*\][({][^\n)}]*[)}]/g, random, (mark) => {
      const at = random.below(mark.length + 1);
      return (
        mark.slice(0, at) +
        pick(["", "[", "]", "(", ")", "{", "}", '"', ":", mark], random) +
        mark.slice(at + random.below(3))
      );
    }),
  "line ends of Windows": (text) => text.replaceAll("\n", "\r\n"),
  "line ends of old Macs": (text) => text.replaceAll("\n", "\r"),
  empty: () => "",
  "itself twice": (text) => text + text,
};

function withLines(
  text: string,
  random: Random,
  edit: (lines: readonly string[], at: number) => readonly string[],
): string {
  const lines = text.split("\n");
  return edit(lines, random.below(lines.length)).join("\n");
}

function replaceOne(
  text: string,
  pattern: RegExp,
  random: Random,
  replacement: (found: string) => string,
): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const { 0: match, index } = pick(found, random);
  return text.slice(0, index) + replacement(match) + text.slice(index + match.length);
}

function misspell(word: string, random: Random): string {
  const at = random.below(word.length);
  return pick(
    [
      word.slice(0, at) + word.slice(at + 1),
      word.slice(0, at) + word.charAt(at) + word.slice(at),
      word.toUpperCase(),
      `${word}s`,
      "__proto__",
      "constructor",
      " ",
    ],
    random,
  );
}
