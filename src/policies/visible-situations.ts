import type { Situation, Step, Tracker } from "../conversation/index.ts";
import { ACTION_LISTEN } from "../domain/index.ts";

/** The situations of turns that stories know: those that only rules made are hidden, and their actions with them. */
export function visibleSituations(tracker: Tracker): readonly Situation[] {
  const situations: Situation[] = [];
  let lastVisibleAction: string | null = null;
  let wasHidden = false;
  const take = (situation: Situation, hidden: boolean): void => {
    if (!wasHidden) lastVisibleAction = situation.previousAction;
    if (situation.activeLoop === null || situation.previousAction !== situation.activeLoop.name)
      wasHidden = hidden;
    if (wasHidden) return;
    const before = situations.at(-1);
    const keepsUser =
      lastVisibleAction !== ACTION_LISTEN &&
      before !== undefined &&
      situation.previousAction !== ACTION_LISTEN;
    situations.push({
      ...situation,
      previousAction: lastVisibleAction,
      user: keepsUser ? before.user : situation.user,
    });
  };
  for (const step of tracker.steps as readonly Step[]) take(step.situation, step.hidden);
  take(tracker.situation, false);
  return situations;
}

/** The action that says that a message was unlikely; it changes nothing in the conversation. */
export const UNLIKELY_INTENT_ACTION = "action_unlikely_intent";

/** The same without the moments after an unlikely message was noticed: what was done then was done before. */
export function withoutUnlikelyIntents(situations: readonly Situation[]): readonly Situation[] {
  return situations.some(isAfterNotice)
    ? situations.filter((situation) => !isAfterNotice(situation))
    : situations;
}

function isAfterNotice({ previousAction }: Situation): boolean {
  return previousAction === UNLIKELY_INTENT_ACTION;
}
