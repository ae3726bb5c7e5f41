import { dump } from "js-yaml";
import type { JsonValue } from "../base/index.ts";

/** JSON as block YAML. Texts are quoted, so that readers of YAML 1.1 do not take `yes` or `1e3` for something else. */
export function toYaml(value: JsonValue): string {
  return dump(value, { noRefs: true, lineWidth: -1, forceQuotes: true, quoteStyle: "double" });
}
