import type { JsonObject, JsonValue, Logger, Random } from "../base/index.ts";
import type { BotUttered, Tracker } from "../conversation/index.ts";
import type { Domain, ResponseCondition, ResponseVariation } from "../domain/index.ts";
import { toBotEvent } from "./bot-events.ts";
import { interpolateValue, type Variables } from "./interpolation.ts";
import type { ResponseContext, ResponseGenerator } from "./ports.ts";

/** Parts of a response in which `{name}` is replaced; anything else passes as it is. */
const INTERPOLATED: ReadonlySet<string> = new Set([
  "text",
  "image",
  "custom",
  "buttons",
  "attachment",
  "quick_replies",
]);

/** Speaks with the domain's responses (rasa/core/nlg/response.py 3.6). */
export function createResponseGenerator(domain: Domain, random: Random, logger: Logger): ResponseGenerator {
  return {
    async generate(name, context): Promise<BotUttered | null> {
      const fitting = fittingVariations(domain.responses.get(name) ?? [], context);
      const variation = fitting.length > 1 ? fitting[random.below(fitting.length)] : fitting[0];
      if (variation === undefined) {
        logger.error(`the response '${name}' has no variation to send`, { channel: context.channel });
        return null;
      }
      const content = fill(name, variation.content, { context, logger });
      return toBotEvent({ ...content, utter_action: name, ...selectors(variation) });
    },
  };
}

/** What a variation was chosen by travels with the message, as its metadata. */
function selectors({ id, channel, condition }: ResponseVariation): JsonObject {
  return {
    ...(id !== undefined && { id }),
    ...(channel !== undefined && { channel }),
    ...(condition !== undefined && { condition: condition.map((item) => ({ ...item })) }),
  };
}

/**
 * The variations to choose from: conditional ones for the channel, else default ones for the channel, else conditional
 * ones for any channel, else default ones for any channel.
 */
export function fittingVariations(
  variations: readonly ResponseVariation[],
  { tracker, channel }: ResponseContext,
): readonly ResponseVariation[] {
  const conditional = variations.filter(
    ({ condition }) => condition !== undefined && condition.length > 0 && holds(condition, tracker),
  );
  const unconditional = variations.filter(
    ({ condition }) => condition === undefined || condition.length === 0,
  );
  const candidates = [
    conditional.filter((variation) => variation.channel === channel),
    unconditional.filter((variation) => variation.channel === channel),
    conditional.filter((variation) => variation.channel === undefined),
    unconditional.filter((variation) => variation.channel === undefined),
  ];
  const start = channel === null ? 2 : 0;
  return candidates.slice(start).find((list) => list.length > 0) ?? [];
}

function holds(conditions: readonly ResponseCondition[], tracker: Tracker): boolean {
  return conditions.every(({ name, value }) => slotMatches(tracker.slots.get(name) ?? null, value));
}

/** Equal in type and value; texts whatever their case. */
function slotMatches(slot: JsonValue, expected: JsonValue): boolean {
  if (typeof slot === "string" && typeof expected === "string") {
    return slot.toLowerCase() === expected.toLowerCase();
  }
  return slot === expected;
}

function fill(
  name: string,
  content: JsonObject,
  { context, logger }: { readonly context: ResponseContext; readonly logger: Logger },
): JsonObject {
  const { tracker, variables: given } = context;
  const variables: Variables = {
    get: (variable) =>
      given !== undefined && Object.hasOwn(given, variable) ? given[variable] : tracker.slots.get(variable),
  };
  const onUnknown = (variable: string): void =>
    logger.error(
      `the response '${name}' uses '{${variable}}', which is neither a slot nor given; it is sent as written`,
    );
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => [
      key,
      INTERPOLATED.has(key) ? interpolateValue(value, variables, onUnknown) : value,
    ]),
  );
}
