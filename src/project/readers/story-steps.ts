import type { JsonValue, SourcePosition } from "../../base/index.ts";
import type { ConditionStep, Entity, SlotStep, StoryStep, UserStep } from "../../conversation/index.ts";
import { keysBeside, type StepKind, stepKinds } from "../shapes/stories.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { parseMarkup } from "./entity-markup.ts";
import { readBareStep, splitNames } from "./step-mistakes.ts";

const ALLOWED_KEYS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  stepKinds.map((kind) => [kind, [kind, ...keysBeside[kind]]]),
);

/** Whether a key makes a step's kind. */
export function isStepKind(key: string): boolean {
  return key !== "metadata" && stepKinds.some((kind) => kind === key);
}

/** The steps of an item of a story or rule: one, two where a dash was forgotten, none where it cannot be used. */
export function readSteps(reader: SourceReader, node: YamlNode): readonly StoryStep[] {
  const step = node.kind === "mapping" ? node : readBareStep(reader, node, stepKinds);
  if (step === null) return [];
  return splitSteps(reader, repairStep(reader, step))
    .flatMap((part) => splitNames(reader, part))
    .flatMap((part) => readStep(reader, part) ?? []);
}

/** A step whose only key is misspelt counts as what was meant. */
function repairStep(reader: SourceReader, step: YamlMapping): YamlMapping {
  if (step.entries.some(({ key }) => stepKinds.some((kind) => kind === key))) return step;
  return reader.checkKeys(step, [...stepKinds, "entities"], "a step");
}

/** One item with the keys of two steps: the dash between them was forgotten. */
function splitSteps(reader: SourceReader, step: YamlMapping): readonly YamlMapping[] {
  if (step.entries.length === 1) return [step];
  const kinds = stepKinds.filter((kind) => getValue(step, kind) !== undefined && kind !== "metadata");
  const [first] = kinds;
  if (first === undefined) return [step];
  const second = kinds.find((kind) => kind !== first && !keysBeside[first].includes(kind));
  if (second === undefined) return [step];
  const at = step.entries.findIndex(({ key }) => key === second);
  const [later, earlier] = at === 0 ? [first, second] : [second, first];
  const index = step.entries.findIndex(({ key }) => key === later);
  const entry = step.entries[index];
  if (entry === undefined) return [step];
  reader.report(
    "project/two-steps-in-one",
    entry.keyNode,
    `This item holds two steps, '${earlier}' and '${later}'.`,
    {
      hint: `Begin '${later}' with a dash of its own: \`- ${later}: …\`.`,
    },
  );
  return [
    { ...step, entries: step.entries.slice(0, index) },
    ...splitSteps(reader, { ...step, entries: step.entries.slice(index), start: entry.keyNode.start }),
  ];
}

function readStep(reader: SourceReader, step: YamlMapping): StoryStep | null {
  const kind = kindOf(step);
  if (kind === undefined) {
    const entities = step.entries.find(({ key }) => key === "entities");
    if (entities === undefined) return null;
    reader.noteGap();
    reader.report(
      "project/missing-key",
      entities.keyNode,
      "A step with 'entities' needs 'intent' or 'user'.",
      {
        hint: "Write `entities:` without a dash, in the column of the `intent:` above it.",
      },
    );
    return null;
  }
  const checked = reader.checkKeys(step, ALLOWED_KEYS[kind] ?? [], `a step with '${kind}'`);
  return readKind(reader, checked, { kind, value: getValue(step, kind) as YamlNode });
}

function kindOf(step: YamlMapping): StepKind | undefined {
  return stepKinds.find((known) => getValue(step, known) !== undefined);
}

function readKind(
  reader: SourceReader,
  step: YamlMapping,
  { kind, value }: { readonly kind: StepKind; readonly value: YamlNode },
): StoryStep | null {
  switch (kind) {
    case "intent":
    case "user":
      return readUserStep(reader, step);
    case "action": {
      const action = reader.name(value, "'action'");
      return action === null ? null : { type: "action", action, at: reader.at(value) };
    }
    case "bot": {
      const text = reader.text(value, "'bot'");
      return text === null
        ? null
        : reader.remember({ type: "bot" as const, text, at: reader.at(value) }, step);
    }
    case "slot_was_set":
      return readSlotStep(reader, value);
    case "active_loop":
      return readLoopStep(reader, value);
    case "checkpoint":
      return readCheckpoint(reader, step, value);
    case "or":
      return readOr(reader, value);
    case "metadata":
      return null;
  }
}

