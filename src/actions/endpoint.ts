import { Buffer } from "node:buffer";
import {
  type HttpTarget,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  lazy,
  parseJson,
  readHttpTarget,
  toErrorMessage,
} from "../base/index.ts";
import { parseEvents, RASA_VERSION, trackerToJson } from "../conversation/index.ts";
import type { ActionContext, ActionResponse, ActionResult } from "../dialogue/index.ts";
import { domainToRasaJson } from "../domain/index.ts";

const undici = lazy(() => import("undici"));

/** Where an action server listens: `action_endpoint` of endpoints.yml with Rasa's generic keys. */
export interface ActionEndpoint extends HttpTarget {
  /** Rasa sends the domain with every call unless `enable_selective_domain` is set. */
  readonly selectiveDomain: boolean;
}

const TIMEOUT = 60_000;
const LARGEST_ANSWER = 10 * 1024 * 1024;

/** Reads `action_endpoint`. Throws `actions/missing-key`, `actions/bad-url` or `actions/bad-key`. */
export function toActionEndpoint(section: JsonObject): ActionEndpoint {
  const target = readHttpTarget(section, {
    folder: "actions",
    name: "'action_endpoint'",
    file: "endpoints.yml",
    example: "http://localhost:5055/webhook",
    details: {},
  });
  return { ...target, selectiveDomain: section["enable_selective_domain"] === true };
}

/** Runs an action on the action server, over rasa_sdk's protocol (inventory §11). Never throws. */
export async function runRemoteAction(
  name: string,
  context: ActionContext,
  endpoint: ActionEndpoint,
): Promise<ActionResult> {
  try {
    const { status, body, location } = await post(endpoint, toRequest(name, context, endpoint));
    if (status === 400 && isJsonObject(body) && body["action_name"] !== undefined)
      return { status: "rejected" };
    if (status === 404) return failed(`the action server does not know '${name}'`);
    if (status >= 400) return failed(`the action server answered ${status}`);
    if (status >= 300) return failed(redirected(status, location));
    if (body === null) return { status: "done", events: [], responses: [] };
    if (!isJsonObject(body)) return failed("the action server's answer is no JSON object");
    const responses = Array.isArray(body["responses"]) ? body["responses"].filter(isJsonObject) : [];
    return {
      status: "done",
      events: parseEvents(body["events"] ?? [], "/events"),
      responses: responses as readonly ActionResponse[],
    };
  } catch (error) {
    return failed(toErrorMessage(error));
  }
}

function failed(reason: string): ActionResult {
  return { status: "failed", reason };
}

/** Followed as browsers do, the call would arrive as a GET without what it says. A query may hold a token. */
function redirected(status: number, location: string | null): string {
  const target = location === null ? "" : ` to '${location.replace(/[?#].*$/s, "")}'`;
  return `the action server answered ${status}, a redirect${target}; write the final address as 'url' in endpoints.yml`;
}

function toRequest(name: string, { tracker, domain }: ActionContext, endpoint: ActionEndpoint): JsonObject {
  const needsDomain =
    !endpoint.selectiveDomain ||
    name.startsWith("validate_") ||
    domain.actionsThatNeedTheDomain.includes(name);
  return {
    next_action: name,
    sender_id: tracker.conversationId,
    tracker: trackerToJson(tracker, tracker.history.toArray(), "live"),
    ...(needsDomain && { domain: domainToRasaJson(domain) }),
    version: RASA_VERSION,
  };
}

async function post(
  endpoint: ActionEndpoint,
  body: JsonObject,
): Promise<{ readonly status: number; readonly body: JsonValue; readonly location: string | null }> {
  const { request } = await undici();
  const response = await request(endpoint.url, {
    method: "POST",
    headers: { "content-type": "application/json", ...endpoint.headers },
    body: JSON.stringify(body),
    headersTimeout: TIMEOUT,
    bodyTimeout: TIMEOUT,
  });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LARGEST_ANSWER) throw new Error(`its answer is larger than ${LARGEST_ANSWER >> 20} MB`);
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  const { statusCode: status, headers } = response;
  const location = typeof headers["location"] === "string" ? headers["location"] : null;
  return { status, body: text === "" ? null : toJson(text, status), location };
}

function toJson(text: string, status: number): JsonValue {
  try {
    return parseJson(text);
  } catch {
    if (status >= 300) return null;
    throw new Error("the action server's answer is not JSON");
  }
}
