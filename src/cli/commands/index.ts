// The table of commands: all that help needs, and where each command's code is. Nothing here loads that code.
// Start with ../main.ts.

import type { CommandDefinition, OptionDefinition } from "../command.ts";
import { clientOptions, jsonOption, pathOptions, serverOptions } from "../options.ts";
import { dataCommand } from "./data-commands.ts";
import { testCommand } from "./test-commands.ts";

const init: CommandDefinition = {
  name: "init",
  summary: "create a project from a template",
  details: "Asks what it was not told, and never overwrites a file without being asked.",
  arguments: [{ syntax: "[dir]", summary: "where to; default: the current folder" }],
  options: [
    { flags: "--template <name>", summary: "what to start from (see --list)" },
    { flags: "--list", summary: "show the templates" },
    { flags: "-y, --yes", summary: "ask nothing, take the defaults" },
    { flags: "--no-prompt", summary: "the same, in Rasa's words" },
    { flags: "--init-dir <dir>", summary: "the same as DIR, in Rasa's words", hidden: true },
    { flags: "--no-train", summary: "do not train a first model" },
    { flags: "--force", summary: "overwrite files that are in the way" },
    jsonOption,
  ],
  examples: ["tsbot init", "tsbot init my-bot --template reminderbot --yes"],
  load: async () => (await import("./init.ts")).runInit,
};

const validateOptions = [
  ...pathOptions,
  {
    flags: "--ignore <code>",
    summary: "leave out findings with this code; can be repeated",
    repeatable: true,
  },
  { flags: "--max-warnings <n>", summary: "fail when there are more warnings", kind: "integer" },
  { flags: "--fail-on-warnings", summary: "the same as --max-warnings 0" },
  {
    flags: "--max-history <n>",
    summary: "compare stories by their last N states, as policies with this option see them",
    kind: "integer",
  },
  { flags: "--watch", summary: "validate again whenever a file changes, until Ctrl-C" },
  { flags: "--explain <code>", summary: "say what a code means, and do nothing else" },
  jsonOption,
  { flags: "--sarif", summary: "print SARIF 2.1.0 for code hosts instead" },
] as const satisfies readonly OptionDefinition[];

const validate: CommandDefinition = {
  name: "validate",
  summary: "show every mistake in a project's files",
  details:
    "Exits with 1 when there are errors, or more warnings than allowed. A comment `# tsbot-ignore CODE` in a file leaves out findings of its line.",
  options: validateOptions,
  commands: [
    {
      name: "stories",
      summary: "only the structure of stories and rules",
      load: async () => (await import("./validate.ts")).runValidateStories,
    },
  ],
  examples: [
    "tsbot validate",
    "tsbot validate --json --max-warnings 0",
    "tsbot validate --explain unused-intent",
  ],
  load: async () => (await import("./validate.ts")).runValidate,
};

const schemas: CommandDefinition = {
  name: "schemas",
  summary: "write JSON Schemas, with which editors complete and check a project's files",
  details: "`tsbot init` writes them too. After an update of tsbot, write them anew with --force.",
  options: [
    { flags: "--out <dir>", summary: "folder for them", fallback: "schemas" },
    { flags: "--force", summary: "overwrite schemas of another version" },
    jsonOption,
  ],
  examples: ["tsbot schemas", "tsbot schemas --force"],
  load: async () => (await import("./schemas.ts")).runSchemas,
};

const trainOptions = [
  ...pathOptions,
  { flags: "--out <dir>", summary: "folder for the model", fallback: "models" },
  { flags: "--fixed-model-name <name>", summary: "name of the model file instead of a made-up one" },
  {
    flags: "--augmentation <factor>",
    summary: "how many stories are glued together for policies that learn, in tens",
    kind: "integer",
    fallback: "50",
  },
  { flags: "--force", summary: "train everything, also what has not changed" },
  { flags: "--dry-run", summary: "say what would be trained and stop" },
  { flags: "--skip-validation", summary: "train although the files have mistakes, as far as that goes" },
  { flags: "--fail-on-validation-warnings", summary: "do not train when there are warnings" },
  jsonOption,
] as const satisfies readonly OptionDefinition[];

const train: CommandDefinition = {
  name: "train",
  summary: "train a model",
  details: "Validates first and trains only what changed. The model is a .tar.gz of data.",
  options: trainOptions,
  commands: [
    {
      name: "nlu",
      summary: "train understanding only",
      options: [
        { flags: "-u, --nlu <paths...>", summary: "files and folders of NLU data", fallback: "data" },
      ],
      load: async () => (await import("./train.ts")).runTrainNlu,
    },
    {
      name: "core",
      summary: "train dialogue only",
      options: [
        {
          flags: "-s, --stories <paths...>",
          summary: "files and folders of stories and rules",
          fallback: "data",
        },
      ],
      load: async () => (await import("./train.ts")).runTrainCore,
    },
  ],
  examples: ["tsbot train", "tsbot train --fixed-model-name production"],
  load: async () => (await import("./train.ts")).runTrain,
};

