import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readProject } from "../../src/project/index.ts";
import { line, validate } from "./files.ts";

const directory = fileURLToPath(new URL("fixtures/seed-traps", import.meta.url));

it("finds every trap of the page on reaching out in one run, each at its word", async () => {
  const found = validate(await readProject({ directory }, {}));
  expect(found.filter(({ severity }) => severity !== "note").map(line)).toEqual([
    "config.yml:8:11 error project/unknown-component",
    "credentials.yml:1:1 error project/channel-key-missing",
    "data/broken.yml:7:30 error project/yaml-syntax",
    "data/rules.yml:5:5 error project/unknown-key",
    "data/rules.yml:8:17 error project/missing-response",
    "data/rules.yml:12:17 error project/unknown-intent",
    "data/rules.yml:18:17 error project/unknown-action",
    "data/rules.yml:29:13 error project/unknown-entity",
    "data/rules.yml:32:13 error project/unknown-slot",
    "domain.yml:8:5 error project/pasted-item",
    "domain.yml:16:11 warning project/unfeaturized-slot",
  ]);
});

it("says what to do about each of them", async () => {
  const found = validate(await readProject({ directory }, {}));
  const hintOf = (code: string): string => found.find((one) => one.code === `project/${code}`)?.hint ?? "";
  expect(hintOf("unknown-action")).toContain("Did you mean 'action_set_reminder'?");
  expect(hintOf("pasted-item")).toContain("Write `- ask_forget_reminders`");
  expect(hintOf("unfeaturized-slot")).toContain("type: any\n    influence_conversation: false");
  expect(hintOf("unfeaturized-slot")).toContain("entity: plant");
  expect(hintOf("unknown-intent")).toContain("Did you mean 'EXTERNAL_dry_plant'?");
  expect(hintOf("unknown-entity")).toContain("Did you mean 'PERSON'?");
  expect(hintOf("unknown-slot")).toContain("Did you mean 'plant'?");
  expect(hintOf("unknown-key")).toContain("Did you mean 'conversation_start'?");
  expect(hintOf("unknown-component")).toContain("Did you mean 'DIETClassifier'?");
  expect(hintOf("channel-key-missing")).toContain("url:");
  expect(hintOf("missing-response")).toContain("utter_welcome:");
});

it("reads the traps as what was meant: the pasted intent counts, the slot fills itself from its entity", async () => {
  const { domain, stories } = await readProject({ directory }, {});
  expect(domain.intents.has("ask_forget_reminders")).toBe(true);
  expect(domain.slots.get("plant")).toMatchObject({
    type: "any",
    influenceConversation: false,
    mappings: [{ type: "from_entity", entity: "plant" }],
  });
  expect(stories[0]).toMatchObject({ name: "welcome whoever comes", conversationStart: true });
});
