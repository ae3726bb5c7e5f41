import { isTimeZone } from "../../base/index.ts";
import { scriptKeys } from "../shapes/scripts.ts";
import type { SourceReader } from "../source-reader.ts";
import { getValue, type YamlMapping } from "../yaml/nodes.ts";
import { readMocks } from "./read-mocks.ts";
import { readScriptStep } from "./read-step.ts";
import { readTime } from "./read-values.ts";
import type { Script } from "./script.ts";

/** Reads the `tests:` of a file. */
export function readScripts(reader: SourceReader, root: YamlMapping): readonly Script[] {
  const items = reader.sequence(getValue(root, "tests"), "'tests'")?.items ?? [];
  return items.flatMap((item) => {
    const mapping = reader.mapping(item, "a test", "Write `- test: …`, and `steps:` below it.");
    return mapping === null ? [] : (readScript(reader, mapping) ?? []);
  });
}

function readScript(reader: SourceReader, written: YamlMapping): Script | null {
  const node = reader.checkKeys(written, scriptKeys, "a test");
  const nameNode = getValue(node, "test");
  const name = reader.text(nameNode, "'test'");
  const steps = reader.sequence(getValue(node, "steps"), "'steps'")?.items ?? [];
  if (nameNode === undefined || steps.length === 0) {
    const missing = nameNode === undefined ? "'test', its name" : "'steps', what happens";
    reader.report("project/missing-key", nameNode ?? node, `A test needs ${missing}.`, {
      hint: "Write `- test: …` as its first line, and `steps:` below it.",
    });
  }
  const script: Script = {
    name: name ?? "",
    at: reader.at(nameNode ?? node),
    start: readTime(reader, getValue(node, "start"), "'start'"),
    timeZone: readZone(reader, node),
    channel: reader.text(getValue(node, "channel"), "'channel'"),
    http: readMocks(reader, getValue(node, "http")),
    steps: steps.flatMap((step) => readScriptStep(reader, step) ?? []),
  };
  return script.steps.length === 0 ? null : script;
}

function readZone(reader: SourceReader, script: YamlMapping): string | null {
  const node = getValue(script, "time_zone");
  const zone = reader.text(node, "'time_zone'");
  if (node === undefined || zone === null || isTimeZone(zone)) return zone;
  reader.report("project/unknown-time-zone", node, `'${zone}' is no time zone.`, {
    hint: "Write a name such as `Europe/Berlin`, `America/New_York` or `UTC`.",
  });
  return null;
}
