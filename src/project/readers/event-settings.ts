import type { SourcePosition } from "../../base/index.ts";
import type { ProjectConfig, ProjectEventPolicy } from "../project.ts";
import { parseDuration } from "../scripts/times.ts";
import { eventKeys, topicKeys } from "../shapes/config.ts";
import { isNull, type SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping, type YamlNode } from "../yaml/nodes.ts";

/** What became of events is known for a week. */
const LONGEST = 7 * 24 * 3_600_000;

/** Reads `events` and `topics` below `tsbot`. */
export function readEventSettings(
  reader: SourceReader,
  own: YamlMapping,
): Pick<ProjectConfig, "eventPolicies" | "topicLimits"> {
  const eventPolicies = new Map<string, ProjectEventPolicy>();
  for (const { name, at, settings } of namedSettings(reader, own, { key: "events", keys: eventKeys })) {
    eventPolicies.set(name, {
      at,
      cooldown: readDuration(reader, getValue(settings, "cooldown"), "cooldown"),
      collect: readDuration(reader, getValue(settings, "collect"), "collect"),
      ignoresQuietHours: reader.flag(getValue(settings, "ignore_quiet_hours"), "'ignore_quiet_hours'", false),
    });
  }
  const topicLimits = new Map<string, number>();
  for (const { name, settings } of namedSettings(reader, own, { key: "topics", keys: topicKeys })) {
    const limit = readLimit(reader, getValue(settings, "events_per_minute"));
    if (limit !== null) topicLimits.set(name, limit);
  }
  return { eventPolicies, topicLimits };
}

interface NamedSettings {
  readonly name: string;
  readonly at: SourcePosition;
  readonly settings: YamlMapping;
}

function namedSettings(
  reader: SourceReader,
  own: YamlMapping,
  { key, keys }: { readonly key: string; readonly keys: readonly string[] },
): readonly NamedSettings[] {
  const node = getValue(own, key);
  const mapping = node === undefined || isNull(node) ? null : reader.mapping(node, `'${key}'`);
  return (mapping?.entries ?? []).flatMap((entry) => {
    const what = `the settings of '${entry.key}'`;
    const settings = isNull(entry.value) ? null : reader.mapping(entry.value, what);
    if (settings === null) return [];
    return [
      { name: entry.key, at: reader.at(entry.keyNode), settings: reader.checkKeys(settings, keys, what) },
    ];
  });
}

function readDuration(reader: SourceReader, node: YamlNode | undefined, key: string): number | null {
  if (node === undefined || isNull(node)) return null;
  const text = reader.text(node, `'${key}'`);
  if (text === null) return null;
  const duration = parseDuration(text);
  if (duration !== null && duration > 0 && duration <= LONGEST) return duration;
  reader.report("project/bad-event-setting", node, `'${text}' is no '${key}'.`, {
    hint: "Write a number and a unit, up to 7 days: 30s, 10 minutes, 1h 30m, 1 day.",
  });
  return null;
}

function readLimit(reader: SourceReader, node: YamlNode | undefined): number | null {
  if (node === undefined || isNull(node)) return null;
  const limit = reader.number(node, "'events_per_minute'");
  if (limit === null || (Number.isSafeInteger(limit) && limit > 0)) return limit;
  reader.report("project/bad-event-setting", node, `'${limit}' is no number of events.`, {
    hint: "Write a whole number from 1.",
  });
  return null;
}
