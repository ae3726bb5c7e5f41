import { isJsonObject, type JsonObject, type JsonValue } from "../../base/index.ts";
import { badRequest } from "../errors.ts";
import type { Route } from "../route.ts";
import { MINIMUM_COMPATIBLE_VERSION, RASA_VERSION } from "../versions.ts";

/** What every server says of itself. */
export const generalRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/",
    access: "open",
    handle: async () => ({ body: `Hello from Rasa: ${RASA_VERSION}` }),
  },
  {
    method: "GET",
    path: "/version",
    access: "open",
    handle: async () => ({
      body: { version: RASA_VERSION, minimum_compatible_version: MINIMUM_COMPATIBLE_VERSION },
    }),
  },
  {
    method: "GET",
    path: "/status",
    access: "admin",
    async handle({ assistant }) {
      const { file, modelId } = assistant.requireModel();
      return { body: { model_file: file, model_id: modelId, num_active_training_jobs: 0 } };
    },
  },
  {
    method: "POST",
    path: "/model/parse",
    access: "admin",
    async handle({ assistant, body }) {
      if (Array.isArray(body)) {
        const results: JsonValue[] = [];
        for (const item of body)
          results.push((await assistant.parse(readText(item))) as unknown as JsonObject);
        return { body: results };
      }
      return { body: (await assistant.parse(readText(body))) as unknown as JsonObject };
    },
  },
];

function readText(body: unknown): string {
  const text = isJsonObject(body) ? body["text"] : undefined;
  if (typeof text === "string") return text;
  throw badRequest("'text' is missing: the text to understand.", "text");
}
