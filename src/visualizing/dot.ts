import type { GraphEdge, GraphNode, NodeKind, StoryGraph } from "./story-graph.ts";

/** How each kind of node looks; colours are classes that the page gives a meaning. */
const LOOKS: Readonly<Record<NodeKind, string>> = {
  start: 'shape=circle, class="start"',
  end: 'shape=doublecircle, class="end"',
  anywhere: 'shape=oval, class="anywhere"',
  action: 'shape=box, style=rounded, class="action"',
  form: 'shape=box, style="rounded,bold", class="form"',
};

/** Longer labels are cut: the graph shows ways, the files have the words. */
const LONGEST_LINE = 48;

/** The graph in graphviz's language, which users can lay out themselves. */
export function graphToDot({ nodes, edges }: StoryGraph): string {
  return [
    "digraph stories {",
    '  graph [rankdir=TB, nodesep=0.35, ranksep=0.45, bgcolor="transparent"];',
    '  node [fontname="Helvetica,Arial,sans-serif", fontsize=11, margin="0.14,0.08"];',
    '  edge [fontname="Helvetica,Arial,sans-serif", fontsize=10];',
    ...nodes.map(nodeLine),
    ...edges.map(edgeLine),
    "}",
    "",
  ].join("\n");
}

function nodeLine({ id, kind, label }: GraphNode): string {
  return `  n${id} [label=${quote(label)}, ${LOOKS[kind]}];`;
}

function edgeLine({ from, to, label, isRule }: GraphEdge): string {
  // Fonts are as wide as they like: a little room keeps words off their arrow.
  const text = label === "" ? "" : `label=${quote(label.replace(/^|$/gm, "  "))}, `;
  return `  n${from} -> n${to} [${text}class="${isRule ? "rule" : "story"}"${isRule ? ", style=dashed" : ""}];`;
}

/** A quoted text; graphviz knows escapes that a name must not set off. */
function quote(text: string): string {
  const lines = text
    .split("\n")
    .map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE - 1)}…` : line));
  const escaped = lines.map((line) =>
    line
      .replace(/\p{Cc}/gu, " ")
      .replace(/\\/g, "\\\\")
      .replace(/"/g, '\\"'),
  );
  return `"${escaped.join("\\n")}"`;
}
