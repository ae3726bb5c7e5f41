import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { migrateTexts } from "../../src/project/migrate/index.ts";
import { unifiedDiff } from "../../src/project/migrate/line-diff.ts";
import { toJson } from "../../src/project/yaml/nodes.ts";
import { parseYaml } from "../../src/project/yaml/parse-yaml.ts";
import { read } from "./files.ts";
import { type OldDomain, oldDomain, printOldDomain, sprinkle } from "./old-domains.ts";

const printed = fc
  .tuple(
    oldDomain,
    fc.infiniteStream(fc.nat(1000)),
    fc.array(fc.tuple(fc.nat(1000), fc.nat(8)), { maxLength: 12 }),
  )
  .map(([domain, choices, comments]) => {
    const lines = printOldDomain(domain, () => choices.next().value);
    return { domain, text: sprinkle(lines, comments) };
  });

function migrate(text: string): string {
  return migrateTexts([{ name: "domain.yml", text }]).files[0]?.text ?? "";
}

function data(text: string): Record<string, unknown> {
  const { document, problems } = parseYaml("domain.yml", text, {});
  expect(problems).toEqual([]);
  return document.root === null ? {} : JSON.parse(JSON.stringify(toJson(document.root)));
}

function commentsIn(text: string): readonly string[] {
  return [...text.matchAll(/# comment \d+/g)].map(([comment]) => comment).sort();
}

describe("migrating any domain of Rasa 2", () => {
  it("keeps every comment", () => {
    fc.assert(
      fc.property(printed, ({ text }) => {
        expect(commentsIn(migrate(text))).toEqual(commentsIn(text));
      }),
      { numRuns: 500 },
    );
  });

  it("says afterwards what Rasa's own command makes of it", () => {
    fc.assert(
      fc.property(printed, ({ domain, text }) => {
        expect(data(migrate(text))).toEqual(asRasaMigrates(domain));
      }),
      { numRuns: 500 },
    );
  });

  it("gives a domain that reads without errors and old habits", async () => {
    await fc.assert(
      fc.asyncProperty(printed, async ({ text }) => {
        const { diagnostics } = await read({ "domain.yml": migrate(text) });
        const found = diagnostics.filter(
          ({ at, code }) => at.file === "domain.yml" && code !== "project/empty-file",
        );
        expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(printed, ({ text }) => {
        const once = migrate(text);
        expect(migrateTexts([{ name: "domain.yml", text: once }])).toEqual({
          files: [{ name: "domain.yml", text: once }],
          changes: [],
        });
      }),
      { numRuns: 300 },
    );
  });

  it("leaves the lines of all that does not change as they are", () => {
    fc.assert(
      fc.property(printed, ({ text }) => {
        const after = migrate(text).split("\n");
        const kept = text
          .split("\n")
          .filter((line) => line.startsWith("  utter_a") || line.startsWith("    - text:"));
        expect(after.filter((line) => kept.includes(line))).toEqual(kept);
      }),
      { numRuns: 200 },
    );
  });
});

type Data = Record<string, unknown>;

/** `rasa data migrate` on plain data, as its recordings show it, with the slot types that Rasa 3 knows. */
function asRasaMigrates(domain: OldDomain): Data {
  const slots = new Map<string, { readonly properties: Data; readonly mappings: Data[] }>();
  for (const { name, type, autoFill: _, ...others } of domain.slots) {
    const properties = { type: type === "unfeaturized" ? "any" : type, ...others };
    slots.set(name, { properties, mappings: [] });
  }
  const required = domain.forms.flatMap((form) => form.slots.map((slot) => ({ ...slot, form: form.name })));
  for (const { form, name, mappings } of required) {
    const slot = slots.get(name) ?? { properties: { type: "any" }, mappings: [] };
    slots.set(name, slot);
    for (const mapping of mappings) addMapping(slot.mappings, mapping, form, name);
  }
  for (const [name, { mappings }] of slots) {
    const isOff = domain.slots.some((known) => known.name === name && known.autoFill === false);
    if (domain.entities.includes(name) && !isOff) mappings.push({ type: "from_entity", entity: name });
    if (mappings.length === 0) mappings.push({ type: "custom" });
  }
  const forms = domain.forms.map(({ name, slots: own, ignored }) => [
    name,
    {
      required_slots: own.map((slot) => slot.name),
      ...(ignored.length > 0 && { ignored_intents: ignored }),
    },
  ]);
  const written = [...slots].map(([name, { properties, mappings }]) => [name, { ...properties, mappings }]);
  return {
    version: "3.1",
    entities: domain.entities,
    responses: domain.responses,
    ...(written.length > 0 && { slots: Object.fromEntries(written) }),
    ...(forms.length > 0 && { forms: Object.fromEntries(forms) }),
  };
}

function addMapping(own: Data[], mapping: Data, form: string, slot: string): void {
  const isFree = mapping["type"] === "from_entity" || mapping["type"] === "from_trigger_intent";
  const condition = { active_loop: form, ...(!isFree && { requested_slot: slot }) };
  const same = own.find(({ conditions: _, ...rest }) => isSame(rest, mapping));
  if (same === undefined) own.push({ ...mapping, conditions: [condition] });
  else (same["conditions"] as object[]).push(condition);
}

function isSame(left: object, right: object): boolean {
  const sorted = (value: object): string => JSON.stringify(Object.entries(value).sort());
  return sorted(left) === sorted(right);
}

describe("the difference of two texts", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "", "d"), { maxLength: 30 });
  const text = fc
    .tuple(lines, fc.boolean())
    .map(([all, ends]) => all.join("\n") + (ends && all.length > 0 ? "\n" : ""));

  it("says how to get from one to the other", () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applyDiff(before, unifiedDiff(before, after))).toBe(after);
      }),
      { numRuns: 1000 },
    );
  });

  it("is nothing between equal texts, and shows three lines around a change", () => {
    expect(unifiedDiff("a\nb\n", "a\nb\n")).toEqual([]);
    const before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    expect(unifiedDiff(before, before.replace("5\n", "five\n"))).toEqual([
      "@@ -2,7 +2,7 @@",
      " 2",
      " 3",
      " 4",
      "-5",
      "+five",
      " 6",
      " 7",
      " 8",
    ]);
  });

  it("stays quick where everything differs", () => {
    const many = (word: string): string =>
      Array.from({ length: 20_000 }, (_, index) => `${word}${index}\n`).join("");
    expect(unifiedDiff(many("a"), many("b"))).toHaveLength(40_001);
  });
});

/** What `patch` makes of a text and a unified diff; fails where the diff does not fit. */
function applyDiff(before: string, diff: readonly string[]): string {
  const source = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const result: string[] = [];
  let at = 0;
  for (const [index, part] of diff.entries()) {
    const heading = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@$/.exec(part);
    if (heading !== null) {
      const start = heading[2] === "0" ? Number(heading[1]) : Number(heading[1]) - 1;
      result.push(...source.slice(at, start));
      at = start;
      continue;
    }
    if (part.startsWith("\\")) continue;
    const text = part.slice(1) + (diff[index + 1]?.startsWith("\\") ? "" : "\n");
    if (!part.startsWith("+")) expect(source[at++]).toBe(text);
    if (!part.startsWith("-")) result.push(text);
  }
  return [...result, ...source.slice(at)].join("");
}
