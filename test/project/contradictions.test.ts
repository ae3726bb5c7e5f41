import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readProject, validateProject } from "../../src/project/index.ts";
import { temporaryFolder } from "../cli/run-cli.ts";

const DOMAIN = `
version: "3.1"
intents: [affirm, deny]
responses:
  utter_help: [{ text: "Help." }]
  utter_more: [{ text: "More." }]
  utter_asked: [{ text: "Did it help?" }]
  utter_end: [{ text: "End." }]
`;

async function contradictions(rules: string): Promise<readonly string[]> {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, "domain.yml"), DOMAIN);
  await writeFile(join(folder.path, "config.yml"), "policies:\n  - name: RulePolicy\n");
  await writeFile(join(folder.path, "rules.yml"), `version: "3.1"\nrules:\n${rules}`);
  const project = await readProject({ directory: folder.path, data: ["rules.yml"] }, {});
  const none = new Set<string>();
  const known = { actionNames: none, componentNames: none, policyNames: none, channelNames: none };
  return validateProject(project, known)
    .filter(({ code }) => code === "project/rule-contradiction")
    .map(({ message }) => message);
}

describe("two rules", () => {
  it("that begin with different actions do not contradict each other: that is where they apply", async () => {
    const found = await contradictions(`
  - rule: after help
    steps: [{ action: utter_help }, { action: utter_asked }, { intent: deny }, { action: utter_more }]
  - rule: after more
    steps: [{ action: utter_more }, { action: utter_asked }, { intent: deny }, { action: utter_end }]
`);
    expect(found).toEqual([]);
  });

  it("that go on differently after the same action do", async () => {
    const found = await contradictions(`
  - rule: ask
    steps: [{ action: utter_help }, { action: utter_asked }]
  - rule: end
    steps: [{ action: utter_help }, { action: utter_end }]
`);
    expect(found).toEqual(["The rule 'end' takes 'utter_end', but the rule 'ask' takes 'utter_asked'."]);
  });

  it("that answer the same message differently do", async () => {
    const found = await contradictions(`
  - rule: more
    steps: [{ intent: affirm }, { action: utter_more }]
  - rule: end
    steps: [{ intent: affirm }, { action: utter_end }]
`);
    expect(found).toHaveLength(1);
  });
});
