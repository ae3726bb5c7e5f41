import type { Entity } from "../../conversation/index.ts";
import { messageKeys, reminderKeys, requestKeys } from "../shapes/scripts.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";
import type {
  ExpectedMessage,
  ExpectedReminder,
  ExpectedRequest,
  ExpectedText,
  ExpectedUrl,
  ScriptTime,
} from "./script.ts";
import { parseDuration, parseScriptTime } from "./times.ts";

/** Milliseconds, or null with a finding. */
export function readDuration(reader: SourceReader, node: YamlNode, what: string): number | null {
  const text = reader.text(node, what, "Write how long, with the unit: `5s`, `3 days`, `1h 30m`.");
  const milliseconds = text === null ? null : parseDuration(text);
  if (text !== null && milliseconds === null) {
    reader.report("project/bad-duration", node, `'${text}' is no duration.`, {
      hint: "Write it with its unit, up to ten years: `5s`, `10 minutes`, `1h 30m`, `3 days`, `2 weeks`.",
    });
  }
  return milliseconds;
}

/** A time, or null with a finding. */
export function readTime(reader: SourceReader, node: YamlNode | undefined, what: string): ScriptTime | null {
  const text = reader.text(node, what);
  const time = text === null ? null : parseScriptTime(text);
  if (node !== undefined && text !== null && time === null) {
    reader.report("project/bad-time", node, `'${text}' is no time.`, {
      hint: "Write `2026-03-29 09:00`, with an offset or zone behind it if need be: `2026-03-29 09:00 Europe/Berlin`.",
    });
  }
  return time;
}

/** `- plant: Orchid` items, or a mapping. */
export function readScriptEntities(reader: SourceReader, node: YamlNode | undefined): readonly Entity[] {
  if (node?.kind === "mapping")
    return node.entries.map(({ key, value }) => ({ entity: key, value: reader.json(value) }));
  return (reader.sequence(node, "'entities'")?.items ?? []).flatMap((item): Entity[] => {
    if (item.kind !== "mapping") {
      const entity = reader.text(item, "an entity");
      return entity === null ? [] : [{ entity, value: null }];
    }
    const named = item.entries.find(({ key }) => key !== "role" && key !== "group");
    if (named === undefined) return [];
    const role = reader.text(getValue(item, "role"), "'role'");
    const group = reader.text(getValue(item, "group"), "'group'");
    return [
      {
        entity: named.key,
        value: reader.json(named.value),
        ...(role !== null && { role }),
        ...(group !== null && { group }),
      },
    ];
  });
}

/** A text, a mapping of what must be true of a message, or a list of those. */
export function readMessages(reader: SourceReader, node: YamlNode): readonly ExpectedMessage[] {
  const items = node.kind === "sequence" ? node.items : [node];
  return items.flatMap((item) => readMessage(reader, item) ?? []);
}

function readMessage(reader: SourceReader, node: YamlNode): ExpectedMessage | null {
  const at = reader.at(node);
  if (node.kind !== "mapping") {
    const text = reader.text(node, "'bot'");
    return text === null ? null : { at, text: { kind: "exact", text } };
  }
  const mapping = reader.checkKeys(node, messageKeys, "a message of the bot");
  const text = readText(reader, mapping);
  const buttons = getValue(mapping, "buttons");
  const image = reader.text(getValue(mapping, "image"), "'image'");
  const channel = reader.text(getValue(mapping, "channel"), "'channel'");
  const attachment = getValue(mapping, "attachment");
  const custom = getValue(mapping, "custom");
  return {
    at,
    ...(text !== null && { text }),
    ...(buttons !== undefined && { buttons: reader.texts(buttons, "a button") }),
    ...(image !== null && { image }),
    ...(channel !== null && { channel }),
    ...(attachment !== undefined && { attachment: reader.json(attachment) }),
    ...(custom !== undefined && { custom: reader.json(custom) }),
  };
}

