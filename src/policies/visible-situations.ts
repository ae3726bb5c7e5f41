import { type Situation, seenIn, type Tracker } from "../conversation/index.ts";

/**
 * The situations of turns that stories know, the one that something is to be chosen in last.
 *
 * @param wanted how many of the newest, null for all
 */
export function visibleSituations(tracker: Tracker, wanted: number | null): readonly Situation[] {
  const { visible, situation } = tracker;
  const now = seenIn(visible, { situation, hidden: false });
  const before = wanted === null ? visible.situations.toArray() : visible.situations.slice(-wanted);
  return now === null ? before : [...before, now].slice(wanted === null ? 0 : -wanted);
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
