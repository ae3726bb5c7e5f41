import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type DataSet, type Row, sampleRows } from "./data-sets.ts";
import { measureProcess } from "./measure-process.ts";
import { writeProject } from "./rasa-project.ts";
import { countEntities, entityF1, type Prediction, scoreIntents } from "./score.ts";
import { inFolder, train, understand } from "./understand.ts";

export interface SampleResult {
  readonly accuracy: number;
  readonly entityF1: number | null;
  /** Process start included. */
  readonly seconds: number;
  readonly peakMegabytes: number | null;
}

const SCRIPT = fileURLToPath(new URL("rasa_parse.py", import.meta.url));
const SHOTS = 10;
const OPTIONS = { epochs: 100, random_seed: 1 };

/** Trains Rasa's DIET and ours on the same ten examples of each intent; Rasa takes minutes. */
export async function compareWithRasa(
  { train: all, test }: DataSet,
  python: string,
): Promise<{ readonly rasa: SampleResult; readonly tsbot: SampleResult }> {
  const rows = sampleRows(all, SHOTS, 1);
  return await inFolder(async (folder) => {
    const [ours, theirs] = [join(folder, "tsbot"), join(folder, "rasa")];
    const training = await train(ours, { rows, options: OPTIONS });
    const { predictions } = await understand(training.model, test);
    return {
      tsbot: toResult(predictions, test, training),
      rasa: await runRasa(theirs, { rows, test, python }),
    };
  });
}

async function runRasa(
  project: string,
  { rows, test, python }: { readonly rows: readonly Row[]; readonly test: readonly Row[]; python: string },
): Promise<SampleResult> {
  await writeProject(project, { rows, options: OPTIONS });
  const training = await measureProcess(
    python,
    ["-m", "rasa", "train", "nlu", "--nlu", "data", "--out", "models"],
    project,
  );
  const [model = ""] = await readdir(join(project, "models"));
  const [input, output] = [join(project, "test.json"), join(project, "predictions.jsonl")];
  await writeFile(input, JSON.stringify(test));
  await measureProcess(python, [SCRIPT, join(project, "models", model), input, output], project);
  const lines = (await readFile(output, "utf8")).trim().split("\n");
  const predictions = lines.map((line) => JSON.parse(line) as Prediction);
  return toResult(predictions, test, training);
}

function toResult(
  predictions: readonly Prediction[],
  test: readonly Row[],
  { seconds, peakMegabytes }: Pick<SampleResult, "seconds" | "peakMegabytes">,
): SampleResult {
  return {
    accuracy: scoreIntents(predictions, test).accuracy,
    entityF1: entityF1(countEntities(predictions, test)),
    seconds,
    peakMegabytes,
  };
}
