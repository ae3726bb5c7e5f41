import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/base/index.ts";
import { toSarif } from "../../src/cli/sarif.ts";
import type { Diagnostic } from "../../src/project/index.ts";
import { read, validate } from "../project/files.ts";
import { sarifMistakes } from "./sarif-constraints.ts";

const finding: Diagnostic = {
  code: "project/unused-intent",
  severity: "warning",
  message: "Nothing uses 'é💐'.",
  at: { file: "data/my flowers#1.yml", line: 3, column: 5, endLine: 3, endColumn: 9 },
  hint: "Remove it.",
  related: [{ message: "It is here.", at: { file: "a:b.yml", line: 1, column: 1 } }],
};

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
  readonly results: readonly (JsonObject & { readonly ruleIndex: number })[];
  readonly columnKind: string;
}

const runOf = (findings: readonly Diagnostic[]): Run =>
  (toSarif(findings, "1.2.3") as unknown as { readonly runs: readonly [Run] }).runs[0];

describe("SARIF", () => {
  it("holds a finding with its rule, level, place and related places", () => {
    const { results, tool, columnKind } = runOf([finding]);
    expect(columnKind).toBe("unicodeCodePoints");
    expect(results).toEqual([
      {
        ruleId: "project/unused-intent",
        ruleIndex: expect.any(Number),
        level: "warning",
        message: { text: "Nothing uses 'é💐'.\nRemove it." },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: "data/my%20flowers%231.yml", uriBaseId: "%SRCROOT%" },
              region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
            },
          },
        ],
        relatedLocations: [
          {
            id: 0,
            message: { text: "It is here." },
            physicalLocation: {
              artifactLocation: { uri: "a%3Ab.yml", uriBaseId: "%SRCROOT%" },
              region: { startLine: 1, startColumn: 1 },
            },
          },
        ],
      },
    ]);
    expect(tool.driver.rules[results[0]?.ruleIndex ?? -1]?.id).toBe("project/unused-intent");
  });

  it("has a rule for a code of other origin too", () => {
    const { results, tool } = runOf([{ ...finding, code: "elsewhere/odd" }]);
    expect(tool.driver.rules[results[0]?.ruleIndex ?? -1]?.id).toBe("elsewhere/odd");
  });

  it("keeps the format's constraints, whatever is wrong with a project", async () => {
    const broken = await read({
      "domain.yml": 'version: "3.1"\nintents:\n  - greet\n  - greet\n  - néver 💐\nintens: 1\n',
      "data/nlu.yml": "nlu: [",
      "config.yml": "pipeline:\n  - name: DIETClasifier\n",
      "credentials.yml": "callbak:\n",
      "endpoints.yml": null,
    });
    const findings = validate(broken);
    expect(findings.length).toBeGreaterThan(5);
    expect(sarifMistakes(toSarif(findings, "1.2.3"))).toEqual([]);
    expect(sarifMistakes(toSarif([], "1.2.3"))).toEqual([]);
  });

  it.each<[string, (log: JsonObject) => unknown]>([
    ["another version", (log) => Object.assign(log, { version: "2.0.0" })],
    ["an unknown key", (log) => Object.assign(log, { results: [] })],
    ["a level that is none", (log) => Object.assign(result(log), { level: "info" })],
    ["no message", (log) => Object.assign(result(log), { message: {} })],
    ["a rule's index that is another rule's", (log) => Object.assign(result(log), { ruleIndex: 0 })],
    ["a line 0", (log) => Object.assign(region(log), { startLine: 0 })],
    ["an end before the start", (log) => Object.assign(region(log), { endColumn: 1 })],
    ["an absolute file", (log) => Object.assign(artifact(log), { uri: "/home/me/a.yml" })],
    ["a blank in a file's name", (log) => Object.assign(artifact(log), { uri: "a b.yml" })],
  ])("has constraints that notice %s", (_, spoil) => {
    const log = toSarif([finding], "1.2.3");
    spoil(log);
    expect(sarifMistakes(log)).not.toEqual([]);
  });
});

type Loose = { [key: string]: Loose } & { [index: number]: Loose };
const result = (log: JsonObject): Loose => (log as unknown as Loose)["runs"]?.[0]?.["results"]?.[0] as Loose;
const place = (log: JsonObject): Loose => result(log)["locations"]?.[0]?.["physicalLocation"] as Loose;
const region = (log: JsonObject): Loose => place(log)["region"] as Loose;
const artifact = (log: JsonObject): Loose => place(log)["artifactLocation"] as Loose;
