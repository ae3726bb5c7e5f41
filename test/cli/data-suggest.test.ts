import { describe, expect, it } from "vitest";
import { createNluProject } from "./nlu-project.ts";

const ODD = `nlu:
- intent: greet
  examples: |
    - Bye-bye!
- intent: rare
  examples: |
    - good evening
`;

describe("tsbot data suggest", () => {
  it("names examples with their places, and says what to do", async () => {
    await using bot = await createNluProject({ "data/odd.yml": ODD });
    const { code, stdout, stderr } = await bot.run("data", "suggest");
    expect(code).toBe(0);
    expect(stderr).toContain("Asking model 5 of 5 …");
    expect(stdout).toContain("One text, two intents\n  data/odd.yml:4  “Bye-bye!”  greet → goodbye\n");
    expect(stdout).toContain("The same text is an example of 'goodbye' too (data/nlu.yml:14)");
    expect(stdout).toContain("Too few examples\n  data/odd.yml:7  rare\n    It has only one example");
    expect(stdout).toMatch(/\d+ suggestions?\.\n$/);
  });

  it("prints JSON, the same for a seed", async () => {
    await using bot = await createNluProject({ "data/odd.yml": ODD });
    const json = async () => (await bot.run("data", "suggest", "--json", "--seed", "3")).stdout;
    const first = await json();
    const { total, suggestions } = JSON.parse(first) as { total: number; suggestions: object[] };
    expect(suggestions).toHaveLength(total);
    expect(suggestions[0]).toMatchObject({
      kind: "same-text",
      text: "Bye-bye!",
      intent: "greet",
      rival: "goodbye",
      at: { file: "data/odd.yml", line: 4 },
      other: { text: "bye bye", at: { file: "data/nlu.yml", line: 14 } },
    });
    expect(await json()).toBe(first);
  });

  it("shows at most as many as wanted, of each kind some", async () => {
    await using bot = await createNluProject({ "data/odd.yml": ODD });
    const { stdout } = await bot.run("data", "suggest", "--max", "1", "-c", "keywords.yml");
    expect(stdout).toContain("One text, two intents");
    expect(stdout).toMatch(/1 of \d+ suggestions: --max \d+ shows all\./);
  });

  it.each([
    [["--nlu", "nosuch"], 1, "nosuch"],
    [["--nlu", "domain.yml"], 1, "[cli/no-examples]"],
    [["--config", "nosuch.yml"], 1, "nosuch.yml"],
    [["--max", "few"], 2, "whole number"],
  ])("explains %j", async (flags, expected, message) => {
    await using bot = await createNluProject();
    const { code, stdout, stderr } = await bot.run("data", "suggest", ...flags);
    expect(code).toBe(expected);
    expect(stdout + stderr).toContain(message);
    expect(stderr).not.toContain("    at ");
  });
});
