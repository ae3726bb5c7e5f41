import { closest, didYouMean, type JsonObject, type SourcePosition } from "../base/index.ts";
import type { PlaceBook } from "./place-book.ts";
import type { Diagnostic } from "./project.ts";
import {
  toJson,
  type YamlDocument,
  type YamlEntry,
  type YamlMapping,
  type YamlNode,
  type YamlSequence,
} from "./yaml/nodes.ts";

export type Severity = Diagnostic["severity"];

/** What a finding says besides its code and message. */
export interface Finding {
  readonly severity?: Severity;
  readonly hint?: string | undefined;
  readonly related?: Diagnostic["related"];
}

/** Reads the nodes of one file as what they should be, collecting what is wrong on the way. */
export interface SourceReader {
  readonly document: YamlDocument;
  readonly diagnostics: readonly Diagnostic[];
  readonly places: PlaceBook;
  /** Remembers the node that a thing was read from; returns the thing. */
  remember<Thing extends object>(thing: Thing, node: YamlNode): Thing;
  at(node: YamlNode): SourcePosition;
  report(code: string, node: YamlNode | SourcePosition, message: string, finding?: Finding): void;
  /** The mapping, or null with an error naming `what`. Null scalars are an empty mapping. */
  mapping(node: YamlNode | undefined, what: string): YamlMapping | null;
  /** The sequence, or null with an error. Absent and null are an empty one. */
  sequence(node: YamlNode | undefined, what: string): YamlSequence | null;
  /** The text, or null with an error; numbers and booleans become their text. */
  text(node: YamlNode | undefined, what: string): string | null;
  /** A name: as {@link SourceReader.text}, but an unquoted number or true/false is an error, as in Rasa. */
  name(node: YamlNode | undefined, what: string): string | null;
  /** True or false, or the fallback; anything else is an error. */
  flag(node: YamlNode | undefined, what: string, fallback: boolean): boolean;
  number(node: YamlNode | undefined, what: string): number | null;
  /**
   * Reports every key that is not allowed, with the closest that is. Returns the mapping as it was meant: a misspelt
   * key counts as the closest one, so that one mistake is reported once.
   */
  checkKeys(
    mapping: YamlMapping,
    allowed: readonly string[],
    what: string,
    /** How bad a key is that resembles none; Rasa passes over those of some files. */
    ifStrange?: Severity,
  ): YamlMapping;
  /** A text or a list of texts, as a list. */
  texts(node: YamlNode | undefined, what: string): readonly string[];
  json(node: YamlNode): JsonObject[string];
}

/** A reader of one document; `places` is shared by the readers of a project. */
export function createSourceReader(document: YamlDocument, places: PlaceBook): SourceReader {
  const diagnostics: Diagnostic[] = [];

  const report: SourceReader["report"] = (code, node, message, finding = {}) => {
    const at = "kind" in node ? document.position(node.start, node.end) : node;
    const { severity = "error", hint, related = [] } = finding;
    diagnostics.push({ code, severity, message, at, related, ...(hint !== undefined && { hint }) });
  };

  const wrongType = (node: YamlNode, what: string, expected: string): null => {
    report("project/wrong-type", node, `${what} is ${expected}, but this is ${describe(node)}.`);
    return null;
  };

  const text: SourceReader["text"] = (node, what) => {
    if (node === undefined) return null;
    if (node.kind !== "scalar") return wrongType(node, what, "a text");
    if (node.value === null) return wrongType(node, what, "a text");
    return String(node.value);
  };

  return {
    document,
    diagnostics,
    places,
    remember: (thing, node) => places.remember(thing, document, node),
    at: (node) => document.position(node.start, node.end),
    report,
    text,
    name(node, what) {
      if (node?.kind === "scalar" && (typeof node.value === "number" || typeof node.value === "boolean")) {
        report("project/wrong-type", node, `${what} is a text, but this is ${describe(node)}.`, {
          hint: `Write it in quotes: "${node.value}".`,
        });
      }
      return text(node, what);
    },
    mapping(node, what) {
      if (node === undefined || isNull(node))
        return { kind: "mapping", entries: [], start: node?.start ?? 0, end: node?.end ?? 0 };
      return node.kind === "mapping" ? node : wrongType(node, what, "a set of `key: value` lines");
    },
    sequence(node, what) {
      if (node === undefined || isNull(node))
        return { kind: "sequence", items: [], start: node?.start ?? 0, end: node?.end ?? 0 };
      return node.kind === "sequence" ? node : wrongType(node, what, "a list (lines beginning with `-`)");
    },
    flag(node, what, fallback) {
      if (node === undefined || isNull(node)) return fallback;
      if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
      wrongType(node, what, "true or false");
      return fallback;
    },
    number(node, what) {
      if (node === undefined || isNull(node)) return null;
      return node.kind === "scalar" && typeof node.value === "number"
        ? node.value
        : wrongType(node, what, "a number");
    },
    checkKeys(mapping, allowed, what, ifStrange = "error") {
      if (mapping.entries.every(({ key }) => allowed.includes(key))) return mapping;
      const unknown = mapping.entries.filter(({ key }) => !allowed.includes(key));
      for (const entry of unknown) reportKey(report, entry, { allowed, what, ifStrange });
      return repairKeys(mapping, allowed);
    },
    texts(node, what) {
      if (node === undefined || isNull(node)) return [];
      if (node.kind === "sequence")
        return node.items.map((item) => text(item, what)).filter((item) => item !== null);
      const single = text(node, what);
      return single === null ? [] : [single];
    },
    json: (node) => toJson(node),
  };
}

function reportKey(
  report: SourceReader["report"],
  { key, keyNode }: YamlEntry,
  context: { readonly allowed: readonly string[]; readonly what: string; readonly ifStrange: Severity },
): void {
  const { allowed, what, ifStrange } = context;
  const suggestion = didYouMean(key, allowed);
  report("project/unknown-key", keyNode, `'${key}' is no key of ${what}.`, {
    severity: suggestion === "" ? ifStrange : "error",
    hint: [suggestion, `Keys of ${what}: ${allowed.join(", ")}.`].filter(Boolean).join(" "),
  });
}

function repairKeys(mapping: YamlMapping, allowed: readonly string[]): YamlMapping {
  const taken = new Set(mapping.entries.map(({ key }) => key));
  const entries = mapping.entries.map((entry) => {
    const meant = allowed.includes(entry.key) ? undefined : closest(entry.key, allowed);
    if (meant === undefined || taken.has(meant)) return entry;
    taken.add(meant);
    return { ...entry, key: meant };
  });
  return { ...mapping, entries };
}

/** Whether a node is there but empty. */
export function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === null;
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
