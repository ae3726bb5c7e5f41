import { createHash } from "node:crypto";
import { featureKey } from "../feature-key.ts";
import type { TrackStep, TrainingTrack } from "../training-track.ts";
import { sentence, statesUpTo, tellAction, tellConversation, tellTrack } from "./describe.ts";
import type { StoryFinding } from "./finding.ts";

/** What a story does after a history. */
interface Choice {
  readonly track: TrainingTrack;
  readonly step: TrackStep;
}

/**
 * Stories that take different actions after the same history: what policies see of it, in full or as far back as they
 * look. One finding for each pair of stories, where they part first, which is the shortest conversation that tells
 * them apart.
 */
export function conflictingStories(
  tracks: readonly TrainingTrack[],
  maxHistory: number | null,
): readonly StoryFinding[] {
  const known = new Map<string, Choice>();
  const found = new Map<string, StoryFinding>();
  for (const track of tracks) {
    if (track.isRule) continue;
    for (const { key, step } of historiesOf(track, maxHistory)) {
      const first = known.get(key);
      if (first === undefined) known.set(key, { track, step });
      else if (first.step.action !== step.action) {
        const pair = `${placeKey(first.track)} ${placeKey(track)}`;
        if (!found.has(pair)) found.set(pair, toFinding(first, { track, step }));
      }
    }
  }
  return [...found.values()];
}

/** Keys of a story's histories; those over all states grow by hashing, so that a long story costs no square. */
function* historiesOf(
  track: TrainingTrack,
  maxHistory: number | null,
): Generator<{ readonly key: string; readonly step: TrackStep }> {
  let whole = "";
  const recent: string[] = [];
  for (const step of track.steps) {
    const state = featureKey([step.features]);
    whole = createHash("sha256").update(whole).update(state).digest("base64");
    if (maxHistory !== null) {
      recent.push(state);
      if (recent.length > maxHistory) recent.shift();
    }
    if (!step.unpredictable) yield { key: maxHistory === null ? whole : recent.join(), step };
  }
}

function toFinding(first: Choice, second: Choice): StoryFinding {
  const isSame = placeKey(first.track) === placeKey(second.track);
  const other = isSame ? "in another way through it" : `after the same steps ${tellTrack(second.track)}`;
  return {
    kind: "story-conflict",
    at: first.step.at ?? first.track.at,
    message: `${sentence(tellTrack(first.track))} ${tellAction(first.step.action)}, but ${other} ${tellAction(second.step.action)}.`,
    hint: `They part after: ${tellConversation(statesUpTo(second.track, second.step))}. Make the stories differ before that point, or change one.`,
    related: [{ message: `'${second.track.name}' goes on here.`, at: second.step.at ?? second.track.at }],
  };
}

function placeKey({ at: { file, line, column } }: TrainingTrack): string {
  return `${file}:${line}:${column}`;
}
