import type { JsonObject, SourcePosition } from "../base/index.ts";
import { createFindingList } from "./finding-list.ts";
import { hintForKey, meantKey } from "./key-suggestions.ts";
import type { PlaceBook } from "./place-book.ts";
import type { Diagnostic } from "./project.ts";
import { createValueReader, type ValueReader } from "./value-reader.ts";
import { toJson, type YamlDocument, type YamlEntry, type YamlMapping, type YamlNode } from "./yaml/nodes.ts";

export { isNull } from "./yaml/nodes.ts";

export type Severity = Diagnostic["severity"];

/** What a finding says besides its code and message. */
export interface Finding {
  readonly severity?: Severity;
  readonly hint?: string | undefined;
  readonly related?: Diagnostic["related"];
}

/** Reads the nodes of one file as what they should be, collecting what is wrong on the way. */
export interface SourceReader extends ValueReader {
  readonly document: YamlDocument;
  readonly diagnostics: readonly Diagnostic[];
  readonly places: PlaceBook;
  /** Remembers the node that a thing was read from; returns the thing. */
  remember<Thing extends object>(thing: Thing, node: YamlNode): Thing;
  at(node: YamlNode): SourcePosition;
  report(code: string, node: YamlNode | SourcePosition, message: string, finding?: Finding): void;
  /** Whether something could not be read, so that what it was meant to say is not known. */
  hasGaps(): boolean;
  /** Tells that something was left out that a person meant to be read. */
  noteGap(): void;
  /**
   * Reports every key that is not allowed, with the closest that is. Returns the mapping as it was meant: a misspelt
   * key counts as the closest one, so that one mistake is reported once.
   */
  checkKeys(
    mapping: YamlMapping,
    allowed: readonly string[],
    what: string,
    /** How bad a key is that resembles none; Rasa passes over those of some files. Null where it may have a meaning. */
    ifStrange?: Severity | null,
  ): YamlMapping;
  json(node: YamlNode): JsonObject[string];
}

/** A reader of one document; `places` is shared by the readers of a project. */
export function createSourceReader(document: YamlDocument, places: PlaceBook): SourceReader {
  const findings = createFindingList();
  let hasGaps = false;
  const noteGap = (): void => {
    hasGaps = true;
  };
  const report: SourceReader["report"] = (code, node, message, finding = {}) => {
    const place = (): SourcePosition => ("kind" in node ? document.position(node.start, node.end) : node);
    const { severity = "error", hint, related = [] } = finding;
    if (findings.leavesOut(severity, place)) return;
    findings.add({ code, severity, message, at: place(), related, ...(hint !== undefined && { hint }) });
  };
  return {
    ...createValueReader({ source: document.source, report, noteGap }),
    document,
    get diagnostics() {
      return findings.all();
    },
    places,
    remember: (thing, node) => places.remember(thing, document, node),
    at: (node) => document.position(node.start, node.end),
    report,
    hasGaps: () => hasGaps,
    noteGap,
    checkKeys(mapping, allowed, what, ifStrange = "error") {
      if (mapping.entries.every(({ key }) => allowed.includes(key))) return mapping;
      const unknown = mapping.entries.filter(({ key }) => !allowed.includes(key));
      for (const entry of unknown) {
        if (ifStrange !== null && meantKey(entry.key, allowed) === undefined) noteGap();
        reportKey(report, entry, { allowed, what, ifStrange });
      }
      return repairKeys(mapping, allowed);
    },
    json: (node) => toJson(node),
  };
}

function reportKey(
  report: SourceReader["report"],
  { key, keyNode }: YamlEntry,
  context: {
    readonly allowed: readonly string[];
    readonly what: string;
    readonly ifStrange: Severity | null;
  },
): void {
  const { allowed, what, ifStrange } = context;
  const severity = meantKey(key, allowed) === undefined ? ifStrange : "error";
  if (severity === null) return;
  report("project/unknown-key", keyNode, `'${key}' is no key of ${what}.`, {
    severity,
    hint: hintForKey(key, allowed, what),
  });
}

function repairKeys(mapping: YamlMapping, allowed: readonly string[]): YamlMapping {
  const taken = new Set(mapping.entries.map(({ key }) => key));
  const entries = mapping.entries.map((entry) => {
    const meant = allowed.includes(entry.key) ? undefined : meantKey(entry.key, allowed);
    if (meant === undefined || taken.has(meant)) return entry;
    taken.add(meant);
    return { ...entry, key: meant };
  });
  return { ...mapping, entries };
}
