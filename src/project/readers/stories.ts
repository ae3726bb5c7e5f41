import type { Story } from "../../conversation/index.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { readCondition, readSteps } from "./story-steps.ts";

const STORY_KEYS = ["story", "steps", "metadata"];
const RULE_KEYS = ["rule", "steps", "condition", "conversation_start", "wait_for_user_input", "metadata"];

/** Reads the `stories:` and `rules:` of a file. */
export function readStories(reader: SourceReader, root: YamlMapping): readonly Story[] {
  return [
    ...readList(reader, getValue(root, "stories"), "story"),
    ...readList(reader, getValue(root, "rules"), "rule"),
  ];
}

function readList(reader: SourceReader, node: YamlNode | undefined, kind: Story["kind"]): readonly Story[] {
  const list = reader.sequence(node, kind === "story" ? "'stories'" : "'rules'");
  return (list?.items ?? []).flatMap((item) => {
    const mapping = reader.mapping(item, `a ${kind}`);
    const story = mapping === null ? null : readStory(reader, mapping, kindOf(reader, mapping, kind));
    return story === null ? [] : [story];
  });
}

/** A rule below 'stories' is a rule all the same, and a story below 'rules' a story. */
function kindOf(reader: SourceReader, mapping: YamlMapping, kind: Story["kind"]): Story["kind"] {
  const other = kind === "story" ? "rule" : "story";
  const named = mapping.entries.find(({ key }) => key === other);
  if (named === undefined || getValue(mapping, kind) !== undefined) return kind;
  const plural = { story: "stories", rule: "rules" };
  reader.report("project/misplaced-story", named.keyNode, `A ${other} stands below '${plural[kind]}'.`, {
    severity: "warning",
    hint: `Move it below '${plural[other]}'.`,
  });
  return other;
}

function readStory(reader: SourceReader, written: YamlMapping, kind: Story["kind"]): Story | null {
  const node = reader.checkKeys(written, kind === "story" ? STORY_KEYS : RULE_KEYS, `a ${kind}`);
  const nameNode = getValue(node, kind);
  if (nameNode === undefined) {
    reader.report("project/missing-key", node, `A ${kind} needs '${kind}', its name.`);
  }
  const name = nameNode === undefined ? "" : (reader.text(nameNode, `'${kind}'`) ?? "");
  const steps = getValue(node, "steps");
  const items = reader.sequence(steps, `'steps' of the ${kind} '${name}'`)?.items ?? [];
  if (items.length === 0) {
    reader.report(
      "project/no-steps",
      nameNode ?? node,
      `The ${kind} '${name}' has no steps; it is left out.`,
      {
        severity: "warning",
      },
    );
    return null;
  }
  const conditions =
    reader.sequence(getValue(node, "condition"), `'condition' of the rule '${name}'`)?.items ?? [];
  const story: Story = {
    name,
    kind,
    steps: items.flatMap((item) => readSteps(reader, item)),
    conditions: conditions.flatMap((item) => readCondition(reader, item)),
    conversationStart: reader.flag(getValue(node, "conversation_start"), "'conversation_start'", false),
    waitForUserInput: reader.flag(getValue(node, "wait_for_user_input"), "'wait_for_user_input'", true),
    at: reader.at(nameNode ?? node),
  };
  reader.places.rememberSource(story, reader.document, written);
  return story;
}
