import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readCaseGroups, replayGroup } from "./replay-kit.ts";

// What a real Rasa 3.6.21 answered, request by request, replayed against `tsbot run`. The recordings of public example
// bots lie beside the repository, not in it.
const KIT = fileURLToPath(new URL("fixtures", import.meta.url));
const SHARED_KIT = fileURLToPath(new URL("../../../shared/conformance", import.meta.url));

const groups = readCaseGroups(join(KIT, "cases"));

describe("what Rasa 3.6 answered", () => {
  it("is counted right in the README", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const [, total] = /(\d+) recorded conversations replayed against `tsbot run`/.exec(readme) ?? [];
    expect(total).toBe(String(groups.flatMap(({ files }) => files).length));
  });

  it.each(groups)("is answered alike: $name", (group) => expectAlike(KIT, group), 120_000);
});

describe.skipIf(!existsSync(SHARED_KIT))("what Rasa 3.6 answered with public bots (../shared)", () => {
  const publicGroups = existsSync(SHARED_KIT)
    ? readCaseGroups(join(SHARED_KIT, "cases")).filter(({ name }) => name.startsWith("ex_"))
    : [];
  it.each(publicGroups)("is answered alike: $name", (group) => expectAlike(SHARED_KIT, group), 120_000);

  it("is all there", () => {
    const names = readdirSync(join(SHARED_KIT, "cases"));
    expect([...groups, ...publicGroups].map(({ name }) => name).sort()).toEqual(names.sort());
  });
});

async function expectAlike(kit: string, group: (typeof groups)[number]): Promise<void> {
  const { passed, differing, log } = await replayGroup(kit, group);
  expect(differing, log).toEqual([]);
  expect(passed).toBe(group.files.length);
}

/** Their answers differ in wording only, which a replay does not compare; routes.test.ts does. */
const wordingOnly = new Set(["trigger-unknown-intent"]);

describe("what Rasa 3.6 does wrong", () => {
  it.each(readCaseGroups(join(KIT, "cases-defects")))(
    "is not copied: $name",
    async (group) => {
      const { differing, log } = await replayGroup(KIT, group);
      const defects = group.files.map((file) => file.replace(/^.*\/(.*)\.json$/, "$1"));
      expect(differing, log).toEqual(defects.filter((name) => !wordingOnly.has(name)).sort());
    },
    120_000,
  );
});
