import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../../src/project/index.ts";
import { read, validate } from "./files.ts";
import { type HostileFile, hostileFiles, hostileJson, hostilePlaces } from "./hostile-files.ts";

const TABLE = [
  ...hostilePlaces.flatMap(([file, key]) => hostileFiles.map((hostile) => ({ file, key, ...hostile }))),
  ...hostileJson.map((hostile) => ({ file: "data/more.json", key: "", ...hostile })),
];

/** Findings that a person can read: more, or longer ones, would be a flood. */
const MOST_FINDINGS = 10_100;
const LONGEST = 1_000;

describe("a file that is made to cost much", () => {
  it.each(TABLE)("is refused at its place: $name, in $file", async ({ file, key, ...hostile }) => {
    const content = hostile.build(key);
    const project = await read({ [file]: content });
    const found = project.diagnostics.filter(({ at }) => at.file === file);
    expect(found.map(({ code }) => code)).toContain(hostile.code);
    expectPlace(found, hostile);
    const all = validate(project);
    expect(all.length).toBeLessThan(MOST_FINDINGS);
    expect(Math.max(...all.map(({ message }) => message.length))).toBeLessThanOrEqual(LONGEST + 1);
  });

  it("says how many findings were left out, as an error when errors are among them", async () => {
    const warnings = Array.from({ length: 10_300 }, (_, index) => `  - n${index}\n`).join("");
    const project = await read({ "data/more.yml": `stories:\n${"- a\n".repeat(10_300)}` });
    expect(validate(project)).toContainEqual(
      expect.objectContaining({
        code: "project/too-many-findings",
        severity: "error",
        at: expect.objectContaining({ line: 10_002 }),
        message: expect.stringContaining("300 more"),
      }),
    );
    const unused = validate(await read({ "data/more-domain.yml": `intents:\n${warnings}` }));
    expect(unused.filter(({ code }) => code === "project/too-many-findings")).toEqual(
      [1, 2].map(() => expect.objectContaining({ severity: "note" })),
    );
  });
});

function expectPlace(found: readonly Diagnostic[], { code, place }: HostileFile): void {
  const at = found.find((finding) => finding.code === code)?.at;
  expect(at?.line).toBeGreaterThanOrEqual(1);
  if (place !== undefined) expect([at?.line, at?.column]).toEqual(place);
}
