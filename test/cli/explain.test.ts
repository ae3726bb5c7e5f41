import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createBot } from "./serve-project.ts";

describe("tsbot explain", () => {
  it("names the rule with its place, what else was weighed, and why slots are as they are", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    await fetch(`${server.url}/webhooks/rest/webhook`, {
      method: "POST",
      body: JSON.stringify({ sender: "ann", message: "/greet" }),
    });
    const { code, stdout } = await bot.tsbot("explain", "ann");
    expect(code).toBe(0);
    expect(stdout).toContain("Turn 1 of 1: “/greet”");
    expect(stdout).toMatch(/by the rule “[^”]+” \(data\/rules\.yml:\d+\)/);
    const { stdout: json } = await bot.tsbot("explain", "ann", "--json");
    expect(JSON.parse(json)).toMatchObject({ turn: 1, turns: 1, intent: "greet" });
  });

  it("says what is wrong: an unknown conversation, a turn that is not there, no number", async () => {
    await using bot = await createBot();
    const server = await bot.run();
    await fetch(`${server.url}/webhooks/rest/webhook`, {
      method: "POST",
      body: JSON.stringify({ sender: "ann", message: "/greet" }),
    });
    expect((await bot.tsbot("explain", "bob")).stderr).toContain("Conversation ID not found");
    expect((await bot.tsbot("explain", "ann", "--turn", "7")).stderr).toContain("1 to 1");
    expect((await bot.tsbot("explain", "ann", "--turn", "first")).code).toBe(2);
  });
});

it("tsbot explain shows nothing that could steer the terminal", async () => {
  await using bot = await createBot();
  const server = await bot.run("--enable-api");
  const steering = "\u001b]0;x\u0007";
  const events = [
    {
      event: "user",
      text: "hi",
      parse_data: { text: "hi", intent: { name: `${steering}greet` }, entities: [] },
    },
    { event: "action", name: `${steering}evil`, policy: `${steering}p`, confidence: 1 },
  ];
  await fetch(`${server.url}/conversations/ann/tracker/events`, {
    method: "POST",
    body: JSON.stringify(events),
  });
  const { stdout } = await bot.tsbot("explain", "ann");
  expect(stdout).toContain("evil");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  expect(stdout).not.toMatch(/[\u001b\u0007]/);
});

describe("tsbot visualize", () => {
  it("refuses a name that says no format, and shows examples of the files that are named", async () => {
    await using bot = await createBot();
    expect(await bot.tsbot("visualize", "--out", "a.png")).toMatchObject({ code: 2 });
    await bot.tsbot("visualize", "--stories", "data/rules.yml", "--nlu", "data/nlu.yml", "--out", "a.dot");
    expect(await readFile(join(bot.path, "a.dot"), "utf8")).toMatch(/greet “/);
    const { code, stderr } = await bot.tsbot("visualize", "--nlu", "nothing.yml");
    expect(code).not.toBe(0);
    expect(stderr).toContain("nothing.yml");
  });

  it("draws the project as a page, as SVG and in graphviz's language", async () => {
    await using bot = await createBot();
    expect((await bot.tsbot("visualize")).stdout).toContain("graph.html");
    expect(await readFile(join(bot.path, "graph.html"), "utf8")).toContain("<svg");
    await bot.tsbot("visualize", "--out", "a.svg");
    expect(await readFile(join(bot.path, "a.svg"), "utf8")).toMatch(/^<svg/);
    await bot.tsbot("visualize", "--format", "dot");
    expect(await readFile(join(bot.path, "graph.dot"), "utf8")).toContain("digraph stories");
  });

  it("says so when there is nothing to draw", async () => {
    await using bot = await createBot();
    const { code, stderr } = await bot.tsbot("visualize", "--stories", "data/nlu.yml");
    expect(code).toBe(1);
    expect(stderr).toContain("There are no stories or rules to draw.");
  });
});
