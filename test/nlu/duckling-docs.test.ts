import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createExtractor } from "./duckling-extractor.ts";

const page = await readFile(new URL("../../docs/entities.md", import.meta.url), "utf8");

/** Rows of the table of dimensions. */
const rows = [...page.matchAll(/^\| `([a-z-]+)` \| `(.+)` \| `(.+)` \|$/gm)].map(
  ([, dimension = "", text = "", value = ""]) => [dimension, text, value] as const,
);

const context = { referenceTime: Date.parse("2026-05-06T12:15:00+02:00"), timeZone: "Europe/Berlin" };

describe("docs/entities.md", () => {
  it.each(rows)("tells what is found of %s in '%s'", async (dimension, text, value) => {
    const found = await createExtractor()(text, context);
    expect(found.map(({ entity, text: own }) => [entity, own])).toEqual([[dimension, text]]);
    const [entity] = found;
    expect(
      typeof entity?.value === "string" && dimension === "time"
        ? entity.value
        : JSON.stringify(entity?.value),
    ).toBe(value);
  });

  it("has a row for each kind of value", () => {
    expect(rows.length).toBeGreaterThan(15);
  });
});
