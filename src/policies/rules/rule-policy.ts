import type { JsonObject } from "../../base/index.ts";
import type {
  ActionScore,
  ConversationEvent,
  DecisionBasis,
  Situation,
  Tracker,
} from "../../conversation/index.ts";
import {
  ACTION_BACK,
  ACTION_DEFAULT_FALLBACK,
  ACTION_LISTEN,
  ACTION_RESTART,
  ACTION_SESSION_START,
  type Domain,
} from "../../domain/index.ts";
import { type Features, toFeatures } from "../features.ts";
import { nluConfidence } from "../nlu-confidence.ts";
import type { Vote, Voter } from "../policy-contract.ts";
import type { StateAt } from "./matching.ts";
import { createRuleIndex, type RuleIndex } from "./rule-index.ts";
import type { RuleEntry, UnhappyEntry } from "./rule-table.ts";
import { runnersUp } from "./runners-up.ts";

export const RULE_POLICY = "RulePolicy";

export interface RulePolicyOptions {
  readonly priority: number;
  readonly fallbackThreshold: number;
  readonly fallbackAction: string;
  readonly enableFallback: boolean;
  /** It is only as sure as the message was understood. */
  readonly usesNluConfidence: boolean;
}

/** What RulePolicy learned; plain data. */
export interface RulePolicyModel {
  readonly options: RulePolicyOptions;
  readonly entries: readonly RuleEntry[];
  readonly unhappy: readonly UnhappyEntry[];
  /** Sources of predictions that no story makes: their turns are hidden from learned policies. */
  readonly notInStories: readonly string[];
}

/** Rasa 3.6's options and defaults; unknown ones are validation's to report. */
export function rulePolicyOptions(options: JsonObject): RulePolicyOptions {
  const number = (name: string, fallback: number): number =>
    typeof options[name] === "number" ? options[name] : fallback;
  const action = options["core_fallback_action_name"];
  return {
    priority: number("priority", 4),
    fallbackThreshold: number("core_fallback_threshold", 0.3),
    fallbackAction: typeof action === "string" ? action : ACTION_DEFAULT_FALLBACK,
    enableFallback: options["enable_fallback_prediction"] !== false,
    usesNluConfidence: options["use_nlu_confidence_as_score"] === true,
  };
}

const DEFAULT_ACTION_OF_INTENT: ReadonlyMap<string, string> = new Map([
  ["restart", ACTION_RESTART],
  ["back", ACTION_BACK],
  ["session_start", ACTION_SESSION_START],
]);

/** What rules say about a situation. */
export interface RulePrediction {
  readonly action: string | null;
  /** Names the rule, default or form that decided; null when none did. */
  readonly source: string | null;
  readonly entry: RuleEntry | null;
  readonly isLoopHappyPath: boolean;
  readonly isEndToEnd: boolean;
  readonly interruptsLoop: boolean;
  /** The form was interrupted and waits without asking again. */
  readonly resumesSilently: boolean;
}

/** A conversation (or a story in training) as the rules look at it. */
export interface RuleView {
  readonly activeLoop: { readonly name: string; readonly rejected: boolean } | null;
  readonly latestAction: string | null;
  readonly latestIntent: string | null;
  /** The latest intent lets a form that it interrupts wait in silence (`resume: silent`). */
  readonly isSilent: boolean;
  readonly byIntent: StateAt;
  readonly byText: StateAt;
}

const NO_RULE: RulePrediction = {
  action: null,
  source: null,
  entry: null,
  isLoopHappyPath: false,
  isEndToEnd: false,
  interruptsLoop: false,
  resumesSilently: false,
};

/** Predicts by rules alone (rasa/core/policies/rule_policy.py 3.6, `_predict`). */
export function createRulePredictor(
  model: Pick<RulePolicyModel, "entries" | "unhappy">,
): (view: RuleView) => RulePrediction {
  const rules = createRuleIndex(model.entries);
  const unhappy = createRuleIndex(model.unhappy);
  const hasTextRules = model.entries.some((entry) =>
    entry.states.some((state) => state.user?.text !== undefined),
  );
  return (view) => {
    const fromText = hasTextRules ? findRule(view, view.byText, { rules, unhappy }) : NO_RULE;
    if (fromText.action === null) {
      const byDefault = defaultAction(view);
      if (byDefault !== null) return byDefault;
    }
    const loop = loopHappyPath(view);
    if (loop !== null) return loop;
    if (fromText.action !== null) return { ...fromText, isEndToEnd: true };
    return findRule(view, view.byIntent, { rules, unhappy });
  };
}

function defaultAction({ latestAction, latestIntent }: RuleView): RulePrediction | null {
  if (latestAction !== ACTION_LISTEN || latestIntent === null) return null;
  const action = DEFAULT_ACTION_OF_INTENT.get(latestIntent);
  return action === undefined ? null : { ...NO_RULE, action, source: `default ${latestIntent}` };
}

function loopHappyPath({ activeLoop, latestAction }: RuleView): RulePrediction | null {
  if (activeLoop === null || activeLoop.rejected || latestAction === null) return null;
  const { name } = activeLoop;
  return latestAction === name
    ? { ...NO_RULE, action: ACTION_LISTEN, source: `loop ${name} listen`, isLoopHappyPath: true }
    : { ...NO_RULE, action: name, source: `loop ${name}`, isLoopHappyPath: true };
}

