import { aValue, type Shape } from "../base/index.ts";

/** Letters, digits and what names are divided by; they stand in paths of the API. */
const TOPIC = /^[\p{L}\p{N}][\p{L}\p{N}._:/-]{0,199}$/u;

/** Whether a text can be the name of a topic. */
export function isTopic(name: string): boolean {
  return TOPIC.test(name);
}

/** What the name of a topic looks like, in words. */
export const TOPIC_RULE =
  "1 to 200 letters, digits and the characters . _ - : /, the first a letter or a digit";

export const TOPIC_SHAPE: Shape = aValue(
  `the name of a topic: ${TOPIC_RULE}`,
  (value) => typeof value === "string" && isTopic(value),
  { type: "string", pattern: "^[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,199}$" },
);
