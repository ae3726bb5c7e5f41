import type { JsonObject } from "../../base/index.ts";
import type { Situation, Tracker } from "../../conversation/index.ts";
import { ACTION_LISTEN, type Domain } from "../../domain/index.ts";
import { probabilities } from "../../ml/index.ts";
import { type Features, toFeatures } from "../features.ts";
import type { Vote, Voter } from "../policy-contract.ts";
import type { TrainingTrack } from "../training-track.ts";
import { UNLIKELY_INTENT_ACTION, visibleSituations, withoutUnlikelyIntents } from "../visible-situations.ts";
import { countEqual, type Decision } from "./decisions.ts";
import { dialogueFeatures, type View } from "./dialogue-features.ts";
import { createScorer, type Ranker, trainRanker } from "./ranker.ts";

/** UnexpecTEDIntentPolicy: says when a message comes that stories would not expect here. */
export interface UnlikelyIntentPolicy {
  readonly name: string;
  readonly priority: number;
  readonly maxHistory: number;
  /** Intents that never surprise. */
  readonly ignored: readonly string[];
  readonly ranker: Ranker;
  /** Least likelihood by intent at which it does not surprise. */
  readonly thresholds: Readonly<Record<string, number>>;
}

interface TrainingOptions {
  readonly name: string;
  readonly options: JsonObject;
  readonly forms: ReadonlySet<string>;
}

const NO_CALIBRATION = { temperature: 1, none: Number.NEGATIVE_INFINITY };
/** Rasa 3.6's `UNLIKELY_INTENT_POLICY_PRIORITY`. */
const PRIORITY = 2;

/** Learns from stories which intents come when. Null where no story has a message. */
export function trainUnlikelyIntent(
  tracks: readonly TrainingTrack[],
  { name, options, forms }: TrainingOptions,
): UnlikelyIntentPolicy | null {
  const number = (key: string, fallback: number): number =>
    typeof options[key] === "number" ? options[key] : fallback;
  const maxHistory = Math.max(1, number("max_history", 5));
  const view = { maxHistory, forms };
  const stories = tracks.filter(({ isRule }) => !isRule);
  const moments = countEqual(stories.flatMap((story) => [...messagesOf(story, view)]));
  if (moments.length === 0) return null;
  const ranker = trainRanker(moments, number("epochs", 100));
  const ignored = options["ignore_intents_list"];
  return {
    name,
    priority: number("priority", PRIORITY),
    maxHistory,
    ignored: Array.isArray(ignored) ? ignored.filter((intent) => typeof intent === "string") : [],
    ranker,
    thresholds: thresholdsOf(moments, ranker, Math.min(1, Math.max(0, number("tolerance", 0)))),
  };
}

/** Every message of a story, with what went before it. */
function* messagesOf(track: TrainingTrack, view: View): Generator<Omit<Decision, "times">> {
  const states: Features[] = [];
  for (const { features } of track.steps) {
    states.push(features);
    const intent = features.user?.intent;
    const isNew = states.length > 1 && isListening(features);
    if (isNew && intent !== undefined) yield { names: featuresBefore(states, view), choice: intent };
  }
}

function isListening({ prev_action: action }: Features): boolean {
  return action !== undefined && "action_name" in action && action.action_name === ACTION_LISTEN;
}

/** What was known before the newest message: everything but the message itself. */
function featuresBefore(states: readonly Features[], view: View): readonly string[] {
  const { user: _, ...before } = states.at(-1) ?? {};
  return dialogueFeatures([...states.slice(-view.maxHistory, -1), before], view);
}

/**
 * For each intent the likelihood that all its own moments reach; with a tolerance, at least so high that this share of
 * other moments does not (rasa/core/policies/unexpected_intent_policy.py 3.6, `_compute_label_quantiles`).
 */
function thresholdsOf(
  moments: readonly Decision[],
  ranker: Ranker,
  tolerance: number,
): Readonly<Record<string, number>> {
  const score = createScorer(ranker);
  const own = ranker.choices.map(() => Number.POSITIVE_INFINITY);
  const others = ranker.choices.map((): number[] => []);
  for (const { names, choice } of moments) {
    probabilities(score(names), NO_CALIBRATION).forEach((likelihood, at) => {
      if (ranker.choices[at] === choice) own[at] = Math.min(own[at] ?? likelihood, likelihood);
      else others[at]?.push(likelihood);
    });
  }
  const thresholds = ranker.choices.map((intent, at): [string, number] => {
    const sorted = (others[at] ?? []).sort((left, right) => right - left);
    const other = sorted[Math.min(sorted.length - 1, Math.floor(tolerance * sorted.length))];
    return [intent, Math.min(own[at] ?? 0, other ?? Number.POSITIVE_INFINITY)];
  });
  return Object.fromEntries(thresholds);
}

/** The policy as a voter: it has an opinion only about a message that nobody has answered yet. */
export function createUnlikelyIntent(policy: UnlikelyIntentPolicy, domain: Domain): Voter {
  const score = createScorer(policy.ranker);
  const view: View = { maxHistory: policy.maxHistory, forms: new Set(domain.forms.keys()) };
  const labels = new Map(policy.ranker.choices.map((intent, at) => [intent, at]));
  const thresholds = new Map(Object.entries(policy.thresholds));

  const isUnlikely = (situations: readonly Situation[], intent: string): boolean => {
    const label = labels.get(intent);
    const threshold = thresholds.get(intent);
    if (label === undefined || threshold === undefined || policy.ignored.includes(intent)) return false;
    const states = situations
      .slice(-policy.maxHistory)
      .map((situation) => toFeatures(situation, domain, false));
    const likelihood = probabilities(score(featuresBefore(states, view)), NO_CALIBRATION)[label] ?? 0;
    return likelihood < threshold;
  };

  return {
    policy: policy.name,
    priority: policy.priority,
    vote(tracker): Vote | null {
      const intent = newIntent(tracker);
      if (intent === null || !domain.intents.has(intent)) return null;
      if (!isUnlikely(withoutUnlikelyIntents(visibleSituations(tracker, policy.maxHistory * 2)), intent))
        return null;
      return {
        scores: [{ action: UNLIKELY_INTENT_ACTION, score: 1 }],
        basis: { kind: "learned", name: intent, at: null },
        isLoopHappyPath: false,
        isEndToEnd: false,
        hideRuleTurn: false,
        events: [],
      };
    },
  };
}

/** The intent of a message that was the last thing to happen. */
function newIntent({ latestAction, latestMessage }: Tracker): string | null {
  if (latestAction !== ACTION_LISTEN || latestMessage === null) return null;
  return latestMessage.parse_data.intent.name;
}
