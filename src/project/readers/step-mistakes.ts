import type { SourceReader } from "../source-reader.ts";
import type { YamlMapping, YamlNode } from "../yaml/nodes.ts";

/** A step of one key. */
function stepOf(key: string, keyNode: YamlNode, value: YamlNode): YamlMapping {
  const { start, end } = value;
  return { kind: "mapping", entries: [{ key, keyNode, value }], start, end };
}

/** A piece of a text that stands on one line. */
function pieceOf(node: YamlNode, text: string, offset: number): YamlNode {
  const start = node.start + offset;
  return { kind: "scalar", value: text, style: "plain", start, end: start + text.length };
}

/** A step that is a bare text: reported, and read as what it tells of itself; null where it tells nothing. */
export function readBareStep(
  reader: SourceReader,
  node: YamlNode,
  kinds: readonly string[],
): YamlMapping | null {
  const text = node.kind === "scalar" && typeof node.value === "string" ? node.value : null;
  const [, key = "", name = ""] = /^(\w+):(\S.*)$/.exec(text ?? "") ?? [];
  const isTight = kinds.includes(key);
  const isAction = text !== null && /^(?:utter|action)_/.test(text);
  const hint = isAction
    ? `Write \`- action: ${text}\`.`
    : `Write \`- action: ${text}\` or \`- intent: ${text}\`.`;
  const step = reader.mapping(node, "a step", text === null ? `Steps: ${kinds.join(", ")}.` : hint);
  if (isTight) return stepOf(key, node, pieceOf(node, name, key.length + 1));
  return step ?? (isAction ? stepOf("action", node, node) : null);
}

/** `- intent: greet, bye` and `- action: [a, b]`: reported, and read as alternatives and as steps one after the other. */
export function splitNames(reader: SourceReader, step: YamlMapping): readonly YamlMapping[] {
  const [entry] = step.entries;
  if (entry === undefined || step.entries.length > 1) return [step];
  const { key, keyNode, value } = entry;
  if (key !== "intent" && key !== "action") return [step];
  const names = namesIn(value);
  if (names === null) return [step];
  const steps = names.map((name) => stepOf(key, keyNode, name));
  const written = names.map((name) => `\`- ${key}: ${name.kind === "scalar" ? name.value : "…"}\``);
  const list = `${written.slice(0, -1).join(", ")} and ${written.at(-1)}`;
  reader.noteGap();
  reader.report("project/wrong-type", value, `A step has one ${key}, but this names ${names.length}.`, {
    hint:
      key === "action"
        ? `Write a step for each: ${list}.`
        : `If each of them will do, write \`- or:\` and, indented below it, ${list}.`,
  });
  if (key === "action") return steps;
  return [stepOf("or", keyNode, { kind: "sequence", items: steps, start: value.start, end: value.end })];
}

function namesIn(node: YamlNode): readonly YamlNode[] | null {
  if (node.kind === "sequence") {
    return node.items.length > 1 && node.items.every(({ kind }) => kind === "scalar") ? node.items : null;
  }
  if (node.kind !== "scalar" || typeof node.value !== "string" || node.style !== "plain") return null;
  if (!/^[^\s,]+(?:\s*,\s*[^\s,]+)+$/.test(node.value)) return null;
  return [...node.value.matchAll(/[^\s,]+/g)].map((match) => pieceOf(node, match[0], match.index));
}
