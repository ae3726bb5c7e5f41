import { describe, expect, it } from "vitest";
import type { Story, StoryStep } from "../../src/conversation/index.ts";
import { storyPaths } from "../../src/policies/story-paths.ts";

const at = { file: "stories.yml", line: 1, column: 1 };

function story(name: string, steps: readonly StoryStep[]): Story {
  return { name, kind: "story", steps, conditions: [], conversationStart: false, waitForUserInput: true, at };
}

const action = (name: string): StoryStep => ({ type: "action", action: name, at });
const checkpoint = (name: string): StoryStep => ({ type: "checkpoint", name, conditions: [], at });

describe("the ways through stories", () => {
  it("are all taken where stories stand alone, however many they are", () => {
    const stories = Array.from({ length: 5_000 }, (_, index) => story(`s${index}`, [action(`a${index}`)]));
    expect(storyPaths(stories)).toHaveLength(5_000);
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
    const paths = storyPaths([0, 1, 2, 3, 4, 5].flatMap(stage));
    expect(paths.length).toBeGreaterThan(1_000);
    expect(paths.length).toBeLessThan(3_000);
  });
});
