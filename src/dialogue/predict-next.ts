import type { ExplainedPrediction, Prediction, Tracker } from "../conversation/index.ts";
import { ACTION_RESTART } from "../domain/index.ts";
import type { DialoguePorts } from "./ports.ts";

/** The next action of a conversation: a follow-up action goes before all policies. */
export function predictNext(tracker: Tracker, ports: DialoguePorts): Prediction {
  return forcedPrediction(tracker, ports) ?? ports.predictor.predict(tracker, rejectedActions(tracker));
}

/** The same with its reasons. */
export function explainNext(tracker: Tracker, ports: DialoguePorts): ExplainedPrediction {
  const prediction = forcedPrediction(tracker, ports);
  if (prediction === null) return ports.predictor.explain(tracker, rejectedActions(tracker));
  return { prediction, scores: [{ action: prediction.action, score: 1 }], opinions: [] };
}

function forcedPrediction(tracker: Tracker, { actionNames, logger }: DialoguePorts): Prediction | null {
  // What paused the conversation did not end its turn by listening, so policies do not see a message to answer.
  if (tracker.paused) return forced(ACTION_RESTART, null);
  const { followupAction } = tracker;
  if (followupAction === null) return null;
  if (actionNames.has(followupAction)) return forced(followupAction, "followup_action");
  logger.error(`the follow-up action '${followupAction}' does not exist; the policies decide instead`, {
    conversationId: tracker.conversationId,
  });
  return null;
}

function forced(action: string, policy: string | null): Prediction {
  return { action, policy, confidence: 1, events: [], hideRuleTurn: false };
}

/** An action that has just declined is not chosen again at once. */
function rejectedActions({ history }: Tracker): readonly string[] {
  const last = history.at(-1);
  return last?.event === "action_execution_rejected" ? [last.name] : [];
}
