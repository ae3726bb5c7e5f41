import type { PlainStep, Story } from "../conversation/index.ts";
import type { Domain } from "../domain/index.ts";
import { storyPaths } from "../policies/index.ts";

/** What stands in a node of the graph. */
export type NodeKind = "start" | "end" | "anywhere" | "action" | "form";

export interface GraphNode {
  readonly id: number;
  readonly kind: NodeKind;
  readonly label: string;
}

/** A way from one node to the next; a message is what leads there, nothing when it follows at once. */
export interface GraphEdge {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly isRule: boolean;
}

export interface StoryGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Ways that were left out, since nobody can read more. */
  readonly leftOut: number;
}

export interface GraphOptions {
  /** Ways meet where this many of the newest actions are the same (Rasa's `--max-history`, default 2). */
  readonly maxHistory: number;
  /** An example of each intent, to stand with it; empty without. */
  readonly examples: ReadonlyMap<string, string>;
}

/** More than can be read, or drawn in a moment. */
const MOST_NODES = 400;

/**
 * Stories and rules as one graph. Ways that are the same in their newest actions meet; checkpoints and alternatives are
 * followed; what a rule says holds anywhere, so it begins at a node of its own.
 */
export function createStoryGraph(
  stories: readonly Story[],
  domain: Domain,
  options: GraphOptions,
): StoryGraph {
  const builder = new GraphBuilder(domain, options);
  let leftOut = 0;
  for (const { story, steps, isOpen } of storyPaths(stories).paths) {
    if (builder.isFull) leftOut++;
    else
      builder.addWay(
        story,
        steps.filter((step): step is PlainStep => step.type !== "require"),
        isOpen,
      );
  }
  return { nodes: builder.nodes, edges: builder.edges, leftOut };
}

class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly edges: GraphEdge[] = [];
  readonly #domain: Domain;
  readonly #options: GraphOptions;
  readonly #nodeIds = new Map<string, number>();
  readonly #edgeKeys = new Set<string>();

  constructor(domain: Domain, options: GraphOptions) {
    this.#domain = domain;
    this.#options = options;
  }

  get isFull(): boolean {
    return this.nodes.length >= MOST_NODES;
  }

  addWay(story: Story, steps: readonly PlainStep[], isOpen: boolean): void {
    const isRule = story.kind === "rule";
    const isAnywhere = isRule && !story.conversationStart;
    let from = isAnywhere
      ? this.#node("anywhere", "anywhere", "anywhere")
      : this.#node("start", "start", "start");
    const past: string[] = isAnywhere ? [`rule ${story.name}`] : [];
    const said: string[] = story.conditions.map((condition) => this.#tell(condition));
    for (const step of steps) {
      if (step.type !== "action" && step.type !== "bot") {
        said.push(this.#tell(step));
        continue;
      }
      const name = step.type === "action" ? step.action : `“${step.text}”`;
      past.push(`${said.join(" ")}>${name}`);
      const key = past.slice(-this.#options.maxHistory).join("\n");
      const to = this.#node(key, this.#domain.forms.has(name) ? "form" : "action", name);
      this.#edge({ from, to, label: said.join("\n"), isRule });
      from = to;
      said.length = 0;
    }
    if (!isOpen) this.#edge({ from, to: this.#node("end", "end", "end"), label: said.join("\n"), isRule });
  }

  #tell(step: PlainStep): string {
    switch (step.type) {
      case "user": {
        const entities = step.entities.map(({ entity, value }) =>
          typeof value === "string" ? `${entity}: ${value}` : entity,
        );
        const intent = step.intent ?? "";
        const example = this.#options.examples.get(intent);
        const words = step.text ?? example;
        const parts = [
          intent,
          entities.length > 0 ? `{${entities.join(", ")}}` : "",
          words === undefined ? "" : `“${words}”`,
        ];
        return parts.filter(Boolean).join(" ");
      }
      case "slot":
        return step.slots
          .map(({ name, value }) => `${name} = ${value === undefined ? "anything" : JSON.stringify(value)}`)
          .join(", ");
      case "active_loop":
        return step.name === null ? "no form" : `in ${step.name}`;
      case "action":
        return step.action;
      case "bot":
        return step.text;
    }
  }

  #node(key: string, kind: NodeKind, label: string): number {
    const known = this.#nodeIds.get(key);
    if (known !== undefined) return known;
    const id = this.nodes.length;
    this.nodes.push({ id, kind, label });
    this.#nodeIds.set(key, id);
    return id;
  }

  #edge(edge: GraphEdge): void {
    const key = JSON.stringify(edge);
    if (this.#edgeKeys.has(key)) return;
    this.#edgeKeys.add(key);
    this.edges.push(edge);
  }
}
