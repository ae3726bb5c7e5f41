import type { JsonValue } from "../../base/index.ts";
import type { ConversationEvent, UserUttered } from "../../conversation/index.ts";
import type { MarkedEntity } from "../readers/entity-markup.ts";
import { writeMarkup } from "./markup.ts";
import { doubleQuoted, isPrintable, toScalar } from "./yaml-scalars.ts";
import { toYaml } from "./yaml-text.ts";

/** A conversation, or a session of it, to be told as a story. */
export interface ToldConversation {
  readonly name: string;
  readonly events: readonly ConversationEvent[];
}

/** Actions that a story does not mention. */
const UNTOLD_ACTIONS: ReadonlySet<string> = new Set([
  "action_listen",
  "action_session_start",
  "action_unlikely_intent",
]);

const NO_VARIABLES: ReadonlySet<string> = new Set();

/**
 * Conversations as test stories in YAML: each message with its intent and its text, in which the entities are marked
 * (rasa/shared/core/training_data/story_writer/yaml_story_writer.py 3.6).
 */
export function conversationsToYaml(conversations: readonly ToldConversation[]): string {
  const stories = conversations.flatMap(storyLines);
  return `${['version: "3.1"', ...(stories.length > 0 ? ["stories:", ...stories] : [])].join("\n")}\n`;
}

function storyLines({ name, events }: ToldConversation): readonly string[] {
  const steps = events.flatMap(stepLines);
  return [
    `- story: ${toScalar(name, NO_VARIABLES)}`,
    ...(steps.length === 0 ? ["  steps: []"] : ["  steps:", ...steps.map((line) => `  ${line}`)]),
  ];
}

/** The lines of one step, its dash in the first column; none for what a story does not tell. */
function stepLines(event: ConversationEvent): readonly string[] {
  switch (event.event) {
    case "user":
      return userLines(event);
    case "action":
      if (event.name === null) return event.action_text === null ? [] : valueLines("bot", event.action_text);
      return UNTOLD_ACTIONS.has(event.name) ? [] : valueLines("action", event.name);
    case "slot":
      return valueLines("slot_was_set", [{ [event.name]: event.value }]);
    case "active_loop":
      return valueLines("active_loop", event.name);
    default:
      return [];
  }
}

function valueLines(key: string, value: JsonValue): readonly string[] {
  return asItem(
    toYaml({ [key]: value })
      .trimEnd()
      .split("\n"),
  );
}

function asItem(lines: readonly string[]): readonly string[] {
  return lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
}

function userLines({ text, parse_data: parseData }: UserUttered): readonly string[] {
  const intent = parseData.intent.name;
  return asItem([
    ...(intent === null || intent === undefined ? [] : [`intent: ${toScalar(intent, NO_VARIABLES)}`]),
    ...(text === null || text === "" ? [] : messageLines(markEntities(text, parseData.entities))),
  ]);
}

/** As a block, as Rasa writes it, where a block can hold the text. */
function messageLines(text: string): readonly string[] {
  const lines = text.split("\n");
  const isBlock = !/^\s|\n$/.test(text) && lines.every((line) => isPrintable(line));
  if (!isBlock) return [`user: ${doubleQuoted(text)}`];
  return ["user: |-", ...lines.map((line) => (line === "" ? "" : `  ${line}`))];
}

/** A payload (`/inform{…}`) says its entities itself. */
function markEntities(text: string, entities: UserUttered["parse_data"]["entities"]): string {
  if (text.startsWith("/")) return text;
  const marked = entities.flatMap(({ entity, value, start, end, role, group }): readonly MarkedEntity[] => {
    if (start === undefined || end === undefined) return [];
    const surface = text.slice(start, end);
    return [
      {
        entity,
        start,
        end,
        value: typeof value === "string" ? value : surface,
        ...(role && { role }),
        ...(group && { group }),
      },
    ];
  });
  return writeMarkup(text, marked) ?? text;
}
