import { type Features, MUST_BE_UNSET } from "../features.ts";
import { previousAction } from "../rules/rule-table.ts";

/** How much of a conversation's past is looked at where no `max_history` says it. */
export const DEFAULT_HISTORY = 5;

/** How a conversation is looked at. */
export interface View {
  /** States that are looked at. */
  readonly maxHistory: number;
  /** Names of the domain's forms. */
  readonly forms: ReadonlySet<string>;
}

/**
 * What the learned policy sees of a conversation, as names of features that are there. `states` are oldest first. The
 * newest state counts most, alone and with what combines with it; older ones say what happened how long ago.
 */
export function dialogueFeatures(
  states: readonly Features[],
  { maxHistory, forms }: View,
): readonly string[] {
  const recent = states.slice(-maxHistory).reverse();
  const [now = {}, before = {}] = recent;
  const features: string[] = [];
  recent.forEach((state, back) => {
    for (const fact of factsOf(state, forms, back > 0)) features.push(`${back}:${fact}`);
  });
  for (const fact of new Set(recent.slice(1).flatMap((state) => factsOf(state, forms, true))))
    features.push(`past:${fact}`);
  const action = actionFact(now, forms);
  const user = userFact(now);
  const turn = `${action}&${user}`;
  const slots = slotFacts(now);
  const loop = loopFact(now);
  const kind = kindOf(now, forms);
  features.push(`turn:${turn}`, `loop:${turn}&${loop}`, `loop:${action}&${loop}`);
  features.push(`kind:${kind}`, `kind:${kind}&${loop}`, `kind:${kind}&${loop}&${kindOf(before, forms)}`);
  for (const slot of slots) features.push(`turn:${turn}&${slot}`, `action:${action}&${slot}`);
  features.push(`slots:${turn}&${slots.join("&")}`);
  features.push(`two:${turn}&${actionFact(before, forms)}`, `actions:${action}&${actionFact(before, forms)}`);
  features.push(`turns:${turn}&${actionFact(before, forms)}&${userFact(before)}`);
  features.push(`question:${turn}&${lastQuestion(recent, forms)}`);
  return features;
}

/** What sort of action came before: forms go on, and people are listened to, whatever exactly was said. */
function kindOf(state: Features, forms: ReadonlySet<string>): string {
  const action = previousAction(state);
  if (action === undefined) return "nothing";
  if (forms.has(action)) return action === state.active_loop?.name ? "a question" : "the end of a form";
  return action === "action_listen" ? "listening" : action.startsWith("utter_") ? "an answer" : "an action";
}

/** What the bot said last before the newest message, which is what the message most often answers. */
function lastQuestion(recent: readonly Features[], forms: ReadonlySet<string>): string {
  const said = recent.find((state) => {
    const action = previousAction(state);
    return action !== undefined && action !== "action_listen";
  });
  return said === undefined ? "nothing" : actionFact(said, forms);
}

function factsOf(state: Features, forms: ReadonlySet<string>, isPast: boolean): readonly string[] {
  const facts = [actionFact(state, forms), userFact(state), ...entityFacts(state), ...wordFacts(state)];
  // Slots and loops change seldom: those of the past say little more than those of now.
  return isPast ? facts : [...facts, loopFact(state), ...slotFacts(state)];
}

/** A form that asks and one that has ended are two things, though the action has one name. */
function actionFact(state: Features, forms: ReadonlySet<string>): string {
  const action = previousAction(state);
  if (action === undefined) return "after nothing";
  if (!forms.has(action)) return `after ${action}`;
  return action === state.active_loop?.name ? `asked by ${action}` : `after the end of ${action}`;
}

/** A message that nobody has answered yet is another thing than one that was. */
function userFact(state: Features): string {
  const { user } = state;
  const isAnswered = previousAction(state) !== "action_listen";
  if (user?.intent !== undefined) return isAnswered ? `answered ${user.intent}` : `intent ${user.intent}`;
  if (user?.text === undefined) return "no message";
  return isAnswered ? "an answered text" : "a text";
}

function entityFacts({ user }: Features): readonly string[] {
  return (user?.entities ?? []).map((entity) => `entity ${entity}`);
}

/** Words of a message that is known by its text. */
function wordFacts({ user }: Features): readonly string[] {
  if (user?.text === undefined) return [];
  const words = user.text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return [...new Set(words)].flatMap((word) => [
    `word ${word}`,
    ...[3, 4].flatMap((length) => (word.length > length ? [`stem ${word.slice(0, length)}`] : [])),
  ]);
}

function loopFact({ active_loop: loop }: Features): string {
  return loop === undefined || loop.name === MUST_BE_UNSET ? "no loop" : `loop ${loop.name}`;
}

function slotFacts({ slots }: Features): readonly string[] {
  return Object.entries(slots ?? {}).flatMap(([name, value]) =>
    value === MUST_BE_UNSET ? [] : [`slot ${name}=${value}`],
  );
}
