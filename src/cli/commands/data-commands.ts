import type { CommandDefinition, OptionDefinition } from "../command.ts";
import { jsonOption } from "../options.ts";

const splitOptions = [
  { flags: "-u, --nlu <paths...>", summary: "files and folders to split", fallback: "data" },
  { flags: "--training-fraction <fraction>", summary: "how much is for training", fallback: "0.8" },
  { flags: "--random-seed <n>", summary: "the same seed gives the same parts", kind: "integer" },
  { flags: "--out <dir>", summary: "folder for the parts", fallback: "train_test_split" },
  { flags: "--force", summary: "overwrite files that are in the way" },
  jsonOption,
] as const satisfies readonly OptionDefinition[];

const convertNlu: CommandDefinition = {
  name: "nlu",
  summary: "write NLU data as Rasa's YAML or JSON, all in one file",
  details:
    "Reads Rasa's YAML and JSON, and exports of LUIS, wit.ai and Dialogflow. Comments are not carried over.",
  options: [
    {
      flags: "-f, --format <format>",
      summary: "default: what --out ends with, or yaml",
      choices: ["yaml", "json"],
    },
    { flags: "--data <paths...>", summary: "files and folders to convert", fallback: "data" },
    { flags: "--out <path>", summary: "file to write, or folder for it", fallback: "converted_data.yml" },
    { flags: "-l, --language <code>", summary: "which language of a Dialogflow export", fallback: "en" },
    { flags: "--force", summary: "overwrite a file that is in the way" },
    jsonOption,
  ],
  examples: [
    "tsbot data convert nlu --data old/nlu.json --out data/nlu.yml",
    "tsbot data convert nlu --data dialogflow-agent/ --language de --out data/nlu.yml",
  ],
  load: async () => (await import("./data-convert.ts")).runConvertNlu,
};

const splitNlu: CommandDefinition = {
  name: "nlu",
  summary: "split examples, every intent by itself",
  options: splitOptions,
  examples: ["tsbot data split nlu --training-fraction 0.7 --random-seed 1"],
  load: async () => (await import("./data-split.ts")).runSplitNlu,
};

const splitStories: CommandDefinition = {
  name: "stories",
  summary: "split stories, every file by itself",
  options: splitOptions,
  examples: ["tsbot data split stories --out parts"],
  load: async () => (await import("./data-split.ts")).runSplitStories,
};

const migrate: CommandDefinition = {
  name: "migrate",
  summary: "bring a domain of Rasa 2 into the format of Rasa 3",
  details:
    "Writes a new domain and keeps a copy of the old one (original_domain.yml, or a folder). Comments and layout stay.",
  options: [
    { flags: "-d, --domain <path>", summary: "domain file or folder", fallback: "domain.yml" },
    {
      flags: "--out <path>",
      summary: "where the new domain goes",
      fallback: "new_domain.yml, for a folder new_domain",
    },
    { flags: "--dry-run", summary: "show what would change, as a diff, and write nothing" },
    {
      flags: "--force",
      summary: "write over what is at --out; the copy of the old one is never written over",
    },
    jsonOption,
  ],
  examples: ["tsbot data migrate --dry-run", "tsbot data migrate --domain domain --out domain3"],
  load: async () => (await import("./migrate.ts")).runMigrate,
};

const suggest: CommandDefinition = {
  name: "suggest",
  summary: "say which NLU examples make understanding worse, and what to do",
  details:
    "Looks for texts that two intents share or nearly share, for examples that a model which has not seen them takes for another intent or cannot place, and for intents with too few. Changes nothing.",
  options: [
    { flags: "-u, --nlu <paths...>", summary: "files and folders of examples", fallback: "data" },
    { flags: "-c, --config <file>", summary: "the pipeline that is asked", fallback: "config.yml" },
    {
      flags: "--max <n>",
      summary: "show at most this many (with --json all)",
      kind: "integer",
      fallback: "30",
    },
    {
      flags: "--seed <n>",
      summary: "the same seed gives the same suggestions",
      kind: "integer",
      fallback: "42",
    },
    jsonOption,
  ],
  examples: ["tsbot data suggest", "tsbot data suggest --max 100 --json"],
  load: async () => (await import("./data-suggest.ts")).runSuggest,
};

/** `tsbot data …`; `data validate` is Rasa's spelling of `validate`. */
export function dataCommand(validate: CommandDefinition): CommandDefinition {
  return {
    name: "data",
    summary: "check, improve, convert, split and migrate a project's data",
    commands: [
      validate,
      suggest,
      { name: "convert", summary: "write data in another format", commands: [convertNlu] },
      {
        name: "split",
        summary: "make a part to train on and one to test with",
        commands: [splitNlu, splitStories],
      },
      migrate,
    ],
  };
}
