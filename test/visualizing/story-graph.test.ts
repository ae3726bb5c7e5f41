import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readProject } from "../../src/project/index.ts";
import { createStoryGraph, dotToSvg, graphToDot, graphToHtml } from "../../src/visualizing/index.ts";

const BOT = fileURLToPath(new URL("../policies/fixtures/learning-bot", import.meta.url));
const { stories, domain } = await readProject({ directory: BOT }, {});
const graphOf = (maxHistory: number) =>
  createStoryGraph(stories, domain, { maxHistory, examples: new Map([["greet", "hello"]]) });

describe("the graph of stories", () => {
  it("lets ways meet where their newest actions are the same", () => {
    const [loose, strict] = [graphOf(1), graphOf(3)];
    const jokes = (graph: typeof loose): number =>
      graph.nodes.filter(({ label }) => label === "utter_joke").length;
    expect(jokes(loose)).toBe(1);
    expect(jokes(strict)).toBe(2);
    expect(loose.nodes.map(({ kind }) => kind)).toContain("end");
  });

  it("writes what the person says beside the arrows, with an example", () => {
    const { edges } = graphOf(2);
    expect(edges.map(({ label }) => label)).toContain("greet “hello”");
    expect(edges.map(({ label }) => label)).toContain("“my flowers look sad”");
  });

  it("draws names as they are, whatever is in them", async () => {
    const evil = '</text><script>alert("1")</script>\\n';
    const graph = {
      ...graphOf(2),
      nodes: [{ id: 0, kind: "action", label: evil } as const],
      edges: [],
      leftOut: 0,
    };
    const svg = await dotToSvg(graphToDot(graph));
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&lt;script&gt;");
    const page = graphToHtml(svg, { title: "<b>", note: "" });
    expect(page).not.toContain("<b>\n");
    expect(page).not.toMatch(/(?:src|href)="http/);
  });
});
