import type {
  ActionScore,
  ConversationEvent,
  ExplainedPrediction,
  PolicyOpinion,
  Prediction,
  Predictor,
  Tracker,
} from "../conversation/index.ts";
import { ACTION_LISTEN } from "../domain/index.ts";
import type { Vote, Voter } from "./policy-contract.ts";

/**
 * Lets the most confident policy decide; among equals the one with the higher priority, then the earlier in config.yml.
 * A running form goes first, then end-to-end votes (rasa/core/policies/ensemble.py 3.6). Nobody knows: listen.
 */
export function createEnsemble(voters: readonly Voter[]): Predictor {
  return {
    predict(tracker, rejected = []): Prediction {
      const ballots = collect(voters, tracker, rejected);
      return toPrediction(choose(ballots), ballots, tracker);
    },
    explain(tracker, rejected = []): ExplainedPrediction {
      const ballots = collect(voters, tracker, rejected);
      const chosen = choose(ballots);
      return {
        prediction: toPrediction(chosen, ballots, tracker),
        scores: chosen?.scores ?? [],
        opinions: ballots.map((ballot) => ({
          ...toOpinion(ballot, chosen, rejected),
          runnersUp: ballot.voter.runnersUp?.(tracker) ?? [],
        })),
      };
    },
  };
}

/** What a policy said, and what of it stands. */
interface Ballot {
  readonly voter: Voter;
  readonly vote: Vote | null;
  /** Without rejected actions. */
  readonly scores: readonly ActionScore[];
  /** A form that has just declined does not go before the others. */
  readonly isLoopHappyPath: boolean;
}

function collect(voters: readonly Voter[], tracker: Tracker, rejected: readonly string[]): readonly Ballot[] {
  return voters.map((voter) => {
    const vote = voter.vote(tracker);
    if (vote === null) return { voter, vote, scores: [], isLoopHappyPath: false };
    if (rejected.length === 0)
      return { voter, vote, scores: vote.scores, isLoopHappyPath: vote.isLoopHappyPath };
    const scores = vote.scores.filter(({ action }) => !rejected.includes(action));
    const isLoopHappyPath = vote.isLoopHappyPath && scores[0] === vote.scores[0];
    return { voter, vote, scores, isLoopHappyPath };
  });
}

function choose(ballots: readonly Ballot[]): Ballot | null {
  const standing = ballots.filter(({ scores }) => scores.length > 0);
  const loop = standing.filter(({ isLoopHappyPath }) => isLoopHappyPath);
  const endToEnd = standing.filter(({ vote }) => vote?.isEndToEnd === true);
  const candidates = [loop, endToEnd, standing].find((list) => list.length > 0) ?? [];
  let best: Ballot | null = null;
  for (const ballot of candidates) if (best === null || goesBefore(ballot, best)) best = ballot;
  return best;
}

function goesBefore(ballot: Ballot, best: Ballot): boolean {
  const [confidence, highest] = [confidenceOf(ballot), confidenceOf(best)];
  return confidence > highest || (confidence === highest && ballot.voter.priority > best.voter.priority);
}

function confidenceOf({ scores }: Ballot): number {
  return scores[0]?.score ?? 0;
}

function toPrediction(chosen: Ballot | null, ballots: readonly Ballot[], tracker: Tracker): Prediction {
  const answersUser = tracker.latestAction === ACTION_LISTEN;
  const featurization: ConversationEvent[] = answersUser
    ? [{ event: "user_featurization", use_text_for_featurization: chosen?.vote?.isEndToEnd ?? false }]
    : [];
  // What a policy notices holds whoever is chosen.
  const events = [...ballots.flatMap(({ vote }) => vote?.events ?? []), ...featurization];
  const best = chosen?.scores[0];
  if (chosen === null || best === undefined)
    return { action: ACTION_LISTEN, policy: null, confidence: 0, events, hideRuleTurn: false };
  return {
    action: best.action,
    policy: chosen.voter.policy,
    confidence: best.score,
    hideRuleTurn: chosen.vote?.hideRuleTurn ?? false,
    events,
  };
}

function toOpinion(
  ballot: Ballot,
  chosen: Ballot | null,
  rejected: readonly string[],
): Omit<PolicyOpinion, "runnersUp"> {
  const { voter, vote, scores, isLoopHappyPath } = ballot;
  return {
    policy: voter.policy,
    priority: voter.priority,
    scores,
    basis: vote?.basis ?? { kind: "nothing", name: null, at: null },
    isLoopHappyPath,
    isEndToEnd: vote?.isEndToEnd ?? false,
    outcome: tellOutcome(ballot, chosen, rejected),
  };
}

function tellOutcome(ballot: Ballot, chosen: Ballot | null, rejected: readonly string[]): string {
  const { vote, scores, voter } = ballot;
  if (ballot === chosen) return "chosen";
  if (vote === null || vote.scores.length === 0) return "had no opinion";
  if (scores.length === 0) return `wanted ${rejected.join(", ")}, which had just declined`;
  if (chosen === null) return "had no opinion";
  if (chosen.isLoopHappyPath && !ballot.isLoopHappyPath) return "a running form goes first";
  if (chosen.vote?.isEndToEnd === true && !vote.isEndToEnd) return "a prediction from the text goes first";
  if (confidenceOf(ballot) < confidenceOf(chosen)) return `less confident than ${chosen.voter.policy}`;
  return voter.priority < chosen.voter.priority
    ? `as confident as ${chosen.voter.policy}, which has the higher priority`
    : `as confident as ${chosen.voter.policy}, which comes earlier in config.yml`;
}
