import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from "../../base/index.ts";
import type { Assistant } from "../../runtime/index.ts";
import { badParameter } from "./parameters.ts";
import type { Route } from "./route.ts";

/** Texts understood in one request. */
const MOST_TEXTS = 1_000;

export const parseRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/model/parse",
    access: "admin",
    async handle({ json, query }, { assistant }) {
      refuseEmulation(query.get("emulation_mode"));
      assistant.requireModel();
      const body = json();
      if (!Array.isArray(body)) return { status: 200, body: await parseOne(assistant, body) };
      if (body.length > MOST_TEXTS)
        throw badParameter("/", "body", `At most ${MOST_TEXTS} texts can be parsed at once.`);
      const results: JsonValue[] = [];
      for (const [index, item] of (body as JsonArray).entries())
        results.push(await parseOne(assistant, item, `/${index}`));
      return { status: 200, body: results };
    },
  },
];

async function parseOne(assistant: Assistant, value: JsonValue | undefined, path = ""): Promise<JsonValue> {
  const text = isJsonObject(value) ? value["text"] : undefined;
  if (typeof text !== "string")
    throw badParameter(`${path}/text`, "body", "The message needs 'text'.", 'Send {"text": "hello"}.');
  return (await assistant.parse(text)) as unknown as JsonObject;
}

/** Rasa can answer in the shape of three other services. */
function refuseEmulation(mode: string | null): void {
  if (mode === null) return;
  throw badParameter(
    "emulation_mode",
    "query",
    `'emulation_mode' ('${mode}') is not supported.`,
    "Leave it out; the answer has Rasa's own shape.",
  );
}
