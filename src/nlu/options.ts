import { type JsonObject, TsbotError } from "../base/index.ts";

// Options of components. Validation tells a project what is wrong with them; here the default stands in for what is.

export function flagOption(options: JsonObject, name: string, otherwise: boolean): boolean {
  const value = options[name];
  return typeof value === "boolean" ? value : otherwise;
}

export function numberOption(options: JsonObject, name: string, otherwise: number): number {
  const value = options[name];
  return typeof value === "number" ? value : otherwise;
}

/** Null where there is no text. */
export function textOption(options: JsonObject, name: string): string | null {
  const value = options[name];
  return typeof value === "string" && value !== "" ? value : null;
}

/** Empty where there is no list. */
export function textsOption(options: JsonObject, name: string): readonly string[] {
  const value = options[name];
  return Array.isArray(value) ? value.map(String) : [];
}

/** `nlu/bad-option`: a value with which a component cannot be made. */
export function badOption(
  component: string,
  option: string,
  { problem, hint }: { readonly problem: string; readonly hint: string },
): TsbotError {
  return new TsbotError("nlu/bad-option", `The option '${option}' of ${component} ${problem}.`, { hint });
}

/** `nlu/missing-option`: an option without which a component cannot be made. */
export function missingOption(component: string, option: string, hint: string): TsbotError {
  return new TsbotError("nlu/missing-option", `${component} needs the option '${option}'.`, { hint });
}