function readUserStep(reader: SourceReader, step: YamlMapping): UserStep | null {
  const intentNode = getValue(step, "intent");
  const userNode = getValue(step, "user");
  // Blanks around it do not count, as in Rasa.
  const intent = reader.quotedText(intentNode, "'intent'")?.trim() ?? null;
  const raw = userNode === undefined ? null : reader.text(userNode, "'user'");
  if (intent === null && raw === null) return null;
  const marked = raw === null ? null : parseMarkup(raw.trim());
  const listed = readEntities(reader, getValue(step, "entities"));
  const at = reader.at((intentNode ?? userNode) as YamlNode);
  return {
    type: "user",
    entities: listed.length > 0 ? listed : (marked?.entities ?? []),
    at,
    ...(intent !== null && { intent: intent.replace(/^\//, "") }),
    ...(marked !== null && { text: marked.text }),
  };
}

/** `- city`, `- city: Rome`, `- city: Rome` with `role` and `group`. */
function readEntities(reader: SourceReader, node: YamlNode | undefined): readonly Entity[] {
  const entities: Entity[] = [];
  for (const item of reader.sequence(node, "'entities'")?.items ?? []) {
    if (item.kind !== "mapping") {
      const entity = reader.text(item, "An entity");
      if (entity !== null) entities.push({ entity, value: "" });
      continue;
    }
    const named = item.entries.find(({ key }) => key !== "role" && key !== "group");
    if (named === undefined) continue;
    const role = reader.text(getValue(item, "role"), "'role'");
    const group = reader.text(getValue(item, "group"), "'group'");
    entities.push({
      entity: named.key,
      value: reader.json(named.value),
      ...(role !== null && { role }),
      ...(group !== null && { group }),
    });
  }
  return entities;
}

/** `slot_was_set:` with `- slot: value` or `- slot` items, or as a map. */
export function readSlotStep(reader: SourceReader, node: YamlNode): SlotStep {
  const slots: { name: string; value?: JsonValue }[] = [];
  const items = node.kind === "sequence" ? node.items : [node];
  for (const item of items) {
    if (item.kind === "mapping") {
      for (const { key, value } of item.entries) {
        slots.push({ name: key, value: reader.json(value) });
      }
    } else {
      const name = reader.text(item, "An item of 'slot_was_set'");
      if (name !== null) slots.push({ name });
    }
  }
  return { type: "slot", slots, at: reader.at(node) };
}

function readLoopStep(reader: SourceReader, node: YamlNode): ConditionStep | null {
  if (isNull(node)) return { type: "active_loop", name: null, at: reader.at(node) };
  const name = reader.text(node, "'active_loop'");
  return name === null ? null : { type: "active_loop", name, at: reader.at(node) };
}

function readCheckpoint(reader: SourceReader, step: YamlMapping, node: YamlNode): StoryStep | null {
  const name = reader.text(node, "'checkpoint'");
  const conditions = getValue(step, "slot_was_set");
  if (name === null) return null;
  const checkpoint: StoryStep = {
    type: "checkpoint",
    name,
    conditions: conditions === undefined ? [] : [readSlotStep(reader, conditions)],
    at: reader.at(node),
  };
  return reader.remember(checkpoint, step);
}

function readOr(reader: SourceReader, node: YamlNode): StoryStep {
  const refuse = (at: SourcePosition, kind: string): void => {
    reader.noteGap();
    reader.report(
      "project/wrong-alternative",
      at,
      `An alternative of 'or' cannot be a step with '${kind}'.`,
      {
        hint: "Alternatives are `- intent: …` and `- slot_was_set:`; for other actions write another story.",
      },
    );
  };
  const alternatives = (reader.sequence(node, "'or'")?.items ?? [])
    .flatMap((item) => {
      if (item.kind === "mapping" && kindOf(item) === "metadata") refuse(reader.at(item), "metadata");
      return readSteps(reader, item);
    })
    .flatMap((step): readonly StoryStep[] => (step.type === "or" ? step.alternatives : [step]))
    .filter((step): step is UserStep | SlotStep => {
      if (step.type === "user" || step.type === "slot") return true;
      refuse(step.at, step.type);
      return false;
    });
  return { type: "or", alternatives, at: reader.at(node) };
}

/** The steps of an item of a rule's `condition`. */
export function readCondition(reader: SourceReader, node: YamlNode): readonly ConditionStep[] {
  return readSteps(reader, node).filter((step): step is ConditionStep => {
    if (step.type === "slot" || step.type === "active_loop") return true;
    reader.report(
      "project/wrong-condition",
      step.at,
      `A rule's condition cannot be a step with '${step.type}'.`,
      {
        hint: "Conditions are `- slot_was_set:` and `- active_loop:`; messages and actions belong below 'steps'.",
      },
    );
    return false;
  });
}
