import { isTimeZone, type JsonObject } from "../../../base/index.ts";
import type { Message } from "../../message.ts";
import { type Component, type ComponentDefinition, emptyState } from "../../registry.ts";
import { completeSurroundings, type Surroundings } from "../../surroundings.ts";
import { findMatches, wantedDimensions, warmUp } from "./built-in.ts";
import { toEntity } from "./entity.ts";
import { languageOf, readOptions } from "./options.ts";
import { createRemote } from "./remote.ts";
import { createReference } from "./time/index.ts";

/**
 * `DucklingEntityExtractor`: times, numbers, money, addresses and so on, without training. With `url` a server of Duckling
 * finds them, as in Rasa; without one they are found here, offline. Times are counted from when the message was written,
 * in the zone of the message, else of `timezone`, else of the process.
 */
export const ducklingEntityExtractor: ComponentDefinition = {
  train: ({ options, language, surroundings }) => createExtractor(options, language, surroundings),
  load: (_, options, { language, surroundings }) => createExtractor(options, language, surroundings),
};

function createExtractor(
  given: JsonObject,
  language: string,
  surroundings: Surroundings = completeSurroundings(),
): Component {
  const { clock, environment } = surroundings;
  const options = readOptions(given, language, environment);
  const { url, locale } = options;
  const dimensions = wantedDimensions(options.dimensions);
  const ownZone = options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const languageOptions = languageOf(locale);
  const ask = url === null ? null : createRemote({ ...options, url }, surroundings);
  const placeOf = ({ context }: Pick<Message, "context">) => ({
    referenceTime: context.referenceTime ?? clock.now(),
    timeZone: zoneOr(context.timeZone, ownZone),
  });
  const find = async ({ text, context }: Message) => {
    const place = placeOf({ context });
    if (ask !== null) return await ask({ text, ...place });
    const reference = createReference(place.referenceTime, place.timeZone, languageOptions);
    return await findMatches(text, { dimensions, reference });
  };
  return {
    state: emptyState,
    async process(message) {
      const found = (await find(message)).filter(
        ({ dim }) => dimensions.has(dim) || options.dimensions.length === 0,
      );
      message.entities = [...message.entities, ...found.map((match) => toEntity(message.text, match))];
    },
    async warmUp() {
      const { referenceTime, timeZone } = placeOf({ context: {} });
      if (ask === null)
        await warmUp({ dimensions, reference: createReference(referenceTime, timeZone, languageOptions) });
    },
  };
}

function zoneOr(zone: string | undefined, otherwise: string): string {
  return zone !== undefined && isTimeZone(zone) ? zone : otherwise;
}
