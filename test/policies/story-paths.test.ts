import { describe, expect, it } from "vitest";
import type { Story, StoryStep } from "../../src/conversation/index.ts";
import { storyPaths } from "../../src/policies/story-paths.ts";

const at = { file: "stories.yml", line: 1, column: 1 };

function story(name: string, steps: readonly StoryStep[]): Story {
  return { name, kind: "story", steps, conditions: [], conversationStart: false, waitForUserInput: true, at };
}

const action = (name: string): StoryStep => ({ type: "action", action: name, at });
const checkpoint = (name: string): StoryStep => ({ type: "checkpoint", name, conditions: [], at });
const or = (...intents: readonly string[]): StoryStep => ({
  type: "or",
  alternatives: intents.map((intent) => ({ type: "user", intent, entities: [], at })),
  at,
});

describe("the ways through stories", () => {
  it("are all taken where stories stand alone, however many they are", () => {
    const stories = Array.from({ length: 5_000 }, (_, index) => story(`s${index}`, [action(`a${index}`)]));
    expect(storyPaths(stories).paths).toHaveLength(5_000);
  });

  it("are bounded where checkpoints multiply them", () => {
    const stage = (number: number) =>
      Array.from({ length: 10 }, (_, index) =>
        story(`s${number}-${index}`, [
          ...(number === 0 ? [] : [checkpoint(`c${number}`)]),
          action(`a${number}-${index}`),
          checkpoint(`c${number + 1}`),
        ]),
      );
    const { paths, leftOut } = storyPaths([0, 1, 2, 3, 4, 5].flatMap(stage));
    expect(paths.length).toBeGreaterThan(1_000);
    expect(paths.length).toBeLessThan(6_000);
    expect(leftOut.map(({ name }) => name)).toContain("s0-9");
    // Every beginning is still learned.
    const beginnings = paths.map(
      ({ steps: [first] }) => first !== undefined && "action" in first && first.action,
    );
    expect(new Set(beginnings).size).toBe(10);
  });

  it("are bounded where alternatives multiply them, and each story keeps one", () => {
    const stories = Array.from({ length: 40 }, (_, index) =>
      story(`s${index}`, [...Array.from({ length: 11 }, () => or("yes", "no")), action(`a${index}`)]),
    );
    const { paths, leftOut } = storyPaths(stories);
    expect(paths.length).toBeLessThan(6_000);
    expect(new Set(paths.map(({ story: { name } }) => name)).size).toBe(40);
    expect(leftOut.map(({ name }) => name)).toContain("s39");
    expect(leftOut.map(({ name }) => name)).not.toContain("s0");
  });

  it("end where stories lead back to each other", () => {
    const loops = Array.from({ length: 5 }, (_, index) =>
      story(`loop ${index}`, [checkpoint("again"), action(`a${index}`), checkpoint("again")]),
    );
    const begin = story("begin", [action("b"), checkpoint("again")]);
    const end = story("end", [checkpoint("again"), action("e")]);
    for (const stories of [
      [begin, ...loops],
      [begin, ...loops, end],
    ]) {
      const { paths, leftOut } = storyPaths(stories);
      expect(leftOut).toEqual([begin]);
      const taken = new Set(
        paths.flatMap(({ steps }) => steps.map((step) => "action" in step && step.action)),
      );
      expect([...taken].sort()).toEqual([
        "a0",
        "a1",
        "a2",
        "a3",
        "a4",
        "b",
        ...(stories.includes(end) ? ["e"] : []),
      ]);
    }
  });

  it("may be as long as the stories are many", () => {
    const chain = Array.from({ length: 12_000 }, (_, index) =>
      story(`s${index}`, [
        ...(index === 0 ? [] : [checkpoint(`c${index}`)]),
        action(`a${index}`),
        checkpoint(`c${index + 1}`),
      ]),
    );
    const { paths, leftOut } = storyPaths(chain);
    expect(paths.map(({ steps }) => steps.length)).toEqual([12_000]);
    expect(leftOut).toEqual([]);
  });

  it("branch before a checkpoint without doubling what comes after it", () => {
    const { paths } = storyPaths([story("s", [or("yes", "no"), checkpoint("c"), action("a")])]);
    expect(paths.map(({ steps }) => steps.map((step) => "intent" in step && step.intent))).toEqual([
      ["yes", false],
      ["no", false],
    ]);
  });
});
