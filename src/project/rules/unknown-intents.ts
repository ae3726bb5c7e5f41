import { intentMentions } from "./mentions.ts";
import { hintFor, type ValidationRule } from "./rule.ts";
import { baseIntent } from "./story-walk.ts";

/** An intent is used that the domain does not list. */
export const unknownIntent: ValidationRule = {
  code: "project/unknown-intent",
  severity: "error",
  explanation:
    "A rule, story, slot mapping, form, a button's payload, the NLU data, a reminder of a TypeScript action or `tsbot: events` of the configuration uses an intent that the domain does not list; Rasa treats it as absent. List it under `intents:`, or correct the name.",
  needs: ["intents"],
  check(project, report, { code }) {
    const { intents } = project.domain;
    const reminders = (code?.reminders ?? []).map(({ intent, at }) => ({
      name: intent,
      place: () => at,
      where: "A reminder has",
    }));
    const settings = [...project.config.eventPolicies].map(([name, { at }]) => ({
      name,
      place: () => at,
      where: "Settings are for",
    }));
    for (const { name, place, where } of [...intentMentions(project), ...reminders, ...settings]) {
      const intent = baseIntent(name);
      if (intents.has(intent)) continue;
      report(place(), `${where} the intent '${intent}', which the domain does not list.`, {
        hint: hintFor(
          intent,
          intents.keys(),
          `Add \`- ${intent}\` to 'intents' in the domain, or correct the name.`,
        ),
      });
    }
  },
};
