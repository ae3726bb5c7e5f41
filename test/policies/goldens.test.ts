import { join } from "node:path";
import { expect, it } from "vitest";
import type { JsonObject } from "../../src/base/index.ts";
import { type PolicyConfiguration, trainPolicies } from "../../src/policies/index.ts";
import { readProject } from "../../src/project/index.ts";
import { describeGoldens, GOLDENS, goldensOf } from "../project/goldens.ts";

interface Lookup {
  readonly count: number;
  readonly sha256: string;
  readonly complete: boolean;
  readonly lookup: readonly (readonly [string, string])[];
}

interface Table {
  readonly count: number;
  readonly entries: readonly { readonly states: readonly unknown[]; readonly value: string }[];
}

interface PolicyGolden {
  readonly input: { readonly domain: string; readonly data: readonly string[] };
  readonly memoization: { readonly max_history_5: Lookup; readonly unlimited?: Lookup };
  readonly rule_policy: {
    readonly ok: boolean;
    readonly rules: Table;
    readonly rules_for_loop_unhappy_path: Table;
    readonly rules_not_in_stories: readonly string[];
  };
}

interface Model {
  readonly lookup: readonly (readonly [string, string])[];
  readonly entries: readonly { readonly states: readonly unknown[]; readonly action: string }[];
  readonly unhappy: readonly { readonly states: readonly unknown[]; readonly effect: string }[];
  readonly notInStories: readonly string[];
}

/** Where tsbot learns something else on purpose. */
const deviations: Readonly<Record<string, string>> = {
  "small-empty_intent": "an error: the step says nothing",
  "td-rules_missing_intent": "an error: the step says nothing",
  "td-stories_missing_intent": "an error: the step says nothing",
  "td-rules_with_stories_sorted": "Rasa does not train it: an action is missing",
  "td-rules_without_stories": "Rasa does not train it: an action is missing",
  "td-stories_and_rules": "Rasa does not train it: an action is missing",
  "td-stories_restart": "a story that goes on after a restart stays one story",
  "td-stories_with_cycle": "every cycle is unrolled three times, in Rasa those of several stories twice",
};

const logger = { debug() {}, info() {}, warn() {}, error() {} };

async function train({ input }: PolicyGolden, configuration: PolicyConfiguration): Promise<Model> {
  const paths = { directory: join(GOLDENS, "inputs"), domain: input.domain, data: input.data };
  const project = await readProject(paths, {});
  const { domain, stories } = project;
  const policies = trainPolicies([configuration], { domain, stories }, { seed: 1, logger });
  const { models } = policies.toJson() as unknown as {
    readonly models: readonly { readonly model: Model }[];
  };
  return (models[0] as { readonly model: Model }).model;
}

const inOrder = <Item>(items: readonly Item[]): readonly Item[] =>
  [...items].sort((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));

const entriesOf = <Entry extends { readonly states: readonly unknown[] }>(
  entries: readonly Entry[],
  value: (entry: Entry) => string,
) => inOrder(entries.map((entry) => ({ states: plain(entry.states), value: value(entry) })));

/** Without the prototypes and absent members that JSON does not have. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const EFFECTS: Readonly<Record<string, string>> = {
  "loop-was-interrupted": "loop_was_interrupted",
  "do-not-predict-loop": "do_not_predict_loop_action",
};

/** Rasa's names of what decides where no rule does. */
const toRasasSource = (source: string): string =>
  source
    .replace(/^loop (\S+) listen$/, "handling active loops and forms - $1 - action_listen")
    .replace(/^loop (\S+)$/, "handling active loops and forms - $1")
    .replace(/^default (\S+)$/, "predicting default action with intent $1");

describeGoldens("what policies learn, compared with Rasa", () => {
  const goldens = goldensOf<PolicyGolden>("policies").filter(({ file }) => deviations[file] === undefined);
  const histories = goldens.flatMap((golden) =>
    (["max_history_5", "unlimited"] as const).flatMap((history) => {
      const wanted = golden.memoization[history];
      return wanted === undefined ? [] : [{ golden, wanted, history, file: golden.file }];
    }),
  );

  it.each(histories)("memoization of $file, $history", async ({ golden, wanted, history }) => {
    const options: JsonObject = history === "unlimited" ? {} : { max_history: 5 };
    const { lookup } = await train(golden, { name: "MemoizationPolicy", options });
    const ours = lookup.map(([states, action]) => [states.replaceAll('"', ""), action] as const);
    expect(ours.length).toBe(wanted.count);
    if (wanted.complete) expect(inOrder(ours)).toEqual(inOrder(wanted.lookup));
    else expect(ours).toEqual(expect.arrayContaining(wanted.lookup as unknown[]));
  });

  it.each(goldens)("rules of $file", async (golden) => {
    const wanted = golden.rule_policy;
    const model = await train(golden, { name: "RulePolicy", options: {} });
    expect(entriesOf(model.entries, ({ action }) => action)).toEqual(
      entriesOf(wanted.rules.entries, ({ value }) => value),
    );
    expect(entriesOf(model.unhappy, ({ effect }) => EFFECTS[effect] ?? effect)).toEqual(
      entriesOf(wanted.rules_for_loop_unhappy_path.entries, ({ value }) => value),
    );
    expect(model.notInStories.map(toRasasSource).sort()).toEqual([...wanted.rules_not_in_stories].sort());
  });
});
