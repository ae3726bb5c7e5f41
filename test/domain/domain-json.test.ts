import { describe, expect, it } from "vitest";
import { allActionNames, type Domain, domainFromJson, domainToJson } from "../../src/domain/index.ts";

const domain: Domain = {
  intents: new Map([
    ["greet", { name: "greet", useEntities: true, ignoreEntities: [], isRetrieval: false, isDefault: false }],
  ]),
  entities: new Map([
    ["flower", { name: "flower", roles: ["gift"], groups: [], influenceConversation: true }],
  ]),
  slots: new Map([
    [
      "flower",
      {
        name: "flower",
        type: "text",
        influenceConversation: true,
        initialValue: null,
        mappings: [{ type: "from_entity", entity: "flower", role: "gift" }],
        isBuiltIn: false,
      },
    ],
  ]),
  responses: new Map([
    ["utter_b", [{ content: { text: "b" } }]],
    ["utter_a", [{ content: { text: "a" }, channel: "rest" }]],
    ["faq/hours", [{ content: { text: "nine to five" } }]],
  ]),
  actions: ["action_pay", "action_listen", "utter_b"],
  actionsThatNeedTheDomain: ["action_pay"],
  forms: new Map([
    ["order_form", { name: "order_form", requiredSlots: ["flower"], ignoredIntents: ["greet"] }],
  ]),
  endToEndActions: ["Hello!"],
  session: { expirationMinutes: 30, carryOverSlots: false },
  storeEntitiesAsSlots: true,
};

describe("the domain as JSON", () => {
  it("comes back as it was, through text", () => {
    const text = JSON.stringify(domainToJson(domain));
    expect(domainFromJson(JSON.parse(text))).toEqual(domain);
  });
});

describe("allActionNames", () => {
  it("lists default actions, listed ones, responses by name, forms and texts, each once", () => {
    expect(allActionNames(domain).slice(-7)).toEqual([
      "...",
      "action_extract_slots",
      "action_pay",
      "utter_b",
      "utter_a",
      "order_form",
      "Hello!",
    ]);
    expect(allActionNames(domain)[0]).toBe("action_listen");
  });
});
