import { TsbotError } from "../../base/index.ts";
import { domainToRasaJson } from "../../domain/index.ts";
import type { Route } from "./route.ts";

export const domainRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/domain",
    access: "admin",
    async handle({ headers }, { assistant }) {
      const format = acceptedFormat(headers.accept);
      const domain = domainToRasaJson(assistant.requireModel().domain);
      if (format === "json") return { status: 200, body: domain };
      const { toYaml } = await import("../yaml.ts");
      return { status: 200, body: toYaml(domain), headers: { "content-type": "application/x-yaml" } };
    },
  },
];

/** The first format named that we have; a client that takes anything gets JSON. */
function acceptedFormat(accept: string | undefined): "json" | "yaml" {
  if (accept === undefined || accept.trim() === "") return "json";
  for (const part of accept.split(",")) {
    const type = part.split(";", 1)[0]?.trim().toLowerCase() ?? "";
    if (type.endsWith("json") || type === "*/*" || type === "application/*") return "json";
    if (type.endsWith("yaml") || type.endsWith("yml")) return "yaml";
  }
  throw new TsbotError("server/not-acceptable", "The domain can be had as JSON or as YAML.", {
    hint: "Send the header `Accept: application/json` or `Accept: application/x-yaml`.",
  });
}
