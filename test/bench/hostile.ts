// What files cost that are made to cost much: each in the place of one of a project's, validated by a process of its own.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { baseFiles } from "../project/files.ts";
import { hostileFiles, hostileJson } from "../project/hostile-files.ts";
import { TSBOT, timeCommand } from "./processes.ts";
import { formatDuration, type Row } from "./table.ts";

export async function measureHostile(): Promise<Row[]> {
  const files = [
    ...hostileFiles.map((hostile) => ({ file: "domain.yml", key: "intents", ...hostile })),
    ...hostileFiles.map((hostile) => ({ file: "data/rules.yml", key: "stories", ...hostile })),
    ...hostileJson.map((hostile) => ({ file: "data/more.json", key: "", ...hostile })),
  ];
  let slowest = { name: "", time: 0 };
  for (const { file, key, name, build } of files) {
    const time = await measure(file, build(key));
    if (time > slowest.time) slowest = { name: `${name}, in ${file}`, time };
  }
  return [
    {
      what: `refuse a hostile file, process start included; the slowest of ${files.length} (${slowest.name})`,
      rasa: "–",
      tsbot: formatDuration(slowest.time),
      ratio: "",
      target: "≤ 1 s",
    },
  ];
}

async function measure(file: string, content: string | Uint8Array): Promise<number> {
  const project = await mkdtemp(join(tmpdir(), "tsbot-bench-hostile-"));
  try {
    for (const [name, text] of Object.entries({ ...baseFiles, [file]: content })) {
      await mkdir(dirname(join(project, name)), { recursive: true });
      await writeFile(join(project, name), text);
    }
    return await timeCommand(process.execPath, [TSBOT, "validate"], project, 1);
  } finally {
    await rm(project, { recursive: true, force: true });
  }
}
