import { join } from "node:path";
import { expect, it } from "vitest";
import { allActionNames } from "../../src/domain/index.ts";
import { type ProjectPaths, readProject } from "../../src/project/index.ts";
import { describeGoldens, GOLDENS, goldensOf } from "./goldens.ts";

const environment = { TSBOT_GOLDEN_VARIABLE: "golden-value" };
const INPUTS = join(GOLDENS, "inputs");

type Json = Record<string, unknown>;

interface Golden {
  readonly input: {
    readonly paths?: readonly string[];
    /** Of stories. */
    readonly domain?: string;
    readonly data?: readonly string[];
  };
  readonly ok: boolean;
}

interface DomainGolden extends Golden {
  readonly domain?: {
    readonly intents: readonly { readonly name: string }[];
    readonly entities: readonly {
      readonly name: string;
      readonly roles: readonly string[];
      readonly groups: readonly string[];
      readonly influences_conversation_by_default: boolean;
    }[];
    readonly slots: readonly {
      readonly name: string;
      readonly type: string;
      readonly initial_value: unknown;
      readonly influence_conversation: boolean;
      readonly mappings: readonly { readonly type: string }[];
      readonly values?: readonly string[];
    }[];
    readonly slot_order: readonly string[];
    readonly actions: readonly string[];
    readonly responses: Json;
    readonly forms: Readonly<
      Record<string, { required_slots?: string[]; ignored_intents?: string[] | string }>
    >;
    readonly session_config: { session_expiration_time: number; carry_over_slots_to_new_session: boolean };
    readonly store_entities_as_slots: boolean;
    readonly actions_that_need_the_domain: readonly string[];
  };
}

interface NluGolden extends Golden {
  readonly nlu?: {
    readonly counts: { readonly examples: number };
    readonly examples: readonly { text: string; intent: string | null; entities: readonly Json[] }[];
    readonly synonyms: Readonly<Record<string, string>>;
    readonly regexes: readonly { name: string; pattern: string }[];
    readonly lookups: readonly { name: string; elements: readonly string[] }[];
  };
}

/** Where tsbot reads on purpose what Rasa refuses, refuses what Rasa lets pass in silence, or is not yet there. */
const deviations: Readonly<Record<string, string>> = {
  "domain/small-bad_anchor_whole_slot": "read: Rasa crashes",
  "domain/small-bad_equals_scalar": "read: Rasa crashes",
  "domain/small-bad_flow_question_mark": "read: it is YAML",
  "domain/small-bad_forms_2x": "read with a warning",
  "domain/small-bad_slot_no_mappings": "read with a warning",
  "domain/small-bad_slot_type": "unfeaturized is read with a warning",
  "domain/td-form": "slots without mappings are read with a warning",
  "domain/small-categorical_no_values": "an error: every value would be __other__",
  "domain/small-empty": "an error: nothing can be trained",
  "domain/small-newer_version": "an error, but read: Rasa skips the file",
  "domain/small-unknown_key": "an error with the key that was meant",
  "domain/small-yaml_scalars": "infinity is no JSON",
  "domain/td-default_with_mapping": "triggers are an error: nothing follows them",
  "domain/td-dir-test_domain_from_directory": "a duplicate key is an error in every file",
  "domain/td-dir-test_domain_from_directory_tree": "a key that is no key is an error in every file",
  "domain/td-dir-test_domain_from_multiple_files": "files are merged in the order of their names",
  "nlu/e2ebot": "texts of stories are no examples",
  "nlu/small-no_examples": "an entry without 'examples' is an error",
  "nlu/td-dir-examples-dialogflow": "exports of other tools are not read yet",
  "nlu/td-json-examples-luis-demo-restaurants_v7": "exports of other tools are not read yet",
  "nlu/td-json-examples-wit-demo-flights": "exports of other tools are not read yet",
  "nlu/td-json-test-dialogflow_es_converted_to_rasa": "an annotation that leaves the text is cut at its end",
  "nlu/td-json-test-lookup_tables-lookup_table": "data name no files to open",
  "stories/small-bad_bot_in_rule": "found by validate, not by reading",
  "stories/small-bad_step_metadata": "read: it means nothing",
  "stories/small-empty_intent": "an error: the step says nothing",
  "stories/td-rules_missing_intent": "an error: the step says nothing",
  "stories/td-stories_missing_intent": "an error: the step says nothing",
  "stories/td-stories_form": "slots without mappings are read with a warning",
  "config/small-unknown_key": "an error with the key that was meant",
  "config/td-test_config-graph_config_short": "the graph recipe does not run here",
  "endpoints/small-env_plain_missing": "an error: the address would be wrong",
  "endpoints/small-no_url": "an error: no address to call",
  "endpoints/small-unknown_section": "an error with the section that was meant",
};

function cases<Kind extends Golden>(kind: string) {
  return goldensOf<Kind>(kind).filter(({ file }) => deviations[`${kind}/${file}`] === undefined);
}

async function readGolden({ input }: Golden, kind: "domain" | "data" | "config" | "endpoints") {
  const { paths: given = input.data ?? [], domain = "small/stories-domain.yml" } = input;
  const [path = ""] = given;
  const paths: ProjectPaths = {
    directory: INPUTS,
    domain,
    data: [],
    ...(kind === "data" ? { data: given } : { [kind]: path }),
  };
  const project = await readProject(paths, environment);
  const errors = project.diagnostics.filter(
    ({ severity, at }) =>
      severity === "error" && [...given, domain].some((one) => at.file.startsWith(one.replace(/\/$/, ""))),
  );
  return { project, errors };
}

