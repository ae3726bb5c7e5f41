import type { Log, Situation, Step, Tracker } from "../conversation/index.ts";
import { ACTION_LISTEN } from "../domain/index.ts";

/**
 * The situations of turns that stories know: those that only rules made are hidden, and their actions with them.
 *
 * @param wanted how many of the newest matter, null for all: then no more is looked at than is needed to know them
 */
export function visibleSituations(tracker: Tracker, wanted: number | null): readonly Situation[] {
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
    const user = keepsUser ? before.user : situation.user;
    const isAsItWas = lastVisibleAction === situation.previousAction && user === situation.user;
    // The same situation is the same object, so that what is made of it is made once.
    situations.push(isAsItWas ? situation : { ...situation, previousAction: lastVisibleAction, user });
  };
  const steps = wanted === null ? tracker.steps : tracker.steps.slice(startOf(tracker.steps, wanted));
  for (const step of steps) take(step.situation, step.hidden);
  take(tracker.situation, false);
  return situations;
}

/** Where to begin so that this many situations are seen as if all had been: with a message after a turn in plain sight. */
function startOf(steps: Log<Step>, wanted: number): number {
  let seen = 0;
  for (let index = steps.length - 1; index > 0; index--) {
    if (steps.at(index)?.hidden === false) seen++;
    if (seen < wanted) continue;
    const [before, first] = [steps.at(index - 1), steps.at(index)];
    if (before === undefined || before.hidden || isWithinLoop(before.situation)) continue;
    if (first?.situation.previousAction === ACTION_LISTEN) return index;
  }
  return 0;
}

function isWithinLoop({ activeLoop, previousAction }: Situation): boolean {
  return activeLoop !== null && previousAction === activeLoop.name;
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
