import { aValue, type Shape } from "../base/index.ts";

/** Letters (a to z), digits and what names, phone numbers and mail addresses are divided by; they stand in paths of the API. */
const ADDRESS_NAME = /^[a-zA-Z0-9+][a-zA-Z0-9._:/@+-]{0,199}$/;

/** Whether a text can be a name of the address book. */
export function isAddressName(name: string): boolean {
  return ADDRESS_NAME.test(name);
}

/** What a name of the address book looks like, in words. */
export const ADDRESS_NAME_RULE =
  "1 to 200 letters (a to z), digits and the characters . _ - : / @ +, the first a letter, a digit or +";

export const ADDRESS_NAME_SHAPE: Shape = aValue(
  `a name for the address book: ${ADDRESS_NAME_RULE}`,
  (value) => typeof value === "string" && isAddressName(value),
  { type: "string", pattern: "^[a-zA-Z0-9+][a-zA-Z0-9._:/@+-]{0,199}$" },
);
