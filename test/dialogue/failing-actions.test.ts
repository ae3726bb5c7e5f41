import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCustomAction } from "../../src/dialogue/custom-action.ts";
import { createTestAssistant } from "../../src/testing/index.ts";
import { copyProject } from "../copy-project.ts";
import { exampleDomain } from "../fixtures/example-domain.ts";
import { scopeOf } from "./scope.ts";

/** The bot whose payment fails, with changes to its domain and more rules; what a payment comes to. */
async function pay({
  domain = (text) => text,
  rules = "",
  action = "",
}: {
  readonly domain?: (text: string) => string;
  readonly rules?: string;
  /** Another action, in TypeScript. */
  readonly action?: string;
} = {}) {
  const directory = copyProject("test/dialogue/fixtures/failing-bot");
  const file = join(directory, "domain.yml");
  writeFileSync(file, domain(readFileSync(file, "utf8")));
  appendFileSync(join(directory, "data/rules.yml"), rules);
  if (action !== "") writeFileSync(join(directory, "actions/failed.ts"), action);
  const bot = await createTestAssistant({ directory });
  try {
    const said = await bot.say("/pay");
    const events = await bot.assistant.events("test");
    const actions = events.flatMap((event) => (event.event === "action" ? [event.name] : []));
    const slots = events.flatMap((event) => (event.event === "slot" ? [event.value] : []));
    return { said, actions: actions.slice(2), slots };
  } finally {
    await bot.close();
  }
}

const listsAction = (text: string): string => text.replace("actions:\n", "actions:\n  - action_failed\n");
const withoutApology = (text: string): string => text.replace(/.*utter_action_failed.*\n/, "");

const ON_FAILURE = `
  - rule: after a failure
    steps:
      - action: action_failed
      - action: utter_call_us
`;

it("an action that fails keeps what happened before it, apologises and listens", async () => {
  expect(await pay()).toEqual({
    said: ["One moment.", "Something went wrong."],
    actions: ["utter_wait", "action_pay", "action_listen"],
    slots: [],
  });
});

it("without an apology in the domain it fails in silence", async () => {
  expect(await pay({ domain: withoutApology })).toMatchObject({ said: ["One moment."] });
});

it("a domain that lists action_failed has it taken, and rules go on from there", async () => {
  expect(await pay({ domain: listsAction, rules: ON_FAILURE })).toEqual({
    said: ["One moment.", "Something went wrong.", "Please call us."],
    actions: ["utter_wait", "action_pay", "action_failed", "utter_call_us", "action_listen"],
    slots: [],
  });
});

it("action_failed can be the project's own, and is not called again when it fails itself", async () => {
  const own = (body: string): string =>
    `import { defineAction, slotSet } from "tsbot";
     export default defineAction({ name: "action_failed", run({ say }) { ${body} } });`;
  expect(
    await pay({
      domain: listsAction,
      rules: ON_FAILURE,
      action: own(`say("Oh no."); return [slotSet("paid", false)];`),
    }),
  ).toMatchObject({ said: ["One moment.", "Oh no.", "Please call us."], slots: [false] });
  expect(
    await pay({ domain: listsAction, rules: ON_FAILURE, action: own(`throw new Error("twice");`) }),
  ).toMatchObject({
    said: ["One moment.", "Something went wrong.", "Please call us."],
    actions: ["utter_wait", "action_pay", "action_failed", "utter_call_us", "action_listen"],
  });
});

it.each([
  ["5,000", 5_000, 0],
  ["more", 5_001, 1],
])("an action may add %s events and messages", async (_, count, failures) => {
  const event = { event: "slot", name: "paid", value: true } as const;
  const events = Array.from({ length: count - 1 }, () => event);
  const scope = scopeOf(exampleDomain, [], {
    action_pay: { status: "done", events, responses: [{ text: "Paid." }] },
  });
  const outcome = await runCustomAction("action_pay", scope);
  expect(scope.failed).toHaveLength(failures);
  expect(outcome).toMatchObject({ status: failures === 0 ? "done" : "failed" });
});