interface Indexes {
  readonly rules: RuleIndex<RuleEntry>;
  readonly unhappy: RuleIndex<UnhappyEntry>;
}

function findRule(view: RuleView, stateAt: StateAt, { rules, unhappy }: Indexes): RulePrediction {
  const best = longest(rules.applicable(stateAt));
  const found: RulePrediction =
    best === null ? NO_RULE : { ...NO_RULE, action: best.action, source: best.key, entry: best };
  const { activeLoop } = view;
  if (activeLoop === null) return found;

  const effects = new Set(unhappy.applicable(stateAt).map(({ effect }) => effect));
  // A general rule ends by listening, but the conversation is inside a form: the form asks again.
  const listensInLoop = best?.action === ACTION_LISTEN && best.states.at(-1)?.active_loop === undefined;
  if (listensInLoop && view.isSilent) return { ...found, resumesSilently: true };
  if (listensInLoop && !effects.has("do-not-predict-loop")) {
    return { ...NO_RULE, action: activeLoop.name, source: `loop ${activeLoop.name}` };
  }
  if (listensInLoop) return NO_RULE;
  return { ...found, interruptsLoop: effects.has("loop-was-interrupted") };
}

function longest(entries: readonly RuleEntry[]): RuleEntry | null {
  let best: RuleEntry | null = null;
  for (const entry of entries) if (best === null || entry.key.length > best.key.length) best = entry;
  return best;
}

/** RulePolicy as a voter. */
export function createRulePolicy(model: RulePolicyModel, domain: Domain): Voter {
  const predict = createRulePredictor(model);
  const hidden = new Set(model.notInStories);
  const { options } = model;
  const fallback: readonly ActionScore[] =
    options.enableFallback && options.fallbackThreshold > 0
      ? [{ action: options.fallbackAction, score: options.fallbackThreshold }]
      : [];
  const scoresOf = (action: string, tracker: Tracker): readonly ActionScore[] => {
    const score = options.usesNluConfidence ? nluConfidence(tracker) : 1;
    const others = fallback.filter((other) => other.action !== action);
    return [{ action, score }, ...others].sort((left, right) => right.score - left.score);
  };
  return {
    policy: RULE_POLICY,
    priority: options.priority,
    vote(tracker): Vote | null {
      const prediction = predict(viewOf(tracker, domain));
      const { action } = prediction;
      const events = eventsOf(prediction, tracker);
      if (action === null && fallback.length === 0 && events.length === 0) return null;
      const scores = action === null ? fallback : scoresOf(action, tracker);
      return {
        scores,
        basis: scores[0]?.action === action ? basisOf(prediction) : FALLBACK,
        isLoopHappyPath: prediction.isLoopHappyPath,
        isEndToEnd: prediction.isEndToEnd,
        hideRuleTurn: prediction.source !== null && hidden.has(prediction.source),
        events,
      };
    },
    runnersUp(tracker) {
      const view = viewOf(tracker, domain);
      return runnersUp(model.entries, view.byIntent, predict(view).entry);
    },
  };
}

/** A form that waits in silence is as it was before it declined: it hears the next message again. */
function eventsOf(
  { interruptsLoop, resumesSilently }: RulePrediction,
  { activeLoop }: Tracker,
): readonly ConversationEvent[] {
  if (interruptsLoop) return [{ event: "loop_interrupted", is_interrupted: true }];
  return resumesSilently && activeLoop !== null ? [{ event: "active_loop", name: activeLoop.name }] : [];
}

const FALLBACK: DecisionBasis = { kind: "fallback", name: null, at: null };

function basisOf({ action, entry, source }: RulePrediction): DecisionBasis {
  if (action === null) return FALLBACK;
  if (entry !== null) return { kind: "rule", name: entry.rule, at: entry.at };
  const [kind, name = null] = source?.split(" ", 2) ?? [];
  return { kind: kind === "default" ? "default" : "loop", name, at: null };
}

function viewOf(tracker: Tracker, domain: Domain): RuleView {
  const states = (useText: boolean): StateAt => {
    const known: Features[] = [];
    return (back) => {
      const cached = known[back];
      if (cached !== undefined) return cached;
      const situation = situationAt(tracker, back);
      if (situation === null) return null;
      // Only the message being answered is taken by its text; earlier ones were featurised when they came.
      const byText =
        back === 0 || situation.user === tracker.situation.user ? useText : situation.useText === true;
      const state = toFeatures(situation, domain, byText);
      known[back] = state;
      return state;
    };
  };
  const latestIntent = tracker.latestMessage?.parse_data.intent.name ?? null;
  return {
    activeLoop: tracker.activeLoop,
    latestAction: tracker.latestAction,
    latestIntent,
    isSilent: latestIntent !== null && domain.intents.get(latestIntent)?.resumesSilently === true,
    byIntent: states(false),
    byText: states(true),
  };
}

/** The situation some steps ago; null before what the tracker keeps. */
function situationAt({ situation, steps }: Tracker, back: number): Situation | null {
  return back === 0 ? situation : (steps.at(steps.length - back)?.situation ?? null);
}
