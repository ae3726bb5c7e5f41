import { randomUUID } from "node:crypto";
import { isJsonObject, type JsonArray, type JsonObject, type JsonValue } from "../../base/index.ts";
import type { Assistant } from "../../runtime/index.ts";
import { EMULATION_MODES, type EmulationMode, emulate } from "../emulation.ts";
import { MOST_TEXTS } from "../request-shapes.ts";
import { badParameter } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

const TEXTS_AT_ONCE = 20;

export const parseRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/model/parse",
    access: "admin",
    async handle(request, { assistant }) {
      const mode = emulationModeOf(request);
      assistant.requireModel();
      const body = request.json();
      const services = { assistant, createId: randomUUID };
      if (!Array.isArray(body)) return { status: 200, body: await parseOne(services, body, mode) };
      if (body.length > MOST_TEXTS)
        throw badParameter("/", "body", `At most ${MOST_TEXTS} texts can be parsed at once.`);
      const results: JsonValue[] = [];
      for (const [index, item] of (body as JsonArray).entries()) {
        results.push(await parseOne(services, item, mode, `/${index}`));
        // Understanding waits for nothing: without this, nobody else would be answered until all are done.
        if (index % TEXTS_AT_ONCE === TEXTS_AT_ONCE - 1) await new Promise((done) => setImmediate(done));
      }
      return { status: 200, body: results };
    },
  },
];

async function parseOne(
  { assistant, createId }: ParseServices,
  value: JsonValue | undefined,
  mode: EmulationMode | null,
  path = "",
): Promise<JsonValue> {
  const text = isJsonObject(value) ? value["text"] : undefined;
  if (typeof text !== "string")
    throw badParameter(`${path}/text`, "body", "The message needs 'text'.", 'Send {"text": "hello"}.');
  const result = await assistant.parse(text);
  return mode === null ? (result as unknown as JsonObject) : emulate(mode, result, createId);
}

interface ParseServices {
  readonly assistant: Assistant;
  readonly createId: () => string;
}

/** Rasa can answer in the shape of three other services. */
function emulationModeOf({ query }: RouteRequest): EmulationMode | null {
  const given = query.get("emulation_mode");
  if (given === null || given === "") return null;
  const mode = EMULATION_MODES.find((name) => name === given.toUpperCase());
  if (mode !== undefined) return mode;
  throw badParameter(
    "emulation_mode",
    "query",
    `Invalid parameter value for 'emulation_mode'. Should be one of ${EMULATION_MODES.join(", ")}`,
  );
}
