import {
  type HttpTarget,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Logger,
  parseJson,
  readHttpTarget,
  toErrorMessage,
} from "../base/index.ts";
import { trackerToJson } from "../conversation/index.ts";
import {
  fittingVariations,
  type ResponseContext,
  type ResponseGenerator,
  toBotEvent,
} from "../dialogue/index.ts";
import type { Domain } from "../domain/index.ts";
import { postJson } from "./post-json.ts";

/** A person waits for it (milliseconds). */
const TIMEOUT = 10_000;
const LARGEST_ANSWER = 1024 * 1024;

export interface ResponseServerOptions {
  /** `nlg` of endpoints.yml. */
  readonly section: JsonObject;
  readonly domain: Domain;
  /** Speaks where the server does not. */
  readonly own: ResponseGenerator;
  readonly logger: Logger;
}

/**
 * Lets a server word the bot's messages (rasa/core/nlg/callback.py 3.6: it is posted the response's name and the id of
 * its variation, its variables, the conversation and the channel). Where it does not answer with a message, the domain's
 * own response is said, and the log has the reason: in Rasa the turn would be lost. Throws `responses/missing-key`,
 * `responses/bad-url` or `responses/bad-key`.
 */
export function createServerResponses(options: ResponseServerOptions): ResponseGenerator {
  const { section, domain, own, logger } = options;
  const target = readHttpTarget(section, {
    folder: "responses",
    name: "'nlg'",
    file: "endpoints.yml",
    example: "http://localhost:5056/nlg",
    details: {},
  });
  return {
    async generate(name, context) {
      try {
        return toBotEvent({ ...(await ask(target, toRequest(name, context, domain))), utter_action: name });
      } catch (error) {
        logger.error(`the nlg server did not word '${name}'; the domain's response is said`, {
          conversationId: context.tracker.conversationId,
          reason: toErrorMessage(error),
        });
        return await own.generate(name, context);
      }
    },
  };
}

function toRequest(name: string, context: ResponseContext, domain: Domain): JsonObject {
  const { tracker, channel, variables } = context;
  return {
    response: name,
    id: fittingVariations(domain.responses.get(name) ?? [], context)[0]?.id ?? null,
    arguments: variables ?? {},
    tracker: trackerToJson(tracker, tracker.history.toArray(), "live"),
    channel: { name: channel },
  };
}

async function ask(target: HttpTarget, body: JsonObject): Promise<JsonObject> {
  const signal = AbortSignal.timeout(TIMEOUT);
  const limits = { timeout: TIMEOUT, largestAnswer: LARGEST_ANSWER, signal };
  const { status, text } = await postJson(target, body, limits);
  if (status !== 200) throw new Error(`it answered ${status}`);
  const message = parseJson(text);
  if (!isJsonObject(message)) throw new Error("its answer is no JSON object");
  for (const [part, { is, kind }] of Object.entries(PARTS)) {
    const value = message[part] ?? null;
    if (value !== null && !is(value)) throw new Error(`'${part}' of its answer is not ${kind}`);
  }
  return message;
}

const aText = { is: (value: JsonValue) => typeof value === "string", kind: "a text" };
const anObject = { is: isJsonObject, kind: "an object" };
const objects = {
  is: (value: JsonValue) => Array.isArray(value) && value.every(isJsonObject),
  kind: "a list of objects",
};

/** What a message may be made of (`nlg_response_format_spec`); nothing at all is an empty message. */
const PARTS: Readonly<Record<string, { is(value: JsonValue): boolean; readonly kind: string }>> = {
  text: aText,
  id: aText,
  image: aText,
  buttons: objects,
  elements: objects,
  quick_replies: objects,
  attachment: anObject,
  custom: anObject,
};
