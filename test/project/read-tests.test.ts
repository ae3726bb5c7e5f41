import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTests } from "../../src/project/index.ts";
import { parseDuration, parseScriptTime } from "../../src/project/scripts/times.ts";
import { findMistakes } from "../testing/scripts/scripts.ts";
import { withFiles } from "./files.ts";

describe("reading conversation scripts", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "tsbot-scripts-"));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each([
    ["project/bad-duration", 4, ["steps:", "  - wait: soon"]],
    ["project/bad-time", 4, ["steps:", "  - at: tomorrow"]],
    ["project/bad-time", 3, ["start: 2026-02-30", "steps: [no_bot]"]],
    ["project/unknown-time-zone", 3, ["time_zone: Berlin", "steps: [no_bot]"]],
    ["project/bad-pattern", 4, ["steps:", "  - bot: {regex: '('}"]],
    ["project/bad-request", 4, ["http:", "  - request: weather", "steps: [no_bot]"]],
    ["project/missing-key", 4, ["http:", "  - status: 200", "steps: [no_bot]"]],
    ["project/missing-key", 2, ["time_zone: UTC"]],
    ["project/unknown-key", 4, ["steps:", "  - usr: hello"]],
    ["project/unknown-key", 5, ["steps:", "  - wait: 5s", "    bot: Hello"]],
    ["project/wrong-type", 4, ["steps:", "  - reminders: {a: 1}"]],
    ["project/wrong-type", 4, ["steps:", "  - reminders: -1"]],
  ])("reports %s in line %i", async (code, line, lines) => {
    const found = await findMistakes(directory, ...lines);
    expect(found.map(({ code: one, at }) => [one, at.line])).toEqual([[code, line]]);
  });

  it.each([
    ["5s", 5000],
    ["3 days", 259_200_000],
    ["1h 30m", 5_400_000],
    ["1h30m", 5_400_000],
    ["1.5 hours", 5_400_000],
    ["2 weeks, 1 day", 15 * 86_400_000],
    ["250ms", 250],
    ["5", null],
    ["", null],
    ["s", null],
    ["5 moons", null],
    ["200 weeks 200000 days", null],
  ])("takes '%s' for %s milliseconds", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each([
    ["2026-03-29T09:00:00Z", { kind: "instant", instant: Date.UTC(2026, 2, 29, 9) }],
    ["2026-03-29 09:00 +02:00", { kind: "instant", instant: Date.UTC(2026, 2, 29, 7) }],
    ["2026-03-29 09:00", { kind: "wall", wall: Date.UTC(2026, 2, 29, 9), timeZone: null }],
    ["2026-03-29", { kind: "wall", wall: Date.UTC(2026, 2, 29), timeZone: null }],
    ["2026-03-29 09:00 Asia/Tokyo", { kind: "wall", wall: Date.UTC(2026, 2, 29, 9), timeZone: "Asia/Tokyo" }],
    ["9:05", { kind: "time-of-day", milliseconds: 32_700_000 }],
    ["25:00", null],
    ["2026-03-29 09:00 Mars", null],
  ])("takes '%s' for a time", (text, time) => {
    expect(parseScriptTime(text)).toEqual(time);
  });

  it("finds scripts below tests/ and Rasa's test_* files anywhere, but not what tools made", async () => {
    const script = (name: string): string => `tests:\n  - test: ${name}\n    steps: [no_bot]\n`;
    const story = (name: string): string =>
      `stories:\n  - story: ${name}\n    steps:\n      - intent: greet\n      - action: utter_greet\n`;
    const files = {
      "tests/a/deep.yml": script("deep"),
      "tests/stories.yaml": story("in tests"),
      "data/test_more.yml": story("beside the data"),
      "data/stories.yml": story("training"),
      "node_modules/x/tests/a.yml": script("of others"),
      ".hidden/tests/a.yml": script("hidden"),
      "results/test_old.yml": story("old"),
    };
    await withFiles(files, async (folder) => {
      const { scripts, stories, diagnostics } = await readTests({ directory: folder }, {});
      expect(scripts.map(({ name }) => name)).toEqual(["deep"]);
      expect(stories.map(({ name }) => name)).toEqual(["beside the data", "in tests"]);
      expect(diagnostics).toEqual([]);
    });
  });
});
