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
  inherits: [],
  examples: [
    "tsbot test nlu --cross-validation",
    "tsbot test nlu --nlu tests/nlu.yml --min-f1 0.8",
    "tsbot test nlu --config config.yml other.yml --runs 3",
  ],
  load: async () => (await import("./test-nlu.ts")).runTestNlu,
};

const conversationOptions = [
  { flags: "-m, --model <path>", summary: "model file, or folder to take the newest of" },
  { flags: "-s, --stories <paths...>", summary: "files and folders of tests, as in Rasa" },
  { flags: "--max-stories <n>", summary: "follow at most so many ways through stories", kind: "integer" },
  {
    flags: "--filter <text>",
    summary: "only tests with this in their name; can be repeated",
    repeatable: true,
  },
  { flags: "--junit <file>", summary: "also write the outcome in JUnit's XML" },
  { flags: "--out <dir>", summary: "folder for Rasa's report of stories", fallback: "results" },
  { flags: "--fail-on-prediction-errors", summary: "with core: exit with 1 when a story fails" },
  { flags: "--successes", summary: "also write the stories that were right" },
  { flags: "--no-errors", summary: "do not write the stories that were wrong" },
  { flags: "--no-warnings", summary: "do not write the stories with unlikely intents" },
  { flags: "-d, --domain <path>", summary: "domain file or folder", fallback: "domain.yml" },
  {
    flags: "--data <paths...>",
    summary: "files and folders of NLU data, stories and rules",
    fallback: "data",
  },
  { flags: "--endpoints <file>", summary: "action server", fallback: "endpoints.yml" },
  { flags: "--credentials <file>", summary: "channels", fallback: "credentials.yml" },
  jsonOption,
] as const satisfies readonly OptionDefinition[];

const testCore: CommandDefinition = {
  name: "core",
  summary: "tell how well stories are followed",
  details:
    "As in Rasa: follows the stories of the training data with their intents as they say, or with --e2e the test stories with their texts. Exits with 0 unless --fail-on-prediction-errors is given.",
  options: [{ flags: "--e2e, --end-to-end", summary: "test stories, their texts understood anew" }],
  examples: ["tsbot test core", "tsbot test core --e2e --stories tests --fail-on-prediction-errors"],
  load: async () => (await import("./test-conversations.ts")).runTestCore,
};

/** `tsbot test …` */
export const testCommand: CommandDefinition = {
  name: "test",
  summary: "play conversation tests on a simulated clock",
  details:
    "Plays the scripts and follows the test stories below tests/, and of files named test_* anywhere. Takes the newest model where it is up to date, and trains one in memory otherwise. Exits with 1 when a test fails.",
  arguments: [{ syntax: "[paths...]", summary: "files and folders of tests" }],
  options: conversationOptions,
  commands: [testNlu, testCore],
  examples: [
    "tsbot test",
    "tsbot test tests/reminders.yml --filter plant",
    "tsbot test --junit results/tests.xml",
  ],
  load: async () => (await import("./test-conversations.ts")).runTest,
};
