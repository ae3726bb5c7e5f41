import { describe, expect, it } from "vitest";
import { closest, didYouMean } from "../../src/base/index.ts";

describe("closest", () => {
  it.each([
    ["EXTERNAL_dry_plnt", ["EXTERNAL_dry_plant", "EXTERNAL_reminder"], "EXTERNAL_dry_plant"],
    ["trian", ["train", "run", "trigger"], "train"],
    ["TRAIN", ["train", "run"], "train"],
    ["form", ["from", "foam"], "from"],
    ["action_schedule_reminder", ["action_set_reminder", "action_forget"], "action_set_reminder"],
    ["zebra", ["train", "run"], undefined],
    ["ab", ["xy"], undefined],
    ["", ["run"], undefined],
  ])("of '%s' among %j is %s", (word, candidates, expected) => {
    expect(closest(word, candidates)).toBe(expected);
  });

  it("says nothing when nothing is close", () => {
    expect(didYouMean("zebra", ["train"])).toBe("");
    expect(didYouMean("trian", ["train"])).toBe("Did you mean 'train'?");
  });
});
