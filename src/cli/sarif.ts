import type { JsonArray, JsonObject, SourcePosition } from "../base/index.ts";
import { type Diagnostic, explainFinding, findingParts } from "../project/index.ts";

/**
 * Findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines. Our columns count code points, which SARIF's
 * `columnKind` says; files are relative to the project, by the base `%SRCROOT%`.
 */
export function toSarif(diagnostics: readonly Diagnostic[], version: string): JsonObject {
  const codes = allCodes(diagnostics);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "tsbot",
            semanticVersion: version,
            rules: [...codes.keys()].map((code) => toRule(code, codes.get(code)?.severity ?? "error")),
          },
        },
        columnKind: "unicodeCodePoints",
        results: diagnostics.map((diagnostic) =>
          toResult(diagnostic, codes.get(diagnostic.code)?.index ?? 0),
        ),
      },
    ],
  };
}

type Codes = ReadonlyMap<string, { readonly index: number; readonly severity: Diagnostic["severity"] }>;

/** Every code there is, and those of other origin that were found, numbered. */
function allCodes(diagnostics: readonly Diagnostic[]): Codes {
  const codes = new Map<string, { index: number; severity: Diagnostic["severity"] }>();
  for (const { code, severity } of [...findingParts.flatMap(({ findings }) => findings), ...diagnostics]) {
    if (!codes.has(code)) codes.set(code, { index: codes.size, severity });
  }
  return codes;
}

function toRule(code: string, severity: Diagnostic["severity"]): JsonObject {
  const { explanation, part } = explainFinding(code) ?? { explanation: code, part: "Other" };
  return {
    id: code,
    shortDescription: { text: firstSentence(explanation) },
    fullDescription: { text: explanation },
    help: { text: explanation, markdown: explanation },
    defaultConfiguration: { level: severity },
    properties: { tags: [part] },
  };
}

function firstSentence(text: string): string {
  return /^.*?[.:;](?=\s|$)/s.exec(text)?.[0].replace(/[:;]$/, ".") ?? text;
}

function toResult({ code, severity, message, at, hint, related }: Diagnostic, index: number): JsonObject {
  const relatedLocations: JsonArray = related.map((place, id) => ({
    id,
    message: { text: place.message },
    physicalLocation: toPhysicalLocation(place.at),
  }));
  return {
    ruleId: code,
    ruleIndex: index,
    level: severity,
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    locations: [{ physicalLocation: toPhysicalLocation(at) }],
    ...(relatedLocations.length > 0 && { relatedLocations }),
  };
}

function toPhysicalLocation({ file, line, column, endLine, endColumn }: SourcePosition): JsonObject {
  return {
    artifactLocation: { uri: toRelativeUri(file), uriBaseId: "%SRCROOT%" },
    region: {
      startLine: line,
      startColumn: column,
      ...(endLine !== undefined && endColumn !== undefined && { endLine, endColumn }),
    },
  };
}

/** A path as a relative reference (RFC 3986); `a:b.yml` would be one with a scheme. */
function toRelativeUri(file: string): string {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return uri === "" ? "." : uri;
}
