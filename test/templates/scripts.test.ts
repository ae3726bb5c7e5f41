import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copyTemplate, readTemplates } from "../../src/cli/templates.ts";
import { playScripts } from "../../src/testing/index.ts";

describe("the tests that templates bring", () => {
  it("are there for each, and pass", async () => {
    for (const template of await readTemplates()) {
      const directory = await mkdtemp(join(tmpdir(), "tsbot-template-"));
      await copyTemplate(template, directory);
      const results = await playScripts({ directory });
      expect(results.length, template.name).toBeGreaterThan(2);
      expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
      await rm(directory, { recursive: true });
    }
  });
});
