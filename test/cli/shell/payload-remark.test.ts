import { describe, expect, it } from "vitest";
import { payloadRemark } from "../../../src/cli/shell/payload-remark.ts";
import type { Domain } from "../../../src/domain/index.ts";

const domain: Pick<Domain, "intents" | "entities"> = {
  intents: new Map([
    ["greet", { name: "greet", useEntities: true, ignoreEntities: [], isRetrieval: false, isDefault: false }],
  ]),
  entities: new Map([["plant", { name: "plant", roles: [], groups: [], influenceConversation: true }]]),
};

describe("a payload that is not taken as it was meant", () => {
  it.each([
    ["/gret", "no intent 'gret', so this is understood as a text. Did you mean 'greet'?"],
    ['/gret{"plant": "Fern"}', "no intent 'gret'"],
    ['/greet{"plant": ', "is no JSON object"],
    ["/greet{plant: 1}", "is no JSON object"],
    ['/greet@0.5{"plant"}', "is no JSON object"],
    ['/greet{"plnt": 1, "plant": 2}', "The domain has no entity 'plnt': left out."],
  ])("is remarked upon: %s", (text, remark) => {
    expect(payloadRemark(text, domain)).toContain(remark);
  });

  it.each(["hello", "/greet", "/greet@0.5", '/greet{"plant": "Fern"}', "/", "", "/{}", "what / who"])(
    "is not: %s",
    (text) => {
      expect(payloadRemark(text, domain)).toBeNull();
    },
  );

  it("may have any name where no domain is known", () => {
    expect(payloadRemark('/anything{"some": 1}', null)).toBeNull();
    expect(payloadRemark("/anything{", null)).toContain("no JSON object");
  });
});
