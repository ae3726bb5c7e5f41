import { buttonKeys, specialButtonKeys } from "../shapes/responses.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { inQuotes, valueOnLine } from "../yaml/written-lines.ts";

const TEXT_HINTS: Readonly<Record<string, string>> = {
  image: "Write its address: `image: https://…`.",
  channel: "Write the name of one channel; what is said on another is a variation of its own.",
};

/** Checks the kinds of what a response's variation holds besides its conditions. */
export function checkParts(reader: SourceReader, variation: YamlMapping, name: string): void {
  for (const key of ["text", "image", "channel"]) checkText(reader, variation, { key, name });
  for (const key of ["buttons", "quick_replies"]) checkButtons(reader, variation, { key, name });
  reader.sequence(getValue(variation, "elements"), `'elements' of '${name}'`);
  reader.mapping(getValue(variation, "custom"), `'custom' of '${name}'`);
  const attachment = getValue(variation, "attachment");
  if (attachment?.kind !== "scalar" || typeof attachment.value !== "string")
    reader.mapping(attachment, `'attachment' of '${name}'`);
}

/** `text: {plant}` is a set of keys in YAML, and `text: 12` a number. */
function checkText(
  reader: SourceReader,
  variation: YamlMapping,
  { key, name }: { readonly key: string; readonly name: string },
): void {
  const node = getValue(variation, key);
  if (node === undefined || isNull(node)) return;
  const value = valueOnLine(reader.document.source, node.start);
  const isOnItsLine = value?.start === node.start && node.kind !== "scalar" && /[\]}]$/.test(value.text);
  const quoted = isOnItsLine ? `Write \`text: ${inQuotes(value.text)}\`.` : undefined;
  reader.quotedText(node, `'${key}' of '${name}'`, TEXT_HINTS[key] ?? quoted);
}

function checkButtons(
  reader: SourceReader,
  variation: YamlMapping,
  { key, name }: { readonly key: string; readonly name: string },
): void {
  const what = key === "buttons" ? "button" : "quick reply";
  const list = reader.sequence(getValue(variation, key), `'${key}' of '${name}'`);
  for (const item of list?.items ?? []) {
    const text = item.kind === "scalar" ? item.value : null;
    const hint =
      text === null
        ? undefined
        : `Write \`- title: "${text}"\`, and \`payload: /…\` below it, in the same column.`;
    const button = reader.mapping(item, `a ${what} of '${name}'`, hint);
    if (button !== null) checkButton(reader, reader.checkKeys(button, buttonKeys, `a ${what}`, null), what);
  }
}

function checkButton(reader: SourceReader, button: YamlMapping, what: string): void {
  const value = (key: string): YamlNode | undefined => getValue(button, key);
  const isSpecial = specialButtonKeys.some((key) => hasValue(value(key)));
  for (const key of ["title", "payload"]) {
    const node = value(key);
    if (node !== undefined) reader.quotedText(node, `'${key}' of a ${what}`);
    else if (!isSpecial) {
      reader.report("project/missing-key", button, `A ${what} needs '${key}'.`, {
        severity: "warning",
        hint:
          key === "title"
            ? 'Write `title: "…"`, what the user sees.'
            : "Write `payload: /…`, the intent that pressing it sends, or a text.",
      });
    }
  }
}

/** An empty mapping says as little as nothing does. */
function hasValue(node: YamlNode | undefined): boolean {
  if (node === undefined || isNull(node)) return false;
  return node.kind !== "mapping" || node.entries.length > 0;
}
