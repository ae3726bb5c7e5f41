import { capital, EXPECTED, type Expected, hintForType } from "./type-hints.ts";
import { isNull, type YamlMapping, type YamlNode, type YamlSequence } from "./yaml/nodes.ts";

/** Reads a node as what it should be; what is another kind is reported, with how to write it (`hint` where it is known). */
export interface ValueReader {
  /** The mapping, or null with an error naming `what`. Null scalars are an empty mapping. */
  mapping(node: YamlNode | undefined, what: string, hint?: string): YamlMapping | null;
  /** The sequence, or null with an error. Absent and null are an empty one. */
  sequence(node: YamlNode | undefined, what: string, hint?: string): YamlSequence | null;
  /** The text, or null with an error; numbers and booleans become their text. */
  text(node: YamlNode | undefined, what: string, hint?: string): string | null;
  /** As {@link ValueReader.text}, but an unquoted number or true/false is an error, as in Rasa. */
  quotedText(node: YamlNode | undefined, what: string, hint?: string): string | null;
  /** A name: as {@link ValueReader.quotedText}, and blanks around it are an error too. */
  name(node: YamlNode | undefined, what: string, hint?: string): string | null;
  /** True or false, or the fallback; anything else is an error. */
  flag(node: YamlNode | undefined, what: string, fallback: boolean): boolean;
  number(node: YamlNode | undefined, what: string): number | null;
  /** A text or a list of texts, as a list. */
  texts(node: YamlNode | undefined, what: string): readonly string[];
}

interface Surroundings {
  readonly source: string;
  report(code: string, node: YamlNode, message: string, finding: { readonly hint: string }): void;
  /** A text, list or mapping could not be read. */
  noteGap(): void;
}

export function createValueReader({ source, report, noteGap }: Surroundings): ValueReader {
  const wrongType = (node: YamlNode, what: string, expected: Expected, own?: string): null => {
    const message = `${capital(what)} is ${EXPECTED[expected]}, but this is ${describe(node)}.`;
    report("project/wrong-type", node, message, { hint: hintForType(expected, node, source, own) });
    if (expected !== "flag" && expected !== "number") noteGap();
    return null;
  };

  const text: ValueReader["text"] = (node, what, hint) => {
    if (node === undefined) return null;
    return node.kind !== "scalar" || node.value === null
      ? wrongType(node, what, "text", hint)
      : String(node.value);
  };

  const quotedText: ValueReader["quotedText"] = (node, what, hint) => {
    if (node?.kind === "scalar" && (typeof node.value === "number" || typeof node.value === "boolean")) {
      report("project/wrong-type", node, `${capital(what)} is a text, but this is ${describe(node)}.`, {
        hint: `Write it in quotes: "${node.value}".`,
      });
    }
    return text(node, what, hint);
  };

  return {
    text,
    quotedText,
    name(node, what, hint) {
      const name = quotedText(node, what, hint);
      if (node === undefined || name === null) return null;
      reportBlanks(report, { node, name, source });
      return name.trim();
    },
    mapping(node, what, hint) {
      if (node === undefined || isNull(node))
        return { kind: "mapping", entries: [], start: node?.start ?? 0, end: node?.end ?? 0 };
      return node.kind === "mapping" ? node : wrongType(node, what, "mapping", hint);
    },
    sequence(node, what, hint) {
      if (node === undefined || isNull(node))
        return { kind: "sequence", items: [], start: node?.start ?? 0, end: node?.end ?? 0 };
      return node.kind === "sequence" ? node : wrongType(node, what, "sequence", hint);
    },
    flag(node, what, fallback) {
      if (node === undefined || isNull(node)) return fallback;
      if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
      wrongType(node, what, "flag");
      return fallback;
    },
    number(node, what) {
      if (node === undefined || isNull(node)) return null;
      return node.kind === "scalar" && typeof node.value === "number"
        ? node.value
        : wrongType(node, what, "number");
    },
    texts(node, what) {
      if (node === undefined || isNull(node)) return [];
      if (node.kind === "sequence")
        return node.items.map((item) => text(item, what)).filter((item) => item !== null);
      const single = text(node, what);
      return single === null ? [] : [single];
    },
  };
}

/** `"utter_greet "`, and a name that goes on in the next line: its dash has no blank. */
function reportBlanks(
  report: Surroundings["report"],
  { node, name, source }: { readonly node: YamlNode; readonly name: string; readonly source: string },
): void {
  const trimmed = name.trim();
  const isLong = source.slice(node.start, node.end).trim().includes("\n");
  if (!isLong && trimmed === name) return;
  if (trimmed === "") return;
  const hint = isLong
    ? "Write a name on one line; begin each item of a list with a dash and a blank."
    : `Write ${trimmed}, without the blank.`;
  const message = isLong
    ? `The name '${trimmed}' goes over several lines.`
    : `The name '${name}' ${name.endsWith(" ") ? "ends" : "begins"} with a blank.`;
  report("project/blank-in-name", node, message, { hint });
}

function describe(node: YamlNode): string {
  if (node.kind === "sequence") return "a list";
  if (node.kind === "mapping") return "a set of `key: value` lines";
  if (node.value === null) return "empty";
  return typeof node.value === "string"
    ? "a text"
    : typeof node.value === "number"
      ? "a number"
      : "true or false";
}