const byName = <Item extends { readonly name: string }>(items: Iterable<Item>): readonly Item[] =>
  [...items].sort((left, right) => (left.name < right.name ? -1 : 1));

describeGoldens("reading, compared with Rasa", () => {
  it.each(cases<DomainGolden>("domain"))("the domain of $file", async (golden) => {
    const { project, errors } = await readGolden(golden, "domain");
    expect(errors.map(({ message }) => message).slice(0, golden.ok ? undefined : 0)).toEqual([]);
    expect(errors.length > 0).toBe(!golden.ok);
    const wanted = golden.domain;
    if (!golden.ok || wanted === undefined) return;
    const { domain } = project;
    expect([...domain.intents.keys()]).toEqual(wanted.intents.map(({ name }) => name));
    expect(
      byName(domain.entities.values()).map(({ roles, groups, ...entity }) => ({
        ...entity,
        roles: [...roles].sort(),
        groups: [...groups].sort(),
      })),
    ).toEqual(
      byName(wanted.entities).map(({ name, roles, groups, influences_conversation_by_default }) => ({
        name,
        roles: [...roles].sort(),
        groups: [...groups].sort(),
        influenceConversation: influences_conversation_by_default,
      })),
    );
    expect([...domain.slots.keys()]).toEqual(wanted.slot_order);
    expect(
      byName(domain.slots.values()).map((slot) => ({
        name: slot.name,
        type: slot.type,
        initial: slot.initialValue,
        influences: slot.influenceConversation,
        mappings: slot.mappings.map(({ type }) => type),
        values: slot.values,
      })),
    ).toEqual(
      byName(wanted.slots).map((slot) => ({
        name: slot.name,
        type: slot.type,
        initial: slot.initial_value,
        influences: slot.influence_conversation,
        mappings: slot.mappings.map(({ type }) => type),
        values: slot.values?.filter((value) => value !== "__other__"),
      })),
    );
    expect(allActionNames(domain)).toEqual(wanted.actions);
    const responses = [...domain.responses].map(([name, variations]) => [
      name,
      variations.map(({ content, ...rest }) => ({ ...content, ...rest })),
    ]);
    expect(JSON.parse(JSON.stringify(Object.fromEntries(responses)))).toEqual(wanted.responses);
    expect([...domain.forms.values()]).toEqual(
      Object.entries(wanted.forms).map(([name, { required_slots = [], ignored_intents = [] }]) => ({
        name,
        requiredSlots: required_slots,
        ignoredIntents: [ignored_intents].flat(),
      })),
    );
    expect(domain.session).toEqual({
      expirationMinutes: wanted.session_config.session_expiration_time,
      carryOverSlots: wanted.session_config.carry_over_slots_to_new_session,
    });
    expect(domain.storeEntitiesAsSlots).toBe(wanted.store_entities_as_slots);
    expect([...domain.actionsThatNeedTheDomain].sort()).toEqual(
      [...wanted.actions_that_need_the_domain].sort(),
    );
  });

  it.each(cases<NluGolden>("nlu"))("the NLU data of $file", async (golden) => {
    const { project, errors } = await readGolden(golden, "data");
    expect(errors.length > 0).toBe(!golden.ok);
    const wanted = golden.nlu;
    if (!golden.ok || wanted === undefined) return;
    const { nlu } = project;
    const isOneFile = golden.input.paths?.length === 1 && /\.(?:yml|json)$/.test(golden.input.paths[0] ?? "");
    expect(nlu.examples.length).toBe(wanted.counts.examples);
    if (isOneFile) {
      const points = (text: string, units: number) => [...text.slice(0, units)].length;
      const examples = nlu.examples.slice(0, 300).map(({ text, intent, entities }) => ({
        text,
        intent: intent ?? null,
        entities: entities.map((entity) => ({
          ...entity,
          start: points(text, entity.start),
          end: points(text, entity.end),
        })),
      }));
      const of = ({ text, intent, entities }: (typeof wanted.examples)[number]) => ({
        text,
        intent,
        entities,
      });
      expect(examples).toEqual(wanted.examples.map(of));
    }
    expect(Object.fromEntries(nlu.synonyms)).toEqual(wanted.synonyms);
    const patterns = (items: readonly { readonly name: string; readonly pattern: string }[]) =>
      items.map(({ name, pattern }) => JSON.stringify([name, pattern])).sort();
    expect(patterns(nlu.regexes)).toEqual(patterns(wanted.regexes));
    expect(nlu.lookups.map(({ name, elements }) => ({ name, elements }))).toEqual(
      wanted.lookups.map(({ name, elements }) => ({ name, elements })),
    );
  });

  const others = (["stories", "config", "endpoints"] as const).flatMap((kind) =>
    cases(kind).map((golden) => ({ ...golden, kind })),
  );

  it.each(others)("$kind of $file: refused or accepted as by Rasa", async ({ kind, ...golden }) => {
    const { errors } = await readGolden(golden, kind === "stories" ? "data" : kind);
    expect(errors.length > 0).toBe(!golden.ok);
  });
});
