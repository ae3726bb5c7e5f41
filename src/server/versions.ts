import { readFileSync } from "node:fs";

/** Oldest version whose models Rasa 3.6 loads. */
export const MINIMUM_COMPATIBLE_VERSION = "3.5.0";

/** Our own version, in package.json. */
export function readOwnVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}