function readText(reader: SourceReader, mapping: YamlMapping): ExpectedText | null {
  const kinds = [
    ["text", "exact"],
    ["contains", "contains"],
    ["regex", "regex"],
  ] as const;
  for (const [key, kind] of kinds) {
    const node = getValue(mapping, key);
    const text = reader.text(node, `'${key}'`);
    if (node === undefined || text === null) continue;
    if (kind === "regex") checkPattern(reader, node, text);
    return { kind, text };
  }
  return null;
}

function checkPattern(reader: SourceReader, node: YamlNode, pattern: string): void {
  try {
    new RegExp(pattern, "u");
  } catch (error) {
    reader.report("project/bad-pattern", node, `'${pattern}' is no regular expression: ${String(error)}.`, {
      hint: "Write a JavaScript regular expression; in single quotes YAML leaves backslashes alone.",
    });
  }
}

/** Each reminder, or null with their number where a number is written. */
export function readReminders(
  reader: SourceReader,
  node: YamlNode,
): { readonly count: number; readonly reminders: readonly ExpectedReminder[] | null } {
  if (node.kind === "scalar" && typeof node.value === "number") {
    if (!Number.isInteger(node.value) || node.value < 0)
      reader.report("project/wrong-type", node, `'reminders' is how many are pending, not ${node.value}.`);
    return { count: node.value, reminders: null };
  }
  const items = reader.sequence(node, "'reminders'", "Write how many are pending, or a list of them.")?.items;
  const reminders = (items ?? []).map((item) => readReminder(reader, item));
  return { count: reminders.length, reminders };
}

function readReminder(reader: SourceReader, node: YamlNode): ExpectedReminder {
  const at = reader.at(node);
  if (node.kind !== "mapping") {
    const name = reader.text(node, "a reminder");
    return { at, ...(name !== null && { name }) };
  }
  const mapping = reader.checkKeys(node, reminderKeys, "a reminder");
  const name = reader.text(getValue(mapping, "name"), "'name'");
  const intent = reader.text(getValue(mapping, "intent"), "'intent'");
  const within = getValue(mapping, "in");
  const milliseconds = within === undefined ? null : readDuration(reader, within, "'in'");
  const due = readTime(reader, getValue(mapping, "at"), "'at'");
  return {
    at,
    ...(name !== null && { name }),
    ...(intent !== null && { intent }),
    ...(milliseconds !== null && { in: milliseconds }),
    ...(due !== null && { due }),
  };
}

/** `GET https://…`; the method may be left out. */
export function readUrl(reader: SourceReader, node: YamlNode | undefined): ExpectedUrl | null {
  const text = reader.text(node, "'request'");
  if (node === undefined || text === null) return null;
  const match = /^(?:([A-Za-z]+)\s+)?(\S+)$/.exec(text.trim());
  const url = match?.[2] ?? "";
  if (/^https?:\/\//.test(url)) return { method: (match?.[1] ?? "GET").toUpperCase(), url };
  reader.report("project/bad-request", node, `'${text}' names no request.`, {
    hint: "Write the method and the whole address: `GET https://api.example.com/weather`.",
  });
  return null;
}

/** The requests that must have been made. */
export function readRequests(reader: SourceReader, node: YamlNode): readonly ExpectedRequest[] {
  if (isNull(node)) return [];
  return (reader.sequence(node, "'requests'")?.items ?? []).flatMap((item) => {
    const at = reader.at(item);
    if (item.kind !== "mapping") {
      const request = readUrl(reader, item);
      return request === null ? [] : [{ at, request }];
    }
    const mapping = reader.checkKeys(item, requestKeys, "a request");
    const request = readUrl(reader, getValue(mapping, "request"));
    const json = getValue(mapping, "json");
    if (request === null) return [];
    return [{ at, request, ...(json !== undefined && { json: reader.json(json) }) }];
  });
}
