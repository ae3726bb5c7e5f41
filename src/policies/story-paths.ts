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

/** The ways through stories, and the stories that begin ways which were left out because there are too many. */
export interface StoryPaths {
  readonly paths: readonly StoryPath[];
  readonly leftOut: readonly Story[];
}

/** Ways beside the first that begins with each story, over all stories; more are left out. */
const MOST_PATHS = 5_000;

/** What all ways together may cost, in steps and looks at what may follow: a few ways can be very long. */
const MOST_WORK = 500_000;

/** How often a way may come through the same block: stories that lead back to themselves teach these rounds. */
const MOST_ROUNDS = 3;

type BlockStep = PathStep | Extract<StoryStep, { readonly type: "or" }>;

/** A part of a story between checkpoints. */
interface Block {
  readonly story: Story;
  /** Checkpoints it may follow; null: the beginning of a conversation. */
  readonly after: readonly string[] | null;
  readonly steps: readonly BlockStep[];
  /** Checkpoints it leads to; empty: the end. */
  readonly before: readonly string[];
}

/** A block on a way, with one choice made of its alternatives. */
interface Part {
  readonly block: Block;
  readonly steps: readonly PathStep[];
}

/**
 * All ways through stories and rules: alternatives (`or`) expanded, checkpoints joined, cycles unrolled
 * (rasa/shared/core/generator.py 3.6). A story that stands alone is always learned, in one way at least, however many
 * there are; of the ways that alternatives and checkpoints multiply, a number is.
 */
export function storyPaths(stories: readonly Story[]): StoryPaths {
  const blocks = stories.flatMap(splitAtCheckpoints);
  const followers = followersOf(blocks);
  const paths: StoryPath[] = [];
  const leftOut: Story[] = [];
  const budget = { paths: MOST_PATHS, work: MOST_WORK };
  for (const start of blocks) {
    if (start.after !== null) continue;
    let isFirst = true;
    for (const way of waysFrom(start, followers, budget)) {
      if (way === null || (!isFirst && budget.paths-- <= 0)) {
        leftOut.push(start.story);
        break;
      }
      isFirst = false;
      const steps = way.flatMap((part) => part.steps);
      budget.work -= steps.length;
      const { story, before } = way.at(-1)?.block ?? start;
      paths.push({ story, steps, isOpen: before.length > 0 });
    }
  }
  return { paths, leftOut };
}

function followersOf(blocks: readonly Block[]): (block: Block) => readonly Block[] {
  const byCheckpoint = new Map<string, Block[]>();
  for (const block of blocks) {
    for (const name of block.after ?? []) {
      const known = byCheckpoint.get(name);
      if (known === undefined) byCheckpoint.set(name, [block]);
      else known.push(block);
    }
  }
  return ({ before }) => before.flatMap((name) => byCheckpoint.get(name) ?? []);
}

/**
 * Every way on from a block to an end, to a checkpoint that nothing follows, or until all rounds are used up. Null, as the
 * last, where the work is used up; the first block costs nothing. Ways hold only until the next is asked for.
 */
function* waysFrom(
  start: Block,
  followers: (block: Block) => readonly Block[],
  budget: { work: number },
): Generator<readonly Part[] | null> {
  const rounds = new Map<Block, number>();
  const roundsOf = (block: Block): number => rounds.get(block) ?? 0;
  const way: Part[] = [];
  /** What may stand at each place of the way, and was not tried yet: a stack, since ways can be thousands of blocks long. */
  const untried: Iterator<Part>[] = [partsOf([start])];
  for (let last = untried.at(-1); last !== undefined; last = untried.at(-1)) {
    const done = way.length === untried.length ? way.pop() : undefined;
    if (done !== undefined) rounds.set(done.block, roundsOf(done.block) - 1);
    const taken = last.next();
    if (taken.done === true) {
      untried.pop();
      continue;
    }
    const { block, steps } = taken.value;
    if ((way.length > 0 || done !== undefined) && budget.work <= 0) {
      yield null;
      return;
    }
    way.push(taken.value);
    rounds.set(block, roundsOf(block) + 1);
    const following = followers(block);
    budget.work -= steps.length + following.length;
    // New blocks first, so that what is left out is the same once more rather than something that no way has.
    const next = following
      .filter((one) => roundsOf(one) < MOST_ROUNDS)
      .sort((left, right) => roundsOf(left) - roundsOf(right));
    if (next.length === 0) yield way;
    else untried.push(partsOf(next));
  }
}

function* partsOf(blocks: readonly Block[]): Generator<Part> {
  for (const block of blocks) for (const steps of choicesOf(block.steps)) yield { block, steps };
}

/** Every choice of alternatives, the last changing fastest. */
function* choicesOf(steps: readonly BlockStep[]): Generator<readonly PathStep[]> {
  const chosen = steps.map(() => 0);
  for (let place = 0; place >= 0; ) {
    yield steps.flatMap((step, index) =>
      step.type === "or" ? (step.alternatives[chosen[index] ?? 0] ?? []) : [step],
    );
    for (place = steps.length - 1; place >= 0; place--) {
      const step = steps[place];
      const next = (chosen[place] ?? 0) + 1;
      if (step?.type === "or" && next < step.alternatives.length) {
        chosen[place] = next;
        break;
      }
      chosen[place] = 0;
    }
  }
}

function splitAtCheckpoints(story: Story): readonly Block[] {
  const blocks: Block[] = [];
  let after: string[] | null = null;
  let part: BlockStep[] = [];
  let required: readonly PathStep[] = [];
  for (const step of story.steps) {
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
