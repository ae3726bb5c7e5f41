import type { CommandDefinition, OptionDefinition } from "../command.ts";
import { jsonOption } from "../options.ts";

const nluOptions = [
  { flags: "-u, --nlu <paths...>", summary: "files and folders of examples to test with", fallback: "data" },
  { flags: "-m, --model <path>", summary: "model file, or folder to take the newest of", fallback: "models" },
  {
    flags: "-c, --config <files...>",
    summary: "with --cross-validation the pipeline (default: config.yml); several, or a folder, are compared",
  },
  { flags: "-d, --domain <path>", summary: "accepted as in Rasa; understanding needs no domain" },
  { flags: "--out <dir>", summary: "folder for the report", fallback: "results" },
  {
    flags: "--cross-validation",
    summary: "train on parts of the examples and test on the rest, instead of testing a model",
  },
  {
    flags: "-f, --folds <n>",
    summary: "with --cross-validation: how many parts",
    kind: "integer",
    fallback: "5",
  },
  {
    flags: "-r, --runs <n>",
    summary: "comparing: how often, each time with another split",
    kind: "integer",
    fallback: "3",
  },
  {
    flags: "-p, --percentages <percent...>",
    summary: "comparing: how much of the training part is left out",
    fallback: "0 25 50 75",
  },
  {
    flags: "--seed <n>",
    summary: "the same seed gives the same folds, splits and models",
    kind: "integer",
    fallback: "42",
  },
  { flags: "--successes", summary: "also write the predictions that were right" },
  { flags: "--no-errors", summary: "do not write the predictions that were wrong" },
  { flags: "--no-plot", summary: "no plots, no report.html" },
  {
    flags: "--min-f1 <f1>",
    summary: "exit with 1 when the macro F1 of intents or of entities is below",
  },
  { flags: "--min-accuracy <share>", summary: "exit with 1 when the accuracy of intents is below" },
  { flags: "--compare <dir>", summary: "tell what is better and worse than in the report of this folder" },
  jsonOption,
] as const satisfies readonly OptionDefinition[];

const testNlu: CommandDefinition = {
  name: "nlu",
  summary: "tell how well texts are understood",
  details:
    "Tests the newest model, or with --cross-validation the pipeline on examples it was not trained on, or compares several configurations. The report's files have Rasa's names; report.html shows all of it.",
  options: nluOptions,
  examples: [
    "tsbot test nlu --cross-validation",
    "tsbot test nlu --nlu tests/nlu.yml --min-f1 0.8",
    "tsbot test nlu --config config.yml other.yml --runs 3",
  ],
  load: async () => (await import("./test-nlu.ts")).runTestNlu,
};

/** `tsbot test …` */
export const testCommand: CommandDefinition = {
  name: "test",
  summary: "tell how good a model is",
  commands: [testNlu],
};
