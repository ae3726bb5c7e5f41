import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { percentile } from "../load.ts";
import { TSBOT } from "../processes.ts";
import { median } from "../table.ts";
import type { Row } from "./data-sets.ts";
import { measureProcess } from "./measure-process.ts";
import { type ProjectContent, writeProject } from "./rasa-project.ts";
import type { Prediction } from "./score.ts";

export interface Training {
  /** Process start included. */
  readonly seconds: number;
  readonly peakMegabytes: number | null;
  /** The archive's path. */
  readonly model: string;
  readonly modelMegabytes: number;
}

export interface Understood {
  readonly predictions: readonly Prediction[];
  /** Messages a second and p99 in milliseconds of the middle pass; NaN when none was timed. */
  readonly perSecond: number;
  readonly p99: number;
}

const SCRIPT = fileURLToPath(new URL("parse-texts.mjs", import.meta.url));

/** Gives a new folder to whoever needs one, and removes it. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "tsbot-bench-nlu-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a project and trains its understanding with the command that users run. */
export async function train(project: string, content: ProjectContent): Promise<Training> {
  await writeProject(project, content);
  const args = [TSBOT, "train", "nlu", "--force", "--quiet"];
  const { seconds, peakMegabytes } = await measureProcess(process.execPath, args, project);
  const models = join(project, "models");
  const [name = ""] = (await readdir(models)).sort().reverse();
  const { size } = await stat(join(models, name));
  return { seconds, peakMegabytes, model: join(models, name), modelMegabytes: size / 1_000_000 };
}

/** What a model makes of rows' texts. @param passes over the texts that are timed, after some to get warm. */
export async function understand(model: string, rows: readonly Row[], passes = 0): Promise<Understood> {
  return await inFolder(async (folder) => {
    const [input, output] = [join(folder, "input.json"), join(folder, "output.json")];
    await writeFile(input, JSON.stringify({ texts: rows.map(({ text }) => text), passes }));
    await measureProcess(process.execPath, [SCRIPT, model, input, output], folder);
    const { predictions, times } = JSON.parse(await readFile(output, "utf8")) as {
      readonly predictions: readonly Prediction[];
      readonly times: readonly (readonly number[])[];
    };
    return {
      predictions,
      perSecond: median(
        times.map((pass) => (1000 * pass.length) / pass.reduce((sum, time) => sum + time, 0)),
      ),
      p99: median(times.map((pass) => percentile(pass, 0.99))),
    };
  });
}
