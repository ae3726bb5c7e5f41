import { join } from "node:path";
import { expect, it } from "vitest";
import { judge, readGoldens } from "../goldens/index.ts";
import { describeGoldens, GOLDENS } from "./goldens.ts";

const folder = { directory: GOLDENS, inputs: join(GOLDENS, "inputs") };

describeGoldens("validate on whole projects", () => {
  it.each(readGoldens(folder, "validate"))(
    "finds what is wrong in $name, at its word, and no other error",
    async (golden) => {
      const { outcome, reasons } = await judge("validate", golden, folder);
      expect(outcome === "fails" ? reasons : []).toEqual([]);
    },
  );
});
