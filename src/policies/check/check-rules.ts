import { ACTION_LISTEN } from "../../domain/index.ts";
import { keptRuleEntries } from "../rules/kept-entries.ts";
import { createRulePredictor, type RulePrediction } from "../rules/rule-policy.ts";
import { createUnhappyEntries, previousAction, type RuleEntry } from "../rules/rule-table.ts";
import { decisionsOf } from "../rules/track-decisions.ts";
import type { TrackStep, TrainingTrack } from "../training-track.ts";
import { sentence, tellAction, tellConversation, tellTrack } from "./describe.ts";
import type { StoryFinding } from "./finding.ts";

/**
 * Plays every rule and story to the rules: where they predict another action than stands there, the two contradict
 * each other, and where something built in goes first, the rule is never asked. Each pair is reported once.
 */
export function checkRules(
  tracks: readonly TrainingTrack[],
  fallbackAction: string,
): readonly StoryFinding[] {
  const entries = keptRuleEntries(tracks);
  const predict = createRulePredictor({ entries, unhappy: createUnhappyEntries(tracks) });
  const findings = new Map<string, StoryFinding>();
  const compare = (track: TrainingTrack, step: TrackStep, prediction: RulePrediction): void => {
    const { action, entry } = prediction;
    if (action === null || action === step.action || action === fallbackAction || isUnanswered(step)) return;
    if (entry !== null) addContradiction(findings, track, { step, entry, action });
    else if (track.isRule) addUnreachable(findings, track, { step, prediction });
  };
  for (const track of tracks) {
    for (const { step, view } of decisionsOf(track)) compare(track, step, predict(view));
  }
  return [...findings.values()];
}

/** A message that nothing follows is a finding of its own: what its answer contradicts cannot be known. */
function isUnanswered({ action, features }: TrackStep): boolean {
  return action === ACTION_LISTEN && previousAction(features) === ACTION_LISTEN;
}

interface Clash {
  readonly step: TrackStep;
  readonly entry: RuleEntry;
  readonly action: string;
}

function addContradiction(
  findings: Map<string, StoryFinding>,
  track: TrainingTrack,
  { step, entry, action }: Clash,
): void {
  const pair = JSON.stringify([track.isRule, [placeKey(track.at), placeKey(entry.at)].sort()]);
  if (findings.has(pair)) return;
  const self = placeKey(entry.at) === placeKey(track.at);
  const other = self ? "its own steps" : `the rule '${entry.rule}'`;
  const verb = self ? "also ask it for" : "";
  const message = self
    ? `${sentence(tellTrack(track))} ${tellAction(step.action)}, but ${other} ${verb} '${action}' in the same situation.`
    : `${sentence(tellTrack(track))} ${tellAction(step.action)}, but ${other} ${tellAction(action)}.`;
  findings.set(pair, {
    kind: "rule-contradiction",
    at: track.isRule ? track.at : (step.at ?? track.at),
    message,
    hint: `It shows when ${tellConversation(entry.states)}. ${
      track.isRule
        ? "Make the two differ by a `condition`, or remove one."
        : "A rule always holds: change the story, or make the rule more precise with a `condition`."
    }`,
    related: self ? [] : [{ message: `The rule '${entry.rule}' is here.`, at: entry.at }],
  });
}

function addUnreachable(
  findings: Map<string, StoryFinding>,
  track: TrainingTrack,
  { step, prediction }: { readonly step: TrackStep; readonly prediction: RulePrediction },
): void {
  const key = `unreachable ${placeKey(track.at)}`;
  if (findings.has(key)) return;
  const cause = causeOf(prediction);
  findings.set(key, {
    kind: "unreachable-rule",
    at: track.at,
    message: `${sentence(tellTrack(track))} never ${step.action === ACTION_LISTEN ? "waits" : `takes '${step.action}'`} here: ${cause} goes first.`,
    hint: `Take another ${cause.startsWith("the intent") ? "intent" : "step"}, or remove the rule.`,
    related: [],
  });
}

/** What was built in and decided, by the source of {@link RulePrediction}. */
function causeOf({ source, action }: RulePrediction): string {
  const [kind, name] = (source ?? "").split(" ");
  if (kind === "default") return `the intent '${name}' runs '${action}', which`;
  return `the form '${name}', which is running,`;
}

function placeKey({ file, line, column }: TrainingTrack["at"]): string {
  return `${file}:${line}:${column}`;
}
