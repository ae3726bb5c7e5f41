import { dump } from "js-yaml";
import type { JsonValue } from "../../base/index.ts";

/** A value as YAML text: block style, no aliases, keys in their order. */
export function toYaml(value: JsonValue): string {
  return dump(value, { noRefs: true, lineWidth: 120 });
}
