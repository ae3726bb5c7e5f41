import { didYouMean } from "../../base/index.ts";
import type { ProjectComponent } from "../project.ts";
import type { Report, ValidationRule } from "./rule.ts";

function checkNames(
  components: readonly ProjectComponent[],
  known: ReadonlySet<string>,
  { what, report }: { readonly what: string; readonly report: Report },
): void {
  for (const { name, at } of components) {
    if (known.has(name)) continue;
    report(at, `There is no ${what} '${name}'.`, {
      hint: [didYouMean(name, known), `Known: ${[...known].sort().join(", ")}.`].filter(Boolean).join(" "),
    });
  }
}

/** The pipeline names a component tsbot does not have. */
export const unknownComponent: ValidationRule = {
  code: "project/unknown-component",
  severity: "error",
  explanation:
    "config.yml names an NLU component that does not exist in tsbot. Correct the name, or take one of those listed.",
  check({ config }, report, { componentNames }) {
    checkNames(config.pipeline, componentNames, { what: "component", report });
  },
};

/** The policies name one tsbot does not have. */
export const unknownPolicy: ValidationRule = {
  code: "project/unknown-policy",
  severity: "error",
  explanation:
    "config.yml names a policy that does not exist in tsbot. Policies of Rasa 1 and 2 are RulePolicy and FallbackClassifier now.",
  check({ config }, report, { policyNames }) {
    checkNames(config.policies, policyNames, { what: "policy", report });
  },
};

/** Rules without the policy that follows them. */
export const rulesWithoutPolicy: ValidationRule = {
  code: "project/rules-without-policy",
  severity: "error",
  explanation:
    "The project has rules or forms, but `policies` in config.yml lacks RulePolicy, so nothing follows them.",
  check({ config, stories, domain, places }, report) {
    if (config.policies.some(({ name }) => name === "RulePolicy")) return;
    const rule = stories.find(({ kind }) => kind === "rule");
    const form = [...domain.forms.keys()]
      .map((name) => places.forms.get(name))
      .find((at) => at !== undefined);
    const at = rule?.at ?? form;
    if (at === undefined) return;
    report(at, "Rules and forms need RulePolicy, which config.yml does not name.", {
      hint: "Add `- name: RulePolicy` to 'policies' in config.yml.",
    });
  },
};

/** credentials.yml names a channel tsbot does not have. */
export const unknownChannel: ValidationRule = {
  code: "project/unknown-channel",
  severity: "error",
  explanation:
    "credentials.yml names a channel that is neither built in nor defined in channels/. Correct the name, or define it with `defineChannel`.",
  check({ credentials }, report, { channelNames }) {
    for (const [name, { at }] of credentials) {
      if (channelNames.has(name)) continue;
      report(at, `There is no channel '${name}'.`, {
        hint: [
          didYouMean(name, channelNames),
          `Channels: ${[...channelNames].sort().join(", ")}. Your own go into channels/.`,
        ]
          .filter(Boolean)
          .join(" "),
      });
    }
  },
};

/** Keys of the built-in channels. */
const CHANNEL_KEYS: Readonly<
  Record<string, { readonly required: readonly string[]; readonly allowed: readonly string[] }>
> = {
  rest: { required: [], allowed: ["on_open"] },
  callback: {
    required: ["url"],
    allowed: ["url", "on_open", "secret", "headers", "params", "basic_auth", "token", "token_name"],
  },
};

/** A channel lacks a key it needs, or has one it does not know. */
export const channelKeys: ValidationRule = {
  code: "project/channel-keys",
  severity: "error",
  explanation: "A channel in credentials.yml lacks a key that it needs, or has one that it does not know.",
  check({ credentials }, report) {
    for (const [name, { value, at }] of credentials) {
      const keys = CHANNEL_KEYS[name];
      if (keys === undefined) continue;
      for (const key of keys.required) {
        if (value[key] !== undefined && value[key] !== null) continue;
        report(at, `The channel '${name}' needs '${key}'.`, {
          hint:
            name === "callback"
              ? "Write `url: http://127.0.0.1:5034/bot`, where the bot's messages are posted to."
              : "",
        });
      }
      for (const key of Object.keys(value)) {
        if (keys.allowed.includes(key)) continue;
        report(at, `'${key}' is no key of the channel '${name}'.`, {
          hint: [didYouMean(key, keys.allowed), `Keys: ${keys.allowed.join(", ")}.`]
            .filter(Boolean)
            .join(" "),
        });
      }
    }
  },
};