const run: CommandDefinition = {
  name: "run",
  summary: "serve the newest model: HTTP API, channels, reminders",
  details: "SIGTERM or Ctrl-C lets running turns finish; a second one ends at once.",
  arguments: [{ syntax: "[model]", summary: "the same as --model" }],
  options: [
    ...serverOptions,
    ...pathOptions,
    {
      flags: "--log-format <format>",
      summary: "default: text on a terminal, otherwise json",
      choices: ["text", "json"],
    },
    { flags: "--log-file <file>", summary: "also append the log to a file, as JSON lines" },
  ],
  examples: ["tsbot run", "tsbot run --port 8080 --interface 0.0.0.0 --auth-token secret"],
  load: async () => (await import("./run.ts")).runRun,
};

const shell: CommandDefinition = {
  name: "shell",
  summary: "talk to the bot in the terminal",
  details:
    "Also shows what the bot says by itself, above what you are typing. /help lists the shell's own commands.",
  arguments: [{ syntax: "[model]", summary: "the same as --model" }],
  options: [
    { flags: "--callback", summary: "go through the real callback channel" },
    { flags: "--connect <url>", summary: "attach to a running server" },
    {
      flags: "--conversation-id <id>",
      summary: "the conversation to continue; default: a new one",
      kind: "id",
    },
    {
      flags: "--linger <seconds>",
      summary: "how long to wait for reminders when the input of a pipe ends",
      kind: "seconds",
      fallback: "10",
    },
    { flags: "--token <token>", summary: "the server's token, with --connect (or TSBOT_AUTH_TOKEN)" },
    ...serverOptions,
    ...pathOptions,
  ],
  commands: [
    {
      name: "nlu",
      summary: "print how each line is understood, as JSON",
      arguments: [{ syntax: "[model]", summary: "the same as --model" }],
      options: [jsonOption],
      inherits: ["model"],
      load: async () => (await import("./shell-nlu.ts")).runShellNlu,
    },
  ],
  examples: ["tsbot shell --callback", "echo 'hello there' | tsbot shell nlu"],
  load: async () => (await import("./shell.ts")).runShell,
};

const trigger: CommandDefinition = {
  name: "trigger",
  summary: "fire an external intent into a conversation of a running server",
  details:
    "Without --conversation it takes the only live one (active within the last hour, or the only one there is).",
  arguments: [{ syntax: "<intent>", summary: "an intent of the domain, e.g. EXTERNAL_dry_plant" }],
  options: [
    {
      flags: "-e, --entity <name=value>",
      summary: "name=text or name:=JSON; can be repeated",
      repeatable: true,
    },
    { flags: "--conversation <id>", summary: "the conversation", kind: "id" },
    {
      flags: "--to <name>",
      summary: "the conversation by its name of the address book, e.g. greenhouse-3",
      kind: "id",
    },
    {
      flags: "--output-channel <name>",
      summary: "where the answer goes: a channel, or latest",
      fallback: "latest",
    },
    { flags: "--idempotency-key <key>", summary: "a repeat with the same key gives the first answer again" },
    { flags: "--topic <name>", summary: "all conversations that subscribe to the topic, in place of one" },
    {
      flags: "--dedupe-key <key>",
      summary: "whoever an event with the key reached within a day gets it no more",
    },
    { flags: "--ignore-quiet-hours", summary: "at once, also where events wait for the end of quiet hours" },
    ...clientOptions,
    jsonOption,
  ],
  examples: [
    "tsbot trigger EXTERNAL_dry_plant --entity plant=Orchid",
    "tsbot trigger EXTERNAL_dry_plant --entity plant=Orchid --topic plants",
    "tsbot trigger EXTERNAL_dry_plant --entity plant=Orchid --to greenhouse-3",
    "tsbot trigger EXTERNAL_order --entity 'items:=[1,2]' --conversation user123",
  ],
  load: async () => (await import("./trigger.ts")).runTrigger,
};

const explain: CommandDefinition = {
  name: "explain",
  summary: "tell why the assistant did what it did in a turn of a conversation",
  details:
    "For each action the policy and the rule or story that decided, with its place, and what else was weighed; for each slot why it was filled or not.",
  arguments: [{ syntax: "<conversation>", summary: "the conversation's id" }],
  options: [
    { flags: "--turn <n>", summary: "which turn; -1 is the newest, -2 the one before", fallback: "-1" },
    ...clientOptions,
    jsonOption,
  ],
  examples: ["tsbot explain user123", "tsbot explain user123 --turn 1"],
  load: async () => (await import("./explain.ts")).runExplain,
};

