import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "../table.ts";
import { checkScores } from "./check-score.ts";
import { type DataSet, hasEntities } from "./data-sets.ts";
import { measureProcess } from "./measure-process.ts";
import {
  countEntities,
  entityF1,
  type IntentScore,
  type OutOfScopeScore,
  scoreIntents,
  scoreOutOfScope,
} from "./score.ts";
import { inFolder, train, type Understood, understand } from "./understand.ts";

export interface FullResult {
  readonly name: string;
  readonly intents: IntentScore;
  /** Strict micro F1; null for a set without entities. */
  readonly entityF1: number | null;
  /** Of training, process start included: the middle of some runs. */
  readonly seconds: number;
  /** The highest of them; null where the system does not tell. */
  readonly peakMegabytes: number | null;
  readonly modelMegabytes: number;
  readonly speed: Pick<Understood, "perSecond" | "p99">;
  /** Null when there is no other set. */
  readonly outOfScope: (OutOfScopeScore & { readonly set: string }) | null;
  /** Whether `score.py` was there to agree. */
  readonly isChecked: boolean;
  readonly linearSvm: LinearSvmResult | null;
}

/** Training beside a peer's in the same minute, in seconds; of each the middle of some runs. */
export interface LinearSvmResult {
  /** Its whole process, and what of it was reading and training: all but imports. */
  readonly process: number;
  readonly training: number;
  readonly accuracy: number;
  /** Our whole process, without entities: the peer finds none either. */
  readonly intentsOnly: number;
}

const SVM = fileURLToPath(new URL("linear_svm.py", import.meta.url));
/** Timed passes over the test set. */
const PASSES = 5;

/**
 * @param others where a set of messages that are out of scope is looked for.
 * @param sklearn a Python with scikit-learn.
 */
export async function measureFullSet(
  data: string,
  set: DataSet,
  {
    others,
    runs,
    sklearn,
  }: { readonly others: readonly DataSet[]; readonly runs: number; readonly sklearn: string | undefined },
): Promise<FullResult> {
  return await inFolder(async (folder) => {
    const trainings = [];
    for (let run = 0; run < runs; run++)
      trainings.push(await train(join(folder, `full${run}`), { rows: set.train, yaml: set.yaml }));
    const { model, modelMegabytes } = trainings[0]!;
    const { predictions, ...speed } = await understand(model, set.test, PASSES);
    const other = chooseOutside(set, others);
    const outside = other === null ? [] : (await understand(model, other.test)).predictions;
    const isChecked = await checkScores(data, { predictions, rows: set.test, outside });
    const peaks = trainings.map(({ peakMegabytes }) => peakMegabytes).filter((peak) => peak !== null);
    return {
      name: set.name,
      intents: scoreIntents(predictions, set.test),
      entityF1: entityF1(countEntities(predictions, set.test)),
      seconds: median(trainings.map(({ seconds }) => seconds)),
      peakMegabytes: peaks.length === 0 ? null : Math.max(...peaks),
      modelMegabytes,
      speed,
      outOfScope: other === null ? null : { set: other.name, ...scoreOutOfScope(predictions, outside) },
      isChecked,
      linearSvm: sklearn === undefined ? null : await compareTraining(folder, set, { runs, sklearn }),
    };
  });
}

/**
 * The set of whose intents' names the smallest share of words is in this one's as well: its messages are least likely to
 * be in scope.
 */
function chooseOutside(set: DataSet, others: readonly DataSet[]): DataSet | null {
  const words = nameWords(set);
  const shared = (other: DataSet): number => {
    const names = [...nameWords(other)];
    return names.filter((word) => words.has(word)).length / names.length;
  };
  const sorted = others
    .filter(({ name }) => name !== set.name)
    .sort((left, right) => shared(left) - shared(right));
  return sorted[0] ?? null;
}

function nameWords({ train: rows }: DataSet): ReadonlySet<string> {
  // `PlayMusic` and `play_music` alike.
  const split = (name: string): readonly string[] =>
    name
      .replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2")
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u);
  return new Set([...new Set(rows.map(({ intent }) => intent))].flatMap(split));
}

/** Turn by turn, so that both meet the same machine. */
async function compareTraining(
  folder: string,
  { train: rows, test, yaml }: DataSet,
  { runs, sklearn }: { readonly runs: number; readonly sklearn: string },
): Promise<LinearSvmResult> {
  const [trainFile, testFile] = [join(folder, "train.json"), join(folder, "test.json")];
  await writeFile(trainFile, JSON.stringify(rows));
  await writeFile(testFile, JSON.stringify(test));
  const options = hasEntities(rows) ? { entity_recognition: false } : {};
  const ours: number[] = [];
  const theirs: number[] = [];
  const training: number[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push((await train(join(folder, `intents${run}`), { rows, yaml, options })).seconds);
    const { seconds, output } = await measureProcess(sklearn, [SVM, trainFile, "-"], folder);
    theirs.push(seconds);
    training.push((JSON.parse(output) as { readonly seconds: number }).seconds);
  }
  const { output } = await measureProcess(sklearn, [SVM, trainFile, testFile], folder);
  const { accuracy } = JSON.parse(output) as { readonly accuracy: number };
  return { process: median(theirs), training: median(training), accuracy, intentsOnly: median(ours) };
}
