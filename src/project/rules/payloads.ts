import { isJsonObject, type JsonValue } from "../../base/index.ts";
import type { ResponseVariation } from "../../domain/index.ts";
import type { Project } from "../project.ts";

/** What a button or quick reply sends: `/buy{"flower": "rose"}`. */
export interface Payload {
  readonly response: string;
  readonly variation: ResponseVariation;
  readonly path: readonly (string | number)[];
  readonly intent: string;
  readonly entities: readonly string[];
}

/** The payloads of the domain's responses that send an intent; other texts are what the user is taken to say. */
export function payloadsOf({ domain }: Project): readonly Payload[] {
  return [...domain.responses].flatMap(([response, variations]) =>
    variations.flatMap((variation) =>
      ["buttons", "quick_replies"].flatMap((key) =>
        listOf(variation.content[key]).flatMap((button, index) => {
          const sent = isJsonObject(button) ? parsePayload(button["payload"]) : null;
          return sent === null ? [] : [{ response, variation, path: [key, index, "payload"], ...sent }];
        }),
      ),
    ),
  );
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** Null where it sends no intent, or one whose name holds a variable. */
function parsePayload(payload: JsonValue | undefined): Pick<Payload, "intent" | "entities"> | null {
  if (typeof payload !== "string") return null;
  const [, intent, rest = ""] =
    /^\/([^\s{}@()"]+)(?:@[\d.]+)?(?:\s*(\{[\s\S]*\}))?$/.exec(payload.trim()) ?? [];
  if (intent === undefined) return null;
  if (rest === "") return { intent, entities: [] };
  try {
    const entities: unknown = JSON.parse(rest.replaceAll("{{", "{").replaceAll("}}", "}"));
    return { intent, entities: isJsonObject(entities) ? Object.keys(entities) : [] };
  } catch {
    return /^\{\w+\}$/.test(rest) ? null : { intent, entities: [] };
  }
}
