// Stories and rules drawn as a graph: what is said, what is done, where ways meet and part.
// Imports base, domain, conversation and policies. Start with story-graph.ts, then dot.ts.

export { graphToDot } from "./dot.ts";
export { graphToHtml } from "./html.ts";
export { createStoryGraph, type StoryGraph } from "./story-graph.ts";
export { dotToSvg } from "./svg.ts";
