import type { ConversationEvent, SlotSet } from "../conversation/index.ts";
import { applyEvents } from "../conversation/index.ts";
import { ACTION_VALIDATE_SLOT_MAPPINGS, type SlotDefinition } from "../domain/index.ts";
import type { ActionScope } from "./action-scope.ts";
import { runCustomAction } from "./custom-action.ts";
import { conditionsHold, mappedValue } from "./slot-mappings.ts";

/**
 * What `action_extract_slots` does after every user message (rasa/core/actions/action.py 3.6, `ActionExtractSlots`): slots
 * in the domain's order, each by the first of its mappings that gives a value or by the actions these name, then
 * `action_validate_slot_mappings` when the domain lists it. Only slots and the messages of the validation come of it; an
 * action that fails fills nothing.
 */
export async function extractSlots(scope: ActionScope): Promise<readonly ConversationEvent[]> {
  const extracted: SlotSet[] = [];
  const actionsRun = new Set<string>();
  for (const slot of scope.ports.domain.slots.values()) {
    if (slot.isBuiltIn) continue;
    const filled = fillFromMessage(slot, scope) ?? (await fillSlot(slot, scope, actionsRun));
    extracted.push(...filled);
  }
  return await validateMappings(scope, extracted);
}

/** A slot without actions among its mappings needs nobody to be waited for; null for one with such. */
function fillFromMessage(slot: SlotDefinition, { tracker, ports }: ActionScope): readonly SlotSet[] | null {
  for (const mapping of slot.mappings) {
    if (mapping.type === "custom") {
      if (mapping.action !== undefined) return null;
      continue;
    }
    const value = mappedValue(mapping, slot, { tracker, domain: ports.domain });
    if (value !== undefined) return [{ event: "slot", name: slot.name, value }];
  }
  return [];
}

/** @param actionsRun the mapping actions run in this turn; each runs once. */
async function fillSlot(
  slot: SlotDefinition,
  scope: ActionScope,
  actionsRun: Set<string>,
): Promise<readonly SlotSet[]> {
  const { tracker, ports } = scope;
  const slots: SlotSet[] = [];
  for (const mapping of slot.mappings) {
    if (mapping.type !== "custom") {
      const value = mappedValue(mapping, slot, { tracker, domain: ports.domain });
      if (value !== undefined) return [...slots, { event: "slot", name: slot.name, value }];
    } else if (
      mapping.action !== undefined &&
      !actionsRun.has(mapping.action) &&
      conditionsHold(mapping, slot.name, tracker)
    ) {
      actionsRun.add(mapping.action);
      slots.push(...(await runMappingAction(mapping.action, scope)));
    }
  }
  return slots;
}

async function runMappingAction(name: string, scope: ActionScope): Promise<readonly SlotSet[]> {
  const events = await slotsAndMessages(name, scope);
  if (events.some((event) => event.event === "bot")) {
    scope.ports.logger.warn(`the slot mapping action '${name}' may set slots but not speak`, {
      conversationId: scope.tracker.conversationId,
    });
  }
  return events.filter((event) => event.event === "slot");
}

/** A slot the validation says nothing of is valid as it is. */
async function validateMappings(
  scope: ActionScope,
  extracted: readonly SlotSet[],
): Promise<readonly ConversationEvent[]> {
  if (!scope.ports.domain.actions.includes(ACTION_VALIDATE_SLOT_MAPPINGS)) return extracted;
  const tracker = applyEvents(scope.tracker, extracted);
  const validated = await slotsAndMessages(ACTION_VALIDATE_SLOT_MAPPINGS, { ...scope, tracker });
  const names = new Set(validated.map((event) => (event.event === "slot" ? event.name : null)));
  return [...validated, ...extracted.filter(({ name }) => !names.has(name))];
}

async function slotsAndMessages(name: string, scope: ActionScope): Promise<readonly ConversationEvent[]> {
  const outcome = await runCustomAction(name, scope);
  if (outcome.status !== "done") return [];
  return outcome.events.filter((event) => event.event === "slot" || event.event === "bot");
}
