import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import {
  type HttpTarget,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  readHttpTarget,
  toErrorMessage,
} from "../base/index.ts";
import { parseEvents, RASA_VERSION, trackerToJson } from "../conversation/index.ts";
import type { ActionContext, ActionResponse, ActionResult } from "../dialogue/index.ts";
import { domainToRasaJson } from "../domain/index.ts";
import { type HttpAnswer, postJson } from "./post-json.ts";

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

/**
 * Runs an action on the action server, over rasa_sdk's protocol (inventory §11), until `signal` is aborted. A call that
 * did not get through is made again, under the same idempotency key. Never throws.
 */
export async function runRemoteAction(
  name: string,
  context: ActionContext,
  endpoint: ActionEndpoint,
  signal: AbortSignal,
): Promise<ActionResult> {
  try {
    const answer = await postUntilHeard(endpoint, toRequest(name, context, endpoint), signal);
    return toResult(name, answer);
  } catch (error) {
    return failed(toErrorMessage(error));
  }
}

function toResult(name: string, { status, text, location }: HttpAnswer): ActionResult {
  const body = text === "" ? null : toJson(text, status);
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

/** Waits between tries, in milliseconds: together about what a container takes to be back. */
const PAUSES = [100, 500];

/** What a proxy answers for a server that it does not reach. A 504 is none of them: the action may still be running. */
const NOT_REACHED: ReadonlySet<number> = new Set([502, 503]);

/** Errors before anything of the request was sent. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/**
 * One call, tried again while it does not get through. A proxy may be wrong about that, so that every try has the same
 * key for the server to know it by (draft-ietf-httpapi-idempotency-key-header). The pauses are the network's, and so
 * real time, on a simulated clock too: nobody would move that on while an answer is awaited.
 */
async function postUntilHeard(
  endpoint: ActionEndpoint,
  body: JsonObject,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const headers = { "idempotency-key": randomUUID(), ...endpoint.headers };
  const limits = { timeout: TIMEOUT, largestAnswer: LARGEST_ANSWER, signal };
  const call = (): Promise<HttpAnswer> => postJson({ url: endpoint.url, headers }, body, limits);
  for (const pause of PAUSES) {
    try {
      const answer = await call();
      if (!NOT_REACHED.has(answer.status)) return answer;
    } catch (error) {
      if (!NOT_CONNECTED.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
    await setTimeout(pause, undefined, { signal });
  }
  return await call();
}

function toJson(text: string, status: number): JsonValue {
  try {
    return parseJson(text);
  } catch {
    if (status >= 300) return null;
    throw new Error("the action server's answer is not JSON");
  }
}
