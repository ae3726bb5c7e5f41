import { ACTION_LISTEN } from "../domain/index.ts";
import { Log } from "./log.ts";
import type { Situation, Step, VisibleSteps } from "./tracker.ts";

export const NOTHING_VISIBLE: VisibleSteps = { situations: Log.of([]), lastAction: null, isHidden: false };

/** Situations kept; more than any policy compares. */
const MOST_SITUATIONS = 200;

/** What is visible after a step; `hidden` says that a rule alone made it. */
export function seeStep(visible: VisibleSteps, step: Omit<Step, "action">): VisibleSteps {
  const { lastAction, isHidden } = afterStep(visible, step);
  const seen = seenIn(visible, step);
  if (seen === null) return { situations: visible.situations, lastAction, isHidden };
  const isFull = visible.situations.length >= MOST_SITUATIONS * 2;
  const kept = isFull ? Log.of(visible.situations.slice(-MOST_SITUATIONS)) : visible.situations;
  return { situations: kept.append(seen), lastAction, isHidden };
}

/** A step's situation as stories would know it; null for one that they do not know. */
export function seenIn(visible: VisibleSteps, step: Omit<Step, "action">): Situation | null {
  const { lastAction, isHidden } = afterStep(visible, step);
  if (isHidden) return null;
  const { situation } = step;
  const before = visible.situations.at(-1);
  const keepsUser =
    lastAction !== ACTION_LISTEN && before !== undefined && situation.previousAction !== ACTION_LISTEN;
  const user = keepsUser ? before.user : situation.user;
  const isAsItWas = lastAction === situation.previousAction && user === situation.user;
  return isAsItWas ? situation : { ...situation, previousAction: lastAction, user };
}

function afterStep(
  visible: VisibleSteps,
  { situation, hidden }: Omit<Step, "action">,
): Omit<VisibleSteps, "situations"> {
  const { activeLoop, previousAction } = situation;
  const isWithinLoop = activeLoop !== null && previousAction === activeLoop.name;
  return {
    lastAction: visible.isHidden ? visible.lastAction : previousAction,
    isHidden: isWithinLoop ? visible.isHidden : hidden,
  };
}
