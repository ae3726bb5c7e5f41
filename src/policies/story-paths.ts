import type { Story, StoryStep } from "../conversation/index.ts";

/** A story without checkpoints and alternatives: one way a conversation can go. */
export interface StoryPath {
  readonly story: Story;
  readonly steps: readonly FlatStep[];
}

export type FlatStep = Exclude<StoryStep, { readonly type: "checkpoint" | "or" }>;

/** More ways than this through the checkpoints of a project are left out, as Rasa does with its own limits. */
const MOST_PATHS = 2_000;

/** A part of a story between checkpoints. */
interface Block {
  readonly story: Story;
  /** Checkpoints it may follow; null: the beginning of a conversation. */
  readonly after: readonly string[] | null;
  readonly steps: readonly FlatStep[];
  /** Checkpoints it leads to; empty: the end. */
  readonly before: readonly string[];
}

/** All ways through stories and rules: alternatives (`or`) expanded, checkpoints joined, no block twice on one way. */
export function storyPaths(stories: readonly Story[]): readonly StoryPath[] {
  const blocks = stories.flatMap(toBlocks);
  const byCheckpoint = new Map<string, Block[]>();
  for (const block of blocks) {
    for (const name of block.after ?? []) byCheckpoint.set(name, [...(byCheckpoint.get(name) ?? []), block]);
  }
  const paths: StoryPath[] = [];
  const walk = (block: Block, walked: readonly Block[]): void => {
    if (walked.includes(block) || paths.length >= MOST_PATHS) return;
    const way = [...walked, block];
    const next = block.before.flatMap((name) => byCheckpoint.get(name) ?? []);
    if (next.length === 0) paths.push({ story: block.story, steps: way.flatMap((part) => part.steps) });
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
  let part: FlatStep[] = [];
  let conditions: FlatStep[] = [];
  for (const step of steps) {
    if (step.type !== "checkpoint") {
      part.push(step);
      continue;
    }
    if (part.length > 0) {
      blocks.push({ story, after, steps: [...conditions, ...part], before: [step.name] });
      after = [step.name];
    } else {
      after = [...(after ?? []), step.name];
    }
    part = [];
    conditions = [...step.conditions];
  }
  if (part.length > 0) blocks.push({ story, after, steps: [...conditions, ...part], before: [] });
  return blocks;
}
