import { type JsonValue, jsonEquals } from "../../base/index.ts";
import type { Entity, ParseResult } from "../../conversation/index.ts";
import type { TriggerStep, UserScriptStep } from "../../project/index.ts";
import type { ConversationView } from "./conversation-view.ts";
import type { Mismatch } from "./result.ts";
import type { World } from "./world.ts";

/** The person writes; of a text with an intent or entities, what was understood is compared. */
export async function hear(
  world: World,
  view: ConversationView,
  step: UserScriptStep & { readonly channel: string },
): Promise<Mismatch | null> {
  const { channel } = step;
  const text = step.text ?? toPayload(step);
  const address = { channel, data: {} };
  await world.until(world.assistant.receive({ conversationId: view.id, text, channel, address }));
  if (step.text === null) return null;
  const parsed = (await view.latestUser())?.parse_data;
  return parsed === undefined ? null : (compareIntent(step, parsed) ?? compareEntities(step, parsed));
}

/** `/greet{"name": "Ann"}` */
function toPayload({ intent, entities }: UserScriptStep): string {
  const values = new Map<string, JsonValue[]>();
  for (const { entity, value } of entities) values.set(entity, [...(values.get(entity) ?? []), value]);
  const json = Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]));
  return `/${intent}${values.size === 0 ? "" : JSON.stringify(json)}`;
}

function compareIntent({ intent }: UserScriptStep, parsed: ParseResult): Mismatch | null {
  const { name, confidence = 1 } = parsed.intent;
  if (intent === null || intent === name || intent === fullIntent(parsed)) return null;
  return {
    message: "The text is understood otherwise.",
    expected: [intent],
    actual: [`${name ?? "no intent"} (${(confidence * 100).toFixed(0)} %)`],
  };
}

/** `faq/ask_name` of a retrieval intent. */
function fullIntent(parsed: ParseResult): string | null {
  const selectors = (parsed as { readonly response_selector?: Readonly<Record<string, unknown>> })
    .response_selector;
  const chosen = selectors?.[parsed.intent.name ?? ""] ?? selectors?.["default"];
  const { response } = (chosen ?? {}) as { readonly response?: { readonly intent_response_key?: string } };
  return response?.intent_response_key ?? null;
}

function compareEntities({ entities }: UserScriptStep, parsed: ParseResult): Mismatch | null {
  if (entities.every((wanted) => parsed.entities.some((found) => fitsEntity(found, wanted)))) return null;
  return {
    message: "Other entities are found in the text.",
    expected: entities.map(describeEntity),
    actual: parsed.entities.length === 0 ? ["(none)"] : parsed.entities.map(describeEntity),
  };
}

function fitsEntity(found: Entity, wanted: Entity): boolean {
  return (
    found.entity === wanted.entity &&
    (wanted.value === null ||
      jsonEquals(found.value, wanted.value) ||
      String(found.value) === String(wanted.value)) &&
    (wanted.role === undefined || found.role === wanted.role) &&
    (wanted.group === undefined || found.group === wanted.group)
  );
}

function describeEntity({ entity, value, role, group }: Entity): string {
  const labels = [
    ...(role === undefined ? [] : [`role ${role}`]),
    ...(group === undefined ? [] : [`group ${group}`]),
  ];
  const label = labels.length === 0 ? "" : ` (${labels.join(", ")})`;
  return `${entity}: ${value === null ? "any value" : typeof value === "string" ? value : JSON.stringify(value)}${label}`;
}

/** An event from outside. */
export async function fire(world: World, view: ConversationView, step: TriggerStep): Promise<null> {
  const { intent, entities, outputChannel } = step;
  await world.until(
    world.assistant.trigger({
      conversationId: view.id,
      intent,
      entities,
      outputChannel,
      deliveryTimeout: 0,
    }),
  );
  return null;
}