const visualize: CommandDefinition = {
  name: "visualize",
  summary: "draw stories and rules as a graph",
  details:
    "Boxes are actions, words beside the arrows what the person says. The page needs nothing from anywhere.",
  options: [
    ...pathOptions,
    { flags: "-s, --stories <paths...>", summary: "files and folders of stories and rules (default: data)" },
    { flags: "-u, --nlu <paths...>", summary: "show an example of each intent with it" },
    { flags: "--out <file>", summary: "where the drawing goes", fallback: "graph.html" },
    {
      flags: "--format <format>",
      summary: "default: what the file's name says",
      choices: ["html", "svg", "dot"],
    },
    {
      flags: "--max-history <n>",
      summary: "ways meet where this many of the newest actions are the same",
      kind: "integer",
      fallback: "2",
    },
  ],
  examples: ["tsbot visualize", "tsbot visualize --stories data/stories.yml --out stories.svg"],
  load: async () => (await import("./visualize.ts")).runVisualize,
};

const reminderTarget = [
  { syntax: "<name>", summary: "the reminder's name, as `tsbot reminders list` shows it" },
] as const;

const oneConversation = [
  {
    flags: "--conversation <id>",
    summary: "the conversation; default: the only one with such a reminder",
    kind: "id",
  },
] as const satisfies readonly OptionDefinition[];

const reminders: CommandDefinition = {
  name: "reminders",
  summary: "see and steer the reminders of a running server",
  commands: [
    {
      name: "list",
      summary: "show the reminders and when they are due",
      options: [
        { flags: "--conversation <id>", summary: "only this conversation's", kind: "id" },
        { flags: "--all", summary: "also those that fired or ended, with the reason" },
        {
          flags: "--limit <n>",
          summary: "show at most this many (default 100; with --json all)",
          kind: "integer",
        },
        ...clientOptions,
        jsonOption,
      ],
      load: async () => (await import("./reminders.ts")).runRemindersList,
    },
    {
      name: "cancel",
      summary: "end a pending reminder",
      arguments: reminderTarget,
      options: [...oneConversation, ...clientOptions, jsonOption],
      load: async () => (await import("./reminders.ts")).runRemindersCancel,
    },
    {
      name: "run-now",
      summary: "make a pending reminder due now",
      arguments: reminderTarget,
      options: [...oneConversation, ...clientOptions, jsonOption],
      load: async () => (await import("./reminders.ts")).runRemindersRunNow,
    },
    {
      name: "snooze",
      summary: "put off a pending reminder, or have one that fired come once more",
      arguments: [...reminderTarget, { syntax: "<time>", summary: "for how long: 10m, 2 hours, 1 day" }],
      options: [...oneConversation, ...clientOptions, jsonOption],
      load: async () => (await import("./reminders.ts")).runRemindersSnooze,
    },
  ],
};

const outboxTarget = [
  { syntax: "[id]", summary: "the message's id, as `tsbot outbox list` shows it" },
] as const;
const outboxSelection = [
  { flags: "--conversation <id>", summary: "only this conversation's", kind: "id" },
  { flags: "--channel <name>", summary: "only this channel's" },
] as const satisfies readonly OptionDefinition[];

const outbox: CommandDefinition = {
  name: "outbox",
  summary: "see and steer what a running server could not deliver",
  commands: [
    {
      name: "list",
      summary: "show the messages that were given up or wait to be delivered, and why",
      options: [
        { flags: "--failed", summary: "only those that were given up" },
        ...outboxSelection,
        {
          flags: "--limit <n>",
          summary: "show at most this many (default 100; with --json all)",
          kind: "integer",
        },
        ...clientOptions,
        jsonOption,
      ],
      load: async () => (await import("./outbox.ts")).runOutboxList,
    },
    {
      name: "retry",
      summary: "deliver a message as if it were new",
      arguments: outboxTarget,
      options: [
        { flags: "--all", summary: "every message that was given up, oldest first" },
        ...outboxSelection,
        ...clientOptions,
        jsonOption,
      ],
      load: async () => (await import("./outbox.ts")).runOutboxRetry,
    },
    {
      name: "drop",
      summary: "give a message up for good; the mailbox keeps it",
      arguments: outboxTarget,
      options: [
        { flags: "--all", summary: "every message that was given up" },
        ...outboxSelection,
        ...clientOptions,
        jsonOption,
      ],
      load: async () => (await import("./outbox.ts")).runOutboxDrop,
    },
  ],
};

const demo: CommandDefinition = {
  name: "demo",
  summary: "make the reminder bot and talk to it",
  details:
    "Without a terminal it plays a dialogue once, through the callback channel, and checks every answer.",
  arguments: [
    { syntax: "[dir]", summary: "where to make it, or where it is already; default: a temporary folder" },
  ],
  load: async () => (await import("./demo.ts")).runDemo,
};

/** In the order in which a newcomer needs them. */
export const commands: readonly CommandDefinition[] = [
  init,
  validate,
  schemas,
  train,
  run,
  shell,
  testCommand,
  trigger,
  explain,
  visualize,
  reminders,
  outbox,
  demo,
  dataCommand(validate),
];
