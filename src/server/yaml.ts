import { isJsonObject, type JsonValue } from "../base/index.ts";

/** JSON as block YAML 1.2. Texts are written as JSON texts, which YAML reads as they are meant, whatever they hold. */
export function toYaml(value: JsonValue): string {
  return `${write(value, 0)}\n`;
}

function write(value: JsonValue, depth: number): string {
  const indent = "  ".repeat(depth);
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => `${indent}- ${write(item, depth + 1).trimStart()}`).join("\n");
  }
  if (isJsonObject(value) && isBlock(value)) {
    return Object.entries(value)
      .map(
        ([key, item]) => `${indent}${writeKey(key)}:${isBlock(item) ? "\n" : " "}${write(item, depth + 1)}`,
      )
      .join("\n");
  }
  return JSON.stringify(value);
}

/** Plain only where no version of YAML takes it for something else (`yes`, `null`, `1e3`). */
function writeKey(key: string): string {
  const isPlain = /^[A-Za-z_][\w-]*$/.test(key) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(key);
  return isPlain ? key : JSON.stringify(key);
}

function isBlock(value: JsonValue): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
