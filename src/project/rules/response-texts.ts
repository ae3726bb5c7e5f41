import { isJsonObject, type JsonValue } from "../../base/index.ts";
import type { ResponseVariation } from "../../domain/index.ts";
import { hintFor, type ValidationRule } from "./rule.ts";
import { actionsTaken } from "./story-walk.ts";

/** What Rasa fills variables in. */
const FILLED_KEYS = ["text", "image", "custom", "buttons", "attachment", "quick_replies"];

/** A text of a response's variation, by its path. */
interface ResponseText {
  readonly response: string;
  readonly variation: ResponseVariation;
  readonly path: readonly (string | number)[];
  readonly text: string;
}

function* responseTexts(
  responses: ReadonlyMap<string, readonly ResponseVariation[]>,
): Generator<ResponseText> {
  for (const [response, variations] of responses) {
    for (const variation of variations) {
      for (const key of FILLED_KEYS) {
        for (const { path, text } of textsIn(variation.content[key] ?? null, [key]))
          yield { response, variation, path, text };
      }
    }
  }
}

function* textsIn(
  value: JsonValue,
  path: readonly (string | number)[],
): Generator<{ readonly path: readonly (string | number)[]; readonly text: string }> {
  if (typeof value === "string") yield { path, text: value };
  else if (Array.isArray(value))
    for (const [index, item] of value.entries()) yield* textsIn(item, [...path, index]);
  else if (isJsonObject(value))
    for (const [key, item] of Object.entries(value)) yield* textsIn(item, [...path, key]);
}

/** Texts of the same length without doubled braces, so that offsets stay. */
function withoutEscapes(text: string): string {
  return text.replaceAll(/\{\{|\}\}/g, "  ");
}

/** Names in `{…}`, without escaped braces and `${…}`. */
function variablesOf(text: string): readonly string[] {
  return [...withoutEscapes(text).matchAll(/(?<!\$)\{([^\n{}]+?)\}/g)].map(([, name = ""]) => name);
}

/** A variable's name, in contrast to a piece of JSON: `size`, `slot.part`, `slots[0]`. */
function isName(name: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_.[\]-]*$/u.test(name);
}

/** Slots that responses show. */
export function slotsInTexts(
  responses: ReadonlyMap<string, readonly ResponseVariation[]>,
): readonly string[] {
  return [...responseTexts(responses)].flatMap(({ text }) => variablesOf(text).map(slotOf));
}

/** `size` of `size.width` and `size[0]`. */
function slotOf(variable: string): string {
  return variable.split(/[.[]/, 1)[0] ?? variable;
}

/** A response's `{name}` that is no slot. */
export const unknownVariable: ValidationRule = {
  code: "project/unknown-variable",
  severity: "error",
  explanation:
    "A response's text uses `{name}`, but there is no slot of that name, so the text is sent as it is written, braces and all. Add the slot, correct the name, or write `{{` and `}}` for braces. It is a warning for a response that no rule or story says by itself: a custom action could give the value.",
  needs: ["slots"],
  check(project, report) {
    const { domain, places } = project;
    const taken = actionsTaken(project);
    for (const { response, variation, path, text } of responseTexts(domain.responses)) {
      for (const variable of new Set(variablesOf(text))) {
        const slot = slotOf(variable);
        if (domain.slots.has(slot) || !isName(variable)) continue;
        report(
          places.ofText(variation, `{${variable}}`, ...path),
          `The response '${response}' uses '{${variable}}', but there is no slot '${slot}'.`,
          {
            severity: taken.has(response) ? "error" : "warning",
            hint: hintFor(slot, domain.slots.keys(), "Add the slot, or write {{ and }} for braces."),
          },
        );
      }
    }
  },
};

/** A text with a brace that nothing closes. */
export const unbalancedBrace: ValidationRule = {
  code: "project/unbalanced-brace",
  severity: "error",
  explanation:
    "A response's text has a `{` or `}` without its counterpart: the variables in it cannot be filled in. Close it, or write `{{` and `}}` for braces that are meant.",
  needs: [],
  check({ domain, places }, report) {
    for (const { response, variation, path, text } of responseTexts(domain.responses)) {
      const brace = isPayload(path) ? null : findBrace(text);
      if (brace === null) continue;
      report(
        places.ofText(variation, text.slice(brace), ...path),
        `A brace in the response '${response}' is not closed.`,
        { hint: "Write {name} for a slot's value, {{ and }} for braces." },
      );
    }
  },
};

/** The offset of the first brace without its counterpart. */
function findBrace(text: string): number | null {
  const rest = withoutEscapes(text).replaceAll(/\{[^\n{}]+?\}/g, (variable) => " ".repeat(variable.length));
  const at = rest.search(/[{}]/);
  return at < 0 ? null : at;
}

function isPayload(path: readonly (string | number)[]): boolean {
  return path.at(-1) === "payload";
}

/** A button's payload with single braces. */
export const payloadBraces: ValidationRule = {
  code: "project/payload-braces",
  severity: "warning",
  explanation:
    'A button\'s payload holds JSON in single braces. Rasa takes them for a variable, so entities must be written in doubled braces: `/inform{{"size": "small"}}`.',
  needs: [],
  check({ domain, places }, report) {
    for (const { response, variation, path, text } of responseTexts(domain.responses)) {
      const json = isPayload(path) ? variablesOf(text).find((name) => !isName(name)) : undefined;
      if (json === undefined) continue;
      report(
        places.ofText(variation, text, ...path),
        `A payload of the response '${response}' has single braces around JSON.`,
        { hint: `Write {{${json}}}.` },
      );
    }
  },
};
