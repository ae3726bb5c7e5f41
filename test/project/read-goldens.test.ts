import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type GoldenKind, judge, readGoldens } from "../goldens/index.ts";
import { describeGoldens, GOLDENS } from "./goldens.ts";

const folder = { directory: GOLDENS, inputs: join(GOLDENS, "inputs") };

const KINDS: readonly GoldenKind[] = ["domain", "nlu", "stories", "config", "endpoints", "tokens"];

describeGoldens("reading, compared with Rasa", () => {
  describe.each(KINDS)("%s", (kind) => {
    it.each(readGoldens(folder, kind))("$name", async (golden) => {
      const { outcome, reasons } = await judge(kind, golden, folder);
      expect(outcome === "fails" ? reasons : []).toEqual([]);
    });
  });
});
