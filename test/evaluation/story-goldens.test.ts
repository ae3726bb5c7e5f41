import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { createRandom, silentLogger } from "../../src/base/index.ts";
import type { Predictor, Story } from "../../src/conversation/index.ts";
import { type FollowedStory, followStories } from "../../src/evaluation/index.ts";
import { loadPolicies } from "../../src/policies/index.ts";
import { type Project, readProject, readTests } from "../../src/project/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { trainInMemory } from "../../src/training/index.ts";
import { describeGoldens, GOLDENS, goldensOf } from "../project/goldens.ts";

interface Recorded {
  readonly stories: number;
  readonly passed?: number;
  readonly actions?: number;
  readonly actions_correct?: number;
  readonly per_story?: readonly {
    readonly name: string;
    readonly actions: readonly (readonly [string, string, string | null])[];
  }[];
}

interface StoryGolden {
  readonly kind: string;
  readonly ok: boolean;
  readonly input: { readonly domain: string; readonly data: string; readonly config: string };
  readonly training_stories?: Recorded;
  readonly conversation_tests?: Recorded;
}

const goldens = goldensOf<StoryGolden>("cli").filter(({ kind, ok }) => kind === "story evaluation" && ok);
const INPUTS = join(GOLDENS, "inputs");

async function open({ input }: StoryGolden): Promise<{ project: Project; predictor: Predictor | null }> {
  const folder = await mkdtemp(join(tmpdir(), "tsbot-golden-"));
  const config = join(folder, "config.yml");
  await writeFile(config, input.config);
  const project = await readProject(
    { directory: INPUTS, domain: input.domain, data: [input.data], config },
    {},
  );
  await rm(folder, { recursive: true });
  if (project.stories.length === 0) return { project, predictor: null };
  const { policies, domain } = await trainInMemory(project, {
    only: "core",
    augmentation: 0,
    tsbotVersion: "test",
    clock: createSimulatedClock(),
    random: createRandom(1),
    logger: silentLogger,
  });
  return { project, predictor: policies === null ? null : loadPolicies(policies, domain) };
}

async function follow(stories: readonly Story[], { domain }: Project, predictor: Predictor) {
  return await followStories({ stories, domain, predictor, interpreter: null, pause: async () => {} });
}

const byText = (left: string, right: string): number => (left < right ? -1 : 1);

/** Each story's actions as `[expected, predicted, policy]`; Rasa joins the names of blocks. */
const toldBy = (stories: readonly FollowedStory[]): readonly string[] =>
  stories
    .map(({ name, actions }) =>
      JSON.stringify([name, actions.map(({ action, predicted, policy }) => [action, predicted, policy])]),
    )
    .sort(byText);

const recordedBy = ({ per_story = [] }: Recorded): readonly string[] =>
  per_story.map(({ name, actions }) => JSON.stringify([name.split(" > ").at(-1), actions])).sort(byText);

function expectFigures(followed: readonly FollowedStory[], recorded: Recorded): void {
  const actions = followed.flatMap((story) => story.actions);
  expect({
    stories: followed.length,
    passed: followed.filter(({ isPassed }) => isPassed).length,
    actions: actions.length,
    actions_correct: actions.filter(({ action, predicted }) => action === predicted).length,
  }).toEqual({
    stories: recorded.stories,
    passed: recorded.passed ?? 0,
    actions: recorded.actions ?? 0,
    actions_correct: recorded.actions_correct ?? 0,
  });
  expect(toldBy(followed)).toEqual(recordedBy(recorded));
}

describeGoldens("following stories, compared with rasa test core", () => {
  it("has goldens of training stories and of test stories", () => {
    expect(goldens.length).toBeGreaterThan(15);
    expect(goldens.filter((golden) => golden.conversation_tests !== undefined).length).toBeGreaterThan(5);
  });

  it.each(goldens.map((golden) => [golden.file, golden] as const))("predicts as in %s", async (_, golden) => {
    const { project, predictor } = await open(golden);
    const { training_stories: training, conversation_tests: tests } = golden;
    if (predictor === null) {
      expect(training?.stories).toBe(0);
      return;
    }
    const stories = project.stories.filter(({ kind }) => kind === "story");
    if (training !== undefined) expectFigures(await follow(stories, project, predictor), training);
    if (tests === undefined) return;
    const directory = join(INPUTS, dirname(golden.input.domain));
    expect(existsSync(join(directory, "tests"))).toBe(true);
    const { stories: written } = await readTests({ directory, tests: ["tests"] }, {});
    expectFigures(await follow(written, project, predictor), tests);
  });
});
