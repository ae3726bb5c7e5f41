import { didYouMean, TsbotError } from "../base/index.ts";
import type { Entity } from "../conversation/index.ts";
import type { Domain } from "../domain/index.ts";
import { noDialogueError } from "./model.ts";
import type { RuntimeServices } from "./services.ts";

/** What an event from outside says, and the conversation or topic it is for. */
interface ExternalIntent {
  readonly intent: string;
  readonly entities: readonly Entity[];
  readonly conversationId?: string;
  readonly topic?: string;
}

/** The domain, which has the intent. Throws `runtime/unknown-intent`, `runtime/no-model`, `runtime/no-dialogue`. */
export function requireIntent(services: RuntimeServices, intent: string): Domain {
  const { domain, predictor } = services.requireModel();
  if (!domain.intents.has(intent)) throw unknownIntent(intent, domain);
  if (predictor === null) throw noDialogueError();
  return domain;
}

/** Told of one event, so that a device cannot fill the log. */
const MOST_NAMES = 5;

/** They may still be meant for an action, so it is no error; but they fill no slot. One line, however many there are. */
export function warnOfUnknownEntities(
  { logger }: RuntimeServices,
  { intent, entities, conversationId, topic }: ExternalIntent,
  domain: Domain,
): void {
  const unknown = [...new Set(entities.map(({ entity }) => entity))].filter(
    (name) => !domain.entities.has(name),
  );
  if (unknown.length === 0) return;
  const names = unknown.slice(0, MOST_NAMES).map((name) => `'${name.slice(0, 100)}'`);
  const more = unknown.length > names.length ? ` and ${unknown.length - names.length} more` : "";
  const [first = ""] = unknown;
  const hint = unknown.length === 1 ? didYouMean(first, [...domain.entities.keys()]) : "";
  logger.warn(
    `the event '${intent}' brings ${unknown.length === 1 ? "an entity" : "entities"} ${names.join(", ")}${more} that the domain has not`,
    {
      ...(conversationId !== undefined && { conversationId }),
      ...(topic !== undefined && { topic }),
      ...(hint !== "" && { hint }),
    },
  );
}

function unknownIntent(intent: string, domain: Domain): TsbotError {
  const names = [...domain.intents.keys()];
  const external = names.filter((name) => name.startsWith("EXTERNAL_"));
  const known = external.length > 0 ? `Intents for external events: ${external.join(", ")}.` : "";
  return new TsbotError("runtime/unknown-intent", `The intent '${intent}' does not exist in the domain.`, {
    hint: [didYouMean(intent, external.length > 0 ? [...external, ...names] : names), known]
      .filter(Boolean)
      .join(" "),
    details: { parameter: "name", in: "body" },
  });
}

/** @param where the key was used in the same one for another event */
export function idempotencyKeyReused(where: "conversation" | "topic"): TsbotError {
  return new TsbotError(
    "runtime/idempotency-key-reused",
    `This Idempotency-Key was used for a different event in this ${where}.`,
    { hint: "Use a new key for each event; repeat a key only to repeat the same request." },
  );
}
