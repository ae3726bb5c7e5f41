import type { PlainStep, SlotStep, Story, StoryStep } from "../conversation/index.ts";

/** A story without checkpoints and alternatives: one way a conversation can go. */
export interface StoryPath {
  readonly story: Story;
  readonly steps: readonly PathStep[];
  /** It stops at a checkpoint that nothing follows: what comes then is not known. */
  readonly isOpen: boolean;
}

/** A step, or what a checkpoint asks of the conversations that go on from it. */
export type PathStep = PlainStep | { readonly type: "require"; readonly conditions: readonly SlotStep[] };

/** More ways than this through the checkpoints of a project are left out, as Rasa does with its own limits. */
const MOST_PATHS = 2_000;

/** How often a way may come through the same block: stories that lead back to themselves teach these rounds. */
const MOST_ROUNDS = 3;

/** A part of a story between checkpoints. */
interface Block {
  readonly story: Story;
  /** Checkpoints it may follow; null: the beginning of a conversation. */
  readonly after: readonly string[] | null;
  readonly steps: readonly PathStep[];
  /** Checkpoints it leads to; empty: the end. */
  readonly before: readonly string[];
}

/**
 * All ways through stories and rules: alternatives (`or`) expanded, checkpoints joined, cycles unrolled
 * (rasa/shared/core/generator.py 3.6).
 */
export function storyPaths(stories: readonly Story[]): readonly StoryPath[] {
  const blocks = stories.flatMap(toBlocks);
  const byCheckpoint = new Map<string, Block[]>();
  for (const block of blocks) {
    for (const name of block.after ?? []) byCheckpoint.set(name, [...(byCheckpoint.get(name) ?? []), block]);
  }
  const paths: StoryPath[] = [];
  let joined = 0;
  const walk = (block: Block, walked: readonly Block[]): void => {
    const rounds = walked.filter((one) => one === block).length;
    if (rounds >= MOST_ROUNDS || (walked.length > 0 && joined >= MOST_PATHS)) return;
    const way = [...walked, block];
    const next = block.before.flatMap((name) => byCheckpoint.get(name) ?? []);
    if (next.length === 0) {
      const steps = way.flatMap((part) => part.steps);
      paths.push({ story: block.story, steps, isOpen: block.before.length > 0 });
      // Stories that stand alone are all learned, however many they are.
      if (way.length > 1) joined++;
    }
    for (const following of next) walk(following, way);
  };
  for (const block of blocks) if (block.after === null) walk(block, []);
  return paths;
}

function toBlocks(story: Story): readonly Block[] {
  return expandAlternatives(story.steps).flatMap((steps) => splitAtCheckpoints(story, steps));
}

type StepWithoutOr = Exclude<StoryStep, { readonly type: "or" }>;

function expandAlternatives(steps: readonly StoryStep[]): readonly (readonly StepWithoutOr[])[] {
  let ways: readonly (readonly StepWithoutOr[])[] = [[]];
  for (const step of steps) {
    const choices: readonly StepWithoutOr[] = step.type === "or" ? step.alternatives : [step];
    ways = ways.flatMap((way) => choices.map((choice) => [...way, choice]));
    if (ways.length > MOST_PATHS) ways = ways.slice(0, MOST_PATHS);
  }
  return ways;
}

function splitAtCheckpoints(story: Story, steps: readonly StepWithoutOr[]): readonly Block[] {
  const blocks: Block[] = [];
  let after: string[] | null = null;
  let part: PlainStep[] = [];
  let required: readonly PathStep[] = [];
  for (const step of steps) {
    if (step.type !== "checkpoint") {
      part.push(step);
      continue;
    }
    if (part.length > 0) {
      blocks.push({ story, after, steps: [...required, ...part], before: [step.name] });
      after = [step.name];
    } else {
      after = [...(after ?? []), step.name];
    }
    part = [];
    required = step.conditions.length === 0 ? [] : [{ type: "require", conditions: step.conditions }];
  }
  if (part.length > 0) blocks.push({ story, after, steps: [...required, ...part], before: [] });
  return blocks;
}
