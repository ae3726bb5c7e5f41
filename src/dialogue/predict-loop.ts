import { ACTION_LISTEN, ACTION_SESSION_START } from "../domain/index.ts";
import { predictNext } from "./predict-next.ts";
import { runAction } from "./run-action.ts";
import type { TurnState } from "./turn-state.ts";

/** Only the intent `restart` is heard in a paused conversation. */
const RESTART_INTENT = "restart";

/**
 * Predicts and runs actions until the assistant listens, the conversation is paused, or the turn has run its maximum
 * of actions. Counting in the turn, and not in the history, ends loops of actions that take themselves back.
 */
export async function predictAndRun(turn: TurnState): Promise<void> {
  const { logger, maximumActions } = turn.ports;
  for (let count = 0; !turn.isTakenBack && mayAct(turn); count++) {
    if (count >= maximumActions) {
      logger.warn(
        `the turn was stopped after ${maximumActions} actions, the last of them '${turn.tracker.latestAction}': ` +
          "find the rule, story or follow-up action that leads to it again, and let it end with listening",
        { conversationId: turn.tracker.conversationId },
      );
      return;
    }
    const prediction = predictNext(turn.tracker, turn.ports);
    await runAction(turn, prediction);
    if (prediction.action === ACTION_LISTEN || prediction.action === ACTION_SESSION_START) return;
  }
}

function mayAct({ tracker }: TurnState): boolean {
  return !tracker.paused || tracker.latestMessage?.parse_data.intent.name === RESTART_INTENT;
}
