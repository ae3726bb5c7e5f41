import { domainForActions } from "../../actions/index.ts";
import { isJsonObject, type JsonObject, type JsonValue, TsbotError } from "../../base/index.ts";
import type { Route } from "../route.ts";

/** The domain of the loaded model, as JSON or YAML by `Accept`. */
export const domainRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/domain",
    access: "admin",
    async handle({ assistant, headers }) {
      const domain: JsonObject = { version: "3.1", ...domainForActions(assistant.requireModel().domain) };
      const accept = headers["accept"] ?? "";
      if (/ya?ml$/.test(accept))
        return { body: `${toYaml(domain, 0)}\n`, headers: { "content-type": "application/x-yaml" } };
      if (accept === "" || accept.includes("*/*") || /json$/.test(accept)) return { body: domain };
      throw new TsbotError(
        "server/not-acceptable",
        'Invalid Accept header. Domain can be provided as json ("Accept: application/json") or yml ("Accept: application/x-yaml"). Make sure you\'ve set the appropriate Accept header.',
      );
    },
  },
];

/** Block YAML; every scalar is JSON, which YAML reads. */
function toYaml(value: JsonValue, depth: number): string {
  const indent = "  ".repeat(depth);
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => `${indent}- ${toYaml(item, depth + 1).trimStart()}`).join("\n");
  }
  if (isJsonObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(
        ([key, item]) =>
          `${indent}${JSON.stringify(key)}:${isBlock(item) ? "\n" : " "}${toYaml(item, depth + 1)}`,
      )
      .join("\n");
  }
  return JSON.stringify(value);
}

function isBlock(value: JsonValue): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}
