import type { YamlMapping, YamlNode, YamlSequence } from "./yaml/nodes.ts";
import { inQuotes, valueOnLine } from "./yaml/written-lines.ts";

/** What a value can be expected to be, and how a message says it. */
export const EXPECTED = {
  text: "a text",
  flag: "true or false",
  number: "a number",
  sequence: "a list (lines beginning with `-`)",
  mapping: "a set of `key: value` lines",
} as const;

export type Expected = keyof typeof EXPECTED;

/** How to write a value that is of another kind than it must be; `own` is what its reader knows about it. */
export function hintForType(expected: Expected, node: YamlNode, source: string, own?: string): string {
  return hintForTightSign(node, source) ?? own ?? HINTS[expected](node, source);
}

const HINTS: Readonly<Record<Expected, (node: YamlNode, source: string) => string>> = {
  text: hintForText,
  flag: hintForFlag,
  number: (node) =>
    node.kind === "scalar" && node.value !== "" && Number.isFinite(Number(node.value))
      ? `Write ${node.value}, without quotes.`
      : "Write a number, such as 60.",
  sequence: hintForSequence,
  mapping: hintForMapping,
};

/** `text:hello` and `-text: hello`: the sign does not count without a blank behind it. */
function hintForTightSign(node: YamlNode, source: string): string | null {
  const line = lineOf(node, source);
  if (node.kind === "sequence" || /^["']/.test(line)) return null;
  if (/^-[^\s-]/.test(line)) return `Put a blank after the dash: \`- ${line.slice(1)}\`.`;
  const [, key, value] = (node.kind === "scalar" && /^(\w+):(?!\/\/)(\S.*)$/.exec(line)) || [];
  return key === undefined
    ? null
    : `Put a blank after the colon: \`${leadOf(node, source)}${key}: ${value}\`.`;
}

function hintForText(node: YamlNode, source: string): string {
  if (node.kind === "scalar") return "Write it after the colon, or remove the line.";
  const value = valueOnLine(source, node.start);
  // The end of a collection in brackets is that of its last value.
  const line = value?.start === node.start ? value.text : "";
  if (/^[{[].*[\]}]$/.test(line)) return `Put a text into quotes: ${inQuotes(line)}.`;
  return node.kind === "sequence"
    ? "Write one text, without a dash."
    : 'Write one text; one that holds ": " must be put into quotes.';
}

const YES = /^(?:yes|y|on|true|1)$/i;
const NO = /^(?:no|n|off|false|0)$/i;

function hintForFlag(node: YamlNode): string {
  const text = node.kind === "scalar" ? String(node.value) : "";
  const flag = YES.test(text) ? "true" : NO.test(text) ? "false" : "true or false";
  return `Write ${flag}${node.kind === "scalar" && node.style === "quoted" ? ", without quotes" : ""}.`;
}

function hintForSequence(node: YamlNode, source: string): string {
  const line = lineOf(node, source);
  const [first] = (node as Partial<YamlMapping>).entries ?? [];
  const isBareKey = first?.value.kind === "scalar" && first.value.value === null;
  const items = /^[\w-]+(?:, *[\w-]+)+$/.test(line)
    ? line.split(/, */)
    : [isBareKey ? line.replace(/:$/, "") : line];
  return `Begin each item with a dash and a blank: ${items.map((item) => `\`- ${item}\``).join(", ")}.`;
}

function hintForMapping(node: YamlNode): string {
  const [item] = (node as Partial<YamlSequence>).items ?? [];
  if (item?.kind === "scalar")
    return `Write \`${item.value}:\` without a dash, and what belongs to it indented below.`;
  return item === undefined
    ? "Write it as lines of the form `key: value`, indented below its key."
    : "Remove the dashes.";
}

/** The dash or key before a value on its line. */
function leadOf({ start }: YamlNode, source: string): string {
  const value = valueOnLine(source, start);
  return value?.start === start ? value.lead : "";
}

/** The first line of what was written. */
function lineOf({ start, end }: YamlNode, source: string): string {
  return source.slice(start, end).split("\n", 1)[0]?.trim() ?? "";
}

/** With a capital, as messages begin. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
