import type { JsonValue } from "../base/index.ts";
import type { ConversationEvent, Tracker } from "../conversation/index.ts";
import type { Domain, SlotDefinition, SlotMapping } from "../domain/index.ts";
import { mappedValue, tellWhyNot } from "./slot-mappings.ts";

/** Why a message filled a slot, or did not. */
export interface SlotExplanation {
  readonly slot: string;
  /** What the turn set it to; absent where it did not. */
  readonly value?: JsonValue;
  readonly reason: string;
}

/**
 * For each slot of the domain, what became of it after a message.
 *
 * @param tracker the conversation right after the message
 * @param following what was recorded between the message and the next action
 */
export function explainSlots(
  tracker: Tracker,
  domain: Domain,
  following: readonly ConversationEvent[],
): readonly SlotExplanation[] {
  const set = new Map<string, JsonValue>();
  for (const event of following) if (event.event === "slot") set.set(event.name, event.value);
  return [...domain.slots.values()]
    .filter(({ isBuiltIn }) => !isBuiltIn)
    .map((slot) => {
      const value = set.get(slot.name);
      const reason = tellReason(slot, { tracker, domain }, value !== undefined);
      return { slot: slot.name, ...(value !== undefined && { value }), reason };
    });
}

function tellReason(
  slot: SlotDefinition,
  context: { readonly tracker: Tracker; readonly domain: Domain },
  isSet: boolean,
): string {
  const { mappings } = slot;
  if (mappings.length === 0) return isSet ? "an action set it" : "it has no mappings: only actions set it";
  const giving = mappings.find(
    (mapping) => mapping.type !== "custom" && mappedValue(mapping, slot, context) !== undefined,
  );
  if (giving !== undefined) {
    const from = tellMapping(giving);
    return isSet ? `filled ${from}` : `${from} gave a value, which validation took away`;
  }
  if (isSet) return "an action set it";
  return mappings
    .map(
      (mapping) =>
        `${tellMapping(mapping)}: ${tellWhyNot(mapping, slot, context) ?? "its action did not set it"}`,
    )
    .join("; ");
}

function tellMapping(mapping: SlotMapping): string {
  switch (mapping.type) {
    case "from_entity":
      return `from the entity ${mapping.entity}`;
    case "from_text":
      return "from the text";
    case "from_intent":
      return "from the intent";
    case "from_trigger_intent":
      return "from the intent that starts its form";
    case "custom":
      return mapping.action === undefined ? "by an action" : `by ${mapping.action}`;
  }
}
