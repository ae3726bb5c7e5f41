import type { Story } from "../../conversation/index.ts";
import { ruleKeys, storyKeys } from "../shapes/stories.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { isStepKind, readCondition, readSteps } from "./story-steps.ts";

/** Reads the `stories:` and `rules:` of a file. */
export function readStories(reader: SourceReader, root: YamlMapping): readonly Story[] {
  const meant = withStraySteps(root);
  return [
    ...readList(reader, getValue(meant, "stories"), "story"),
    ...readList(reader, getValue(meant, "rules"), "rule"),
  ];
}

/** `steps:` in the first column (reported as a key that does not exist there) are those of the last story above. */
function withStraySteps(root: YamlMapping): YamlMapping {
  const index = root.entries.findIndex(({ key }) => key === "steps");
  const [list, steps] = [root.entries[index - 1], root.entries[index]];
  if (steps === undefined || list?.value.kind !== "sequence") return root;
  const last = list.value.items.at(-1);
  if (last?.kind !== "mapping" || getValue(last, "steps") !== undefined) return root;
  const story: YamlMapping = { ...last, entries: [...last.entries, steps], end: steps.value.end };
  const value = { ...list.value, items: [...list.value.items.slice(0, -1), story] };
  return { ...root, entries: root.entries.map((entry) => (entry === list ? { ...entry, value } : entry)) };
}

function readList(reader: SourceReader, node: YamlNode | undefined, kind: Story["kind"]): readonly Story[] {
  const [first] = node?.kind === "mapping" ? node.entries : [];
  const hint =
    first === undefined || first.key === kind
      ? undefined
      : `Write \`- ${kind}: ${first.key}\`, and \`steps:\` below it.`;
  const list = reader.sequence(node, kind === "story" ? "'stories'" : "'rules'", hint);
  return (list?.items ?? []).flatMap((item) => {
    const mapping = reader.mapping(item, `a ${kind}`, `Write \`- ${kind}: …\`, and \`steps:\` below it.`);
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
  const node = reader.checkKeys(written, kind === "story" ? storyKeys : ruleKeys, `a ${kind}`);
  const nameNode = getValue(node, kind);
  if (nameNode === undefined) {
    reader.report("project/missing-key", node, `A ${kind} needs '${kind}', its name.`, {
      hint: `Write \`- ${kind}: …\` as its first line, and \`steps:\` below it.`,
    });
  }
  const name = nameNode === undefined ? "" : (reader.text(nameNode, `'${kind}'`) ?? "");
  const steps = getValue(node, "steps");
  const items = reader.sequence(steps, `'steps' of the ${kind} '${name}'`)?.items;
  if (items === undefined || (steps === undefined && node.entries.some(({ key }) => isStepKind(key))))
    return null;
  if (items.length === 0) {
    reader.report(
      "project/no-steps",
      nameNode ?? node,
      `The ${kind} '${name}' has no steps; it is left out.`,
      {
        severity: "warning",
        hint: "Write `steps:` with `- intent: …` and `- action: …` below it, or remove it.",
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
