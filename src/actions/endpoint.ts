import { Buffer } from "node:buffer";
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  lazy,
  parseJson,
  TsbotError,
  toErrorMessage,
} from "../base/index.ts";
import { parseEvents, trackerToJson } from "../conversation/index.ts";
import type { ActionContext, ActionResponse, ActionResult } from "../dialogue/index.ts";
import { domainToRasaJson } from "../domain/index.ts";

const undici = lazy(() => import("undici"));

/** Where an action server listens: `action_endpoint` of endpoints.yml with Rasa's generic keys. */
export interface ActionEndpoint {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Rasa sends the domain with every call unless `enable_selective_domain` is set. */
  readonly selectiveDomain: boolean;
}

const TIMEOUT = 60_000;
const LARGEST_ANSWER = 10 * 1024 * 1024;
const VERSION = "3.6.21";

/** Reads `action_endpoint`. Throws `actions/bad-endpoint` for a URL that is none. */
export function toActionEndpoint(section: JsonObject): ActionEndpoint {
  const { url, headers, basic_auth, token, token_name, params } = section;
  if (typeof url !== "string" || !URL.canParse(url)) {
    throw new TsbotError("actions/bad-endpoint", `'action_endpoint' has no usable url: '${String(url)}'.`, {
      hint: "Write `url: http://localhost:5055/webhook` in endpoints.yml.",
    });
  }
  const target = new URL(url);
  if (isJsonObject(params))
    for (const [key, value] of Object.entries(params)) target.searchParams.set(key, String(value));
  if (typeof token === "string") {
    target.searchParams.set(typeof token_name === "string" ? token_name : "token", token);
  }
  const given = isJsonObject(headers)
    ? Object.entries(headers).map(([name, value]) => [name, String(value)])
    : [];
  return {
    url: target.href,
    headers: { ...Object.fromEntries(given), ...basicAuth(basic_auth) },
    selectiveDomain: section["enable_selective_domain"] === true,
  };
}

function basicAuth(value: JsonValue | undefined): Record<string, string> {
  if (!isJsonObject(value)) return {};
  const pair = `${String(value["username"] ?? "")}:${String(value["password"] ?? "")}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

/** Runs an action on the action server, over rasa_sdk's protocol (inventory §11). Never throws. */
export async function runRemoteAction(
  name: string,
  context: ActionContext,
  endpoint: ActionEndpoint,
): Promise<ActionResult> {
  try {
    const { status, body } = await post(endpoint, toRequest(name, context, endpoint));
    if (status === 400 && isJsonObject(body) && body["action_name"] !== undefined)
      return { status: "rejected" };
    if (status === 404) return failed(`the action server does not know '${name}'`);
    if (status >= 400) return failed(`the action server answered ${status}`);
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

function toRequest(name: string, { tracker, domain }: ActionContext, endpoint: ActionEndpoint): JsonObject {
  const needsDomain =
    !endpoint.selectiveDomain ||
    name.startsWith("validate_") ||
    domain.actionsThatNeedTheDomain.includes(name);
  return {
    next_action: name,
    sender_id: tracker.conversationId,
    tracker: trackerToJson(tracker, tracker.history, "live"),
    ...(needsDomain && { domain: domainToRasaJson(domain) }),
    version: VERSION,
  };
}

async function post(
  endpoint: ActionEndpoint,
  body: JsonObject,
): Promise<{ status: number; body: JsonValue }> {
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
  return { status: response.statusCode, body: text === "" ? null : toJson(text, response.statusCode) };
}

function toJson(text: string, status: number): JsonValue {
  try {
    return parseJson(text);
  } catch {
    if (status >= 400) return null;
    throw new Error("the action server's answer is not JSON");
  }
}
