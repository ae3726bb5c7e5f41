import { aValue, type Shape } from "../base/index.ts";

/** Letters (a to z), digits and what names are divided by; they stand in paths of the API, in logs and in others' programs. */
const TOPIC = /^[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,199}$/;

/** Whether a text can be the name of a topic. */
export function isTopic(name: string): boolean {
  return TOPIC.test(name);
}

/** What the name of a topic looks like, in words. */
export const TOPIC_RULE =
  "1 to 200 letters (a to z), digits and the characters . _ - : /, the first a letter or a digit";

export const TOPIC_SHAPE: Shape = aValue(
  `the name of a topic: ${TOPIC_RULE}`,
  (value) => typeof value === "string" && isTopic(value),
  { type: "string", pattern: "^[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,199}$" },
);
