import type { ConversationEvent, Prediction, Predictor, Tracker } from "../conversation/index.ts";
import { ACTION_LISTEN } from "../domain/index.ts";
import type { Vote, Voter } from "./policy-contract.ts";

/**
 * Lets the most confident policy decide; among equals the one with the higher priority, then the earlier in config.yml.
 * A running form goes first, then end-to-end votes (rasa/core/policies/ensemble.py 3.6). Nobody knows: listen.
 */
export function createEnsemble(voters: readonly Voter[]): Predictor {
  return {
    predict(tracker, rejected = []): Prediction {
      const votes = voters.map((voter) => voter.vote(tracker)).filter((vote) => vote !== null);
      const standing = votes.map((vote) => withoutRejected(vote, rejected)).filter((vote) => vote !== null);
      // What a policy notices holds whoever is chosen.
      const events = votes.flatMap((vote) => vote.events);
      return toPrediction(choose(standing), events, tracker);
    },
  };
}

function withoutRejected(vote: Vote, rejected: readonly string[]): Vote | null {
  if (!rejected.includes(vote.action)) return vote;
  if (vote.alternative === null || rejected.includes(vote.alternative.action)) return null;
  return { ...vote, ...vote.alternative, alternative: null, isLoopHappyPath: false };
}

function choose(votes: readonly Vote[]): Vote | null {
  const loop = votes.filter((vote) => vote.isLoopHappyPath);
  const endToEnd = votes.filter((vote) => vote.isEndToEnd);
  const candidates = [loop, endToEnd, votes].find((list) => list.length > 0) ?? [];
  let best: Vote | null = null;
  for (const vote of candidates) {
    const wins =
      best === null ||
      vote.confidence > best.confidence ||
      (vote.confidence === best.confidence && vote.priority > best.priority);
    if (wins) best = vote;
  }
  return best;
}

function toPrediction(
  vote: Vote | null,
  noticed: readonly ConversationEvent[],
  tracker: Tracker,
): Prediction {
  const answersUser = tracker.latestAction === ACTION_LISTEN;
  const featurization: ConversationEvent[] = answersUser
    ? [{ event: "user_featurization", use_text_for_featurization: vote?.isEndToEnd ?? false }]
    : [];
  const events = [...noticed, ...featurization];
  if (vote === null) {
    return { action: ACTION_LISTEN, policy: null, confidence: 0, events, hideRuleTurn: false };
  }
  const { action, policy, confidence, hideRuleTurn } = vote;
  return { action, policy, confidence, hideRuleTurn, events };
}
