import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { migrateDomain } from "../../src/project/index.ts";
import { toJson } from "../../src/project/yaml/nodes.ts";
import { parseYaml } from "../../src/project/yaml/parse-yaml.ts";
import { describeGoldens, GOLDENS, goldensOf } from "./goldens.ts";

interface MigrateGolden {
  readonly kind: string;
  readonly input: { readonly paths: readonly string[] };
  readonly ok: boolean;
  readonly files: readonly string[];
  readonly new_domain?: Record<string, unknown>;
}

/** Where tsbot does something else than the recording, with what it does; docs/differences-from-rasa.md says why. */
const DIFFERENT: Readonly<Record<string, "needs nothing" | object>> = {
  // Rasa refuses domains of its own format; here they are no mistake.
  "migrate-moodbot": "needs nothing",
  "migrate-small-already_3": "needs nothing",
  // Rasa writes the same domain once more.
  "migrate-td-travel_form": "needs nothing",
  // Rasa crashes: its forms list their slots already.
  "migrate-td-restaurant_form": "needs nothing",
  // Rasa crashes: forms are a list.
  "migrate-small-list_forms": {
    version: "3.1",
    intents: ["inform"],
    forms: { a_form: { required_slots: [] }, b_form: { required_slots: [] } },
    slots: { s: { type: "text", mappings: [{ type: "custom" }] } },
  },
};

/** Keys by which the new domain differs: Rasa's own does not load. */
const DIFFERENT_SLOTS: Readonly<Record<string, Record<string, object>>> = {
  "migrate-small-form_slot_not_in_slots": { missing: { type: "any" } },
  "migrate-small-required_slots_mapping": { plain: { type: "any" } },
};

const goldens = goldensOf<MigrateGolden>("cli").filter(({ kind }) => kind === "migrate");

describeGoldens("data migrate, as recorded from Rasa", () => {
  it("finds the recordings", () => {
    expect(goldens.length).toBeGreaterThan(10);
  });

  it.each(goldens)("$file", async ({ file, input, ok, files, new_domain }) => {
    const directory = mkdtempSync(join(tmpdir(), "tsbot-migrate-"));
    try {
      const original = readFileSync(join(GOLDENS, "inputs", input.paths[0] as string), "utf8");
      writeFileSync(join(directory, "domain.yml"), original);
      const report = await migrateDomain({ directory, dryRun: false, force: false });
      const different = DIFFERENT[file];
      expect(readFileSync(join(directory, "domain.yml"), "utf8")).toBe(original);
      if (different === "needs nothing") {
        expect({ changes: report.changes, files: readdirSync(directory) }).toEqual({
          changes: [],
          files: ["domain.yml"],
        });
        return;
      }
      expect(ok || different !== undefined).toBe(true);
      expect(readdirSync(directory).sort()).toEqual(
        ok ? files : ["domain.yml", "new_domain.yml", "original_domain.yml"],
      );
      expect(readFileSync(join(directory, "original_domain.yml"), "utf8")).toBe(original);
      const written = read(readFileSync(join(directory, "new_domain.yml"), "utf8"));
      expect(written).toEqual(different ?? withSlots(new_domain ?? {}, DIFFERENT_SLOTS[file] ?? {}));
      expect(report.remaining.filter(({ severity }) => severity === "error")).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

function read(text: string): unknown {
  const { root } = parseYaml("new_domain.yml", text, {}).document;
  return root === null ? null : JSON.parse(JSON.stringify(toJson(root)));
}

function withSlots(domain: Record<string, unknown>, changes: Record<string, object>): unknown {
  const slots = domain["slots"] as Record<string, object> | undefined;
  if (slots === undefined) return domain;
  const changed = Object.entries(slots).map(([name, slot]) => [name, { ...slot, ...changes[name] }]);
  return { ...domain, slots: Object.fromEntries(changed) };
}
