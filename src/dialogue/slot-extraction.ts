import type { ConversationEvent, SlotSet, Tracker } from "../conversation/index.ts";
import { applyEvents } from "../conversation/index.ts";
import { ACTION_EXTRACT_SLOTS, ACTION_VALIDATE_SLOT_MAPPINGS, REQUESTED_SLOT } from "../domain/index.ts";
import type { ActionScope } from "./action-scope.ts";
import { runCustomAction } from "./custom-action.ts";
import { conditionsHold, extractSlot } from "./slot-mappings.ts";

/**
 * What `action_extract_slots` does after every user message: slots by their mappings, then by custom mapping actions,
 * then `action_validate_slot_mappings` if the domain lists it. Only slots and messages come of it.
 */
export async function extractSlots(scope: ActionScope): Promise<readonly ConversationEvent[]> {
  const mapped = mappedSlots(scope);
  const custom = await runMappingActions(scope);
  return await validateMappings(scope, [...mapped, ...custom]);
}

function mappedSlots({ tracker, ports }: ActionScope): readonly SlotSet[] {
  const events: SlotSet[] = [];
  for (const slot of ports.domain.slots.values()) {
    if (slot.isBuiltIn || isRejectedRequest(slot.name, tracker)) continue;
    const extracted = extractSlot(slot, tracker, ports.domain);
    if (extracted === null || isEmptyList(extracted.value)) continue;
    events.push({ event: "slot", name: slot.name, value: extracted.value });
  }
  return events;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** The active form has just declined this very slot. */
function isRejectedRequest(slot: string, tracker: Tracker): boolean {
  return tracker.activeLoop?.rejected === true && tracker.slots.get(REQUESTED_SLOT) === slot;
}

/** Runs each action named by a custom mapping once. */
async function runMappingActions(scope: ActionScope): Promise<readonly ConversationEvent[]> {
  const names = new Set<string>();
  for (const slot of scope.ports.domain.slots.values()) {
    for (const mapping of slot.mappings) {
      if (mapping.type !== "custom" || mapping.action === undefined) continue;
      if (conditionsHold(mapping, scope.tracker)) names.add(mapping.action);
    }
  }
  const events: ConversationEvent[] = [];
  for (const name of names) events.push(...(await slotsAndMessages(name, scope)));
  return events;
}

async function validateMappings(
  scope: ActionScope,
  extracted: readonly ConversationEvent[],
): Promise<readonly ConversationEvent[]> {
  const slots = extracted.filter((event): event is SlotSet => event.event === "slot");
  if (!scope.ports.domain.actions.includes(ACTION_VALIDATE_SLOT_MAPPINGS) || slots.length === 0)
    return extracted;
  const tracker = applyEvents(scope.tracker, [...actionEvent(ACTION_EXTRACT_SLOTS), ...extracted]);
  const validated = await slotsAndMessages(ACTION_VALIDATE_SLOT_MAPPINGS, { ...scope, tracker });
  const names = new Set(validated.filter((event) => event.event === "slot").map((event) => event.name));
  const kept = extracted.filter((event) => event.event !== "slot" || !names.has(event.name));
  const messages = validated.filter((event) => event.event === "bot");
  const values = validated.filter((event) => event.event === "slot");
  return [...messages, ...kept, ...values];
}

function actionEvent(name: string): readonly ConversationEvent[] {
  return [
    { event: "action", name, policy: null, confidence: null, action_text: null, hide_rule_turn: false },
  ];
}

async function slotsAndMessages(name: string, scope: ActionScope): Promise<readonly ConversationEvent[]> {
  const outcome = await runCustomAction(name, scope);
  if (outcome.status === "rejected") return [];
  return outcome.events.filter((event) => event.event === "slot" || event.event === "bot");
}
