import type { Story } from "../../conversation/index.ts";
import type { Domain } from "../../domain/index.ts";
import { isTooLongRule, tellTooLongRule } from "../rules/rule-length.ts";
import { storyPaths } from "../story-paths.ts";
import { toTrack } from "../training-track.ts";
import { checkRules } from "./check-rules.ts";
import { conflictingStories } from "./conflicting-stories.ts";
import type { StoryFinding } from "./finding.ts";
import { incompleteRules } from "./incomplete-rules.ts";

export interface StoryCheckOptions {
  /** States of a conversation that stories are compared by, as the policies' `max_history`; null for all. */
  readonly maxHistory: number | null;
  /** What rules may predict without contradicting anything (`core_fallback_action_name`). */
  readonly fallbackAction: string;
}

/**
 * Everything stories and rules say against each other, each pair once: rules against rules and stories, rules that are
 * never asked, rules that leave out what their action sets elsewhere, stories that go on differently from the same
 * point (rasa/core/policies/rule_policy.py and rasa/core/training/story_conflict.py 3.6).
 */
export function checkStories(
  stories: readonly Story[],
  domain: Domain,
  { maxHistory, fallbackAction }: StoryCheckOptions,
): readonly StoryFinding[] {
  const { paths, leftOut } = storyPaths(stories);
  const all = paths.map((path) => toTrack(path, domain)).filter((track) => track !== null);
  const tracks = all.filter((track) => !isTooLongRule(track));
  return [
    ...checkRules(tracks, fallbackAction),
    ...incompleteRules(tracks),
    ...conflictingStories(tracks, maxHistory),
    ...leftOut.map(toLeftOut),
    ...all.filter(isTooLongRule).map((track) => ({
      kind: "rule-too-long" as const,
      at: track.at,
      ...tellTooLongRule(track),
      related: [],
    })),
  ];
}

function toLeftOut({ kind, name, at }: Story): StoryFinding {
  return {
    kind: "too-many-paths",
    at,
    message: `There are too many ways on from the ${kind} '${name}': some are neither learned nor checked.`,
    hint: "Take fewer `checkpoint`s and `or`s, here or in the stories that follow; write the ways that matter as stories of their own.",
    related: [],
  };
}
