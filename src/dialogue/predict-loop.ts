import type { Prediction } from "../conversation/index.ts";
import { ACTION_LISTEN, ACTION_RESTART, ACTION_SESSION_START, allActionNames } from "../domain/index.ts";
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
  for (let count = 0; mayAct(turn); count++) {
    if (count >= maximumActions) {
      logger.warn(
        `the turn was stopped after ${maximumActions} actions, the last of them '${turn.tracker.latestAction}': ` +
          "find the rule, story or follow-up action that leads to it again, and let it end with listening",
        { conversationId: turn.tracker.conversationId },
      );
      return;
    }
    const prediction = nextPrediction(turn);
    await runAction(turn, prediction);
    if (prediction.action === ACTION_LISTEN || prediction.action === ACTION_SESSION_START) return;
  }
}

function mayAct({ tracker }: TurnState): boolean {
  return !tracker.paused || tracker.latestMessage?.parse_data.intent.name === RESTART_INTENT;
}

/** A follow-up action goes before all policies; a policy's rejected action is not chosen again at once. */
function nextPrediction(turn: TurnState): Prediction {
  const { tracker, ports } = turn;
  // What paused the conversation did not end its turn by listening, so policies do not see a message to answer.
  if (tracker.paused) return decided(ACTION_RESTART, null);
  const { followupAction } = tracker;
  if (followupAction !== null) {
    if (allActionNames(ports.domain).includes(followupAction))
      return decided(followupAction, "followup_action");
    ports.logger.error(
      `the follow-up action '${followupAction}' does not exist; the policies decide instead`,
      {
        conversationId: tracker.conversationId,
      },
    );
  }
  const last = turn.events.at(-1) ?? tracker.recentEvents.at(-1);
  return ports.predictor.predict(tracker, last?.event === "action_execution_rejected" ? [last.name] : []);
}

function decided(action: string, policy: string | null): Prediction {
  return { action, policy, confidence: 1, events: [], hideRuleTurn: false };
}
