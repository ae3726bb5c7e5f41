import type { Features, UserFeatures } from "./features.ts";

/**
 * States as one text: Python's `json.dumps(states, sort_keys=True)`. Equal states give equal text, and its length is
 * how specific a rule is (rasa/core/policies/rule_policy.py 3.6 takes the longest key that applies). Written by hand,
 * as every prediction makes some.
 */
export function featureKey(states: readonly Features[]): string {
  let text = "[";
  for (const [index, state] of states.entries())
    text += index === 0 ? stateText(state) : `, ${stateText(state)}`;
  return `${text}]`;
}

/** Members in the order of their names. */
function stateText({ active_loop: loop, prev_action: action, slots, user }: Features): string {
  const members: string[] = [];
  if (loop !== undefined) members.push(`"active_loop": {"name": ${JSON.stringify(loop.name)}}`);
  if (action !== undefined) members.push(`"prev_action": ${actionText(action)}`);
  if (slots !== undefined) members.push(`"slots": ${slotsText(slots)}`);
  if (user !== undefined) members.push(`"user": ${userText(user)}`);
  return `{${members.join(", ")}}`;
}

function actionText(action: NonNullable<Features["prev_action"]>): string {
  return "action_name" in action
    ? `{"action_name": ${JSON.stringify(action.action_name)}}`
    : `{"action_text": ${JSON.stringify(action.action_text)}}`;
}

function slotsText(slots: NonNullable<Features["slots"]>): string {
  const members = Object.keys(slots)
    .sort()
    .map((name) => `${JSON.stringify(name)}: ${slotText(slots[name] ?? [])}`);
  return `{${members.join(", ")}}`;
}

/** Feature vectors are Python floats: 1 is written 1.0. */
function slotText(value: readonly number[] | string): string {
  if (typeof value === "string") return JSON.stringify(value);
  return `[${value.map((part) => (Number.isInteger(part) ? `${part}.0` : String(part))).join(", ")}]`;
}

function userText({ entities, intent, text }: UserFeatures): string {
  const members: string[] = [];
  if (entities !== undefined) members.push(`"entities": [${entities.map(quote).join(", ")}]`);
  if (intent !== undefined) members.push(`"intent": ${JSON.stringify(intent)}`);
  if (text !== undefined) members.push(`"text": ${JSON.stringify(text)}`);
  return `{${members.join(", ")}}`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}
