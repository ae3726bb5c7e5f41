import type { JsonValue } from "../../base/index.ts";
import { toYaml } from "./yaml-text.ts";

/** The first line of every data file. */
export const VERSION_LINE = 'version: "3.1"\n';

/** A file of responses alone; `variables` are the texts that hold environment variables. */
export function responsesToYaml(
  responses: ReadonlyMap<string, JsonValue>,
  variables: ReadonlySet<string>,
): string {
  return `${VERSION_LINE}${toYaml({ responses: Object.fromEntries(responses) }, variables)}`;
}
