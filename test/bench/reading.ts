// How long reading and validating large project files takes; js-yaml's own `load` is the peer.

import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { TSBOT, timeCommand } from "./processes.ts";
import { formatDuration, median, type Row } from "./table.ts";

const RUNS = 7;
/** 5 MB, 262,000 lines. */
const STORIES = 11_390;
const EXAMPLES = 10_000;

export async function measureReading(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "tsbot-bench-"));
  try {
    return [await measureStories(join(folder, "stories.yml")), await measureExamples(join(folder, "bot"))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureStories(file: string): Promise<Row> {
  const source = writeStories(STORIES);
  await writeFile(file, source);
  const script = fileURLToPath(new URL("read-stories.mjs", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--expose-gc", script, file, String(RUNS)]);
  const times = JSON.parse(stdout) as { readonly load: number[]; readonly tsbot: number[] };
  const megabytes = (source.length / 1_000_000).toFixed(1);
  const lines = source.split("\n").length.toLocaleString("en");
  return {
    what: `reading ${megabytes} MB of stories (${lines} lines) with positions, beside js-yaml's \`load\``,
    rasa: "–",
    tsbot: `${formatDuration(median(times.tsbot))} / ${formatDuration(median(times.load))}`,
    ratio: `${(median(times.tsbot) / median(times.load)).toFixed(2)} × load`,
    target: "≤ 1.5 × load",
  };
}

async function measureExamples(project: string): Promise<Row> {
  await cp(fileURLToPath(new URL("../../templates/basic", import.meta.url)), project, { recursive: true });
  await writeFile(join(project, "data", "many.yml"), writeExamples(EXAMPLES));
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    times.push(await timeCommand(process.execPath, [TSBOT, "validate"], project));
  }
  return {
    what: `validate ${EXAMPLES.toLocaleString("en")} NLU examples, process start included`,
    rasa: "–",
    tsbot: formatDuration(median(times)),
    ratio: "",
    target: "≤ 1 s",
  };
}

function writeStories(count: number): string {
  const stories = Array.from({ length: count }, (_, story) => {
    const steps = Array.from(
      { length: 10 },
      (_, step) => `  - intent: ask_${(story * 7 + step) % 97}\n  - action: utter_answer_${step}\n`,
    );
    return `- story: path ${story}\n  steps:\n${steps.join("")}\n`;
  });
  return `version: "3.1"\nstories:\n${stories.join("")}`;
}

/** Examples of one intent of the template, each with another text. */
function writeExamples(count: number): string {
  const examples = Array.from(
    { length: count },
    (_, index) => `      - hello ${index.toString(36)} over there\n`,
  );
  return `version: "3.1"\nnlu:\n- intent: greet\n  examples: |\n${examples.join("")}`;
}
