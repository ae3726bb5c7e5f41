import { parseMarkup } from "../readers/entity-markup.ts";
import { readSlotStep } from "../readers/story-steps.ts";
import { type ScriptStepKind, scriptKeysBeside, scriptStepKinds } from "../shapes/scripts.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import { readMocks } from "./read-mocks.ts";
import {
  readDuration,
  readMessages,
  readReminders,
  readRequests,
  readScriptEntities,
  readTime,
} from "./read-values.ts";
import type { ScriptStep, UserScriptStep } from "./script.ts";

const ALL_KEYS = [...new Set([...scriptStepKinds, ...Object.values(scriptKeysBeside).flat()])];

/** A step of a script, or null with a finding. */
export function readScriptStep(reader: SourceReader, node: YamlNode): ScriptStep | null {
  // `- restart_server` and `- no_bot` need nothing behind them.
  const bare = node.kind === "scalar" ? scriptStepKinds.find((kind) => kind === node.value) : undefined;
  if (bare === "restart_server" || bare === "no_bot")
    return { type: bare, at: reader.at(node), conversation: null };
  const written = reader.mapping(node, "a step", "Write `- user: …`, `- bot: …`, `- wait: …` and so on.");
  if (written === null || written.entries.length === 0) return null;
  const isKnown = written.entries.some(({ key }) => scriptStepKinds.some((kind) => kind === key));
  const step = isKnown ? written : reader.checkKeys(written, ALL_KEYS, "a step");
  const kind = scriptStepKinds.find((known) => getValue(step, known) !== undefined);
  if (kind === undefined) {
    reader.report("project/missing-key", node, "This step says nothing that happens or is expected.", {
      hint: `Steps are ${scriptStepKinds.join(", ")}.`,
    });
    return null;
  }
  const checked = reader.checkKeys(step, [kind, ...scriptKeysBeside[kind]], `a step with '${kind}'`);
  return readKind(reader, checked, { kind, value: getValue(checked, kind) as YamlNode });
}

/** What stands under the key that makes a step's kind. */
interface Named {
  readonly kind: ScriptStepKind;
  readonly value: YamlNode;
}

function readKind(reader: SourceReader, step: YamlMapping, { kind, value }: Named): ScriptStep | null {
  const base = {
    at: reader.at(value),
    conversation: reader.text(getValue(step, "conversation"), "'conversation'"),
  };
  switch (kind) {
    case "intent":
    case "user":
      return readUser(reader, step, base);
    case "trigger":
    case "action":
      return readNamed(reader, step, { kind, value, base });
    case "wait": {
      const milliseconds = readDuration(reader, value, "'wait'");
      return milliseconds === null ? null : { ...base, type: "wait", milliseconds };
    }
    case "at": {
      const time = readTime(reader, value, "'at'");
      return time === null ? null : { ...base, type: "until", time };
    }
    case "restart_server":
    case "no_bot":
      return { ...base, at: isNull(value) ? reader.at(step) : base.at, type: kind };
    case "http":
      return { ...base, type: "http", answers: readMocks(reader, value) };
    case "bot": {
      const anyOrder = reader.flag(getValue(step, "any_order"), "'any_order'", false);
      return { ...base, type: "bot", messages: readMessages(reader, value), anyOrder };
    }
    case "slot_was_set":
      return { ...base, type: "slots", slots: readSlotStep(reader, value).slots };
    case "active_loop":
      return {
        ...base,
        type: "active_loop",
        name: isNull(value) ? null : reader.text(value, "'active_loop'"),
      };
    case "reminders":
      return { ...base, type: "reminders", ...readReminders(reader, value) };
    case "requests":
      return { ...base, type: "requests", requests: readRequests(reader, value) };
  }
}

type Base = Pick<ScriptStep, "at" | "conversation">;

function readNamed(
  reader: SourceReader,
  step: YamlMapping,
  {
    kind,
    value,
    base,
  }: { readonly kind: "trigger" | "action"; readonly value: YamlNode; readonly base: Base },
): ScriptStep | null {
  const name = reader.name(value, `'${kind}'`);
  if (name === null) return null;
  if (kind === "action") return { ...base, type: "action", action: name };
  return {
    ...base,
    type: "trigger",
    intent: name,
    entities: readScriptEntities(reader, getValue(step, "entities")),
    outputChannel: reader.text(getValue(step, "output_channel"), "'output_channel'") ?? "latest",
  };
}

function readUser(reader: SourceReader, step: YamlMapping, base: Base): UserScriptStep | null {
  const intent = reader.quotedText(getValue(step, "intent"), "'intent'")?.trim().replace(/^\//, "") ?? null;
  const raw = reader.text(getValue(step, "user"), "'user'");
  if (intent === null && raw === null) return null;
  const marked = raw === null ? null : parseMarkup(raw.trim());
  const listed = readScriptEntities(reader, getValue(step, "entities"));
  return {
    ...base,
    type: "user",
    text: marked?.text ?? null,
    intent,
    entities: listed.length > 0 ? listed : (marked?.entities ?? []),
    channel: reader.text(getValue(step, "channel"), "'channel'"),
  };
}
