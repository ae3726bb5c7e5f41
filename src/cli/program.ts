import { Command, Help, InvalidArgumentError, Option } from "commander";
import type { CommandDefinition, OptionDefinition, RunCommand } from "./command.ts";
import { globalOptions } from "./options.ts";
import { readVersion } from "./version.ts";

/** A command line that was understood: what to run, and with what. */
export interface Invocation {
  readonly run: RunCommand<never>;
  readonly args: readonly string[];
  /** The options given, of the command and of those above it; absent keys were not given. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface ProgramStreams {
  write(text: string): void;
  writeError(text: string): void;
  readonly width: number | undefined;
}

/**
 * Parses a command line against the table. Gives the invocation, or the exit code when there is nothing to run: help
 * and version were printed (0), or the usage was wrong and was explained (2).
 */
export async function parseCommandLine(
  table: readonly CommandDefinition[],
  args: readonly string[],
  streams: ProgramStreams,
): Promise<Invocation | number> {
  let invocation: Omit<Invocation, "run"> | undefined;
  let load: CommandDefinition["load"];
  const program = createRoot(streams);
  const add = (parent: Command, definition: CommandDefinition): void => {
    const command = addCommand(parent, definition);
    // To be listed, or suggested, a command needs no more; most of them are not on the command line.
    if (!args.includes(definition.name)) return;
    describeCommand(command, definition);
    for (const child of definition.commands ?? []) add(command, child);
    if (definition.load === undefined) return;
    command.action(() => {
      rejectUnknownSubcommand(command, definition);
      rejectRefused(command, definition);
      load = definition.load;
      invocation = { args: command.args, options: givenOptions(command) };
    });
  };
  for (const definition of table) add(program, definition);
  try {
    await program.parseAsync(expandShortcuts(args), { from: "user" });
  } catch (error) {
    return toExitCode(error);
  }
  if (invocation === undefined || load === undefined) return 2;
  return { ...invocation, run: await load() };
}

function createRoot(streams: ProgramStreams): Command {
  const program = new Command("tsbot")
    .description("Assistants that speak first: scaffold, validate, train, run and talk to them.")
    .version(`tsbot ${readVersion()}`, "--version", "print the version")
    .helpOption("-h, --help", "explain a command")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
    .configureOutput({
      writeOut: (text) => streams.write(text),
      writeErr: (text) => streams.writeError(text),
      ...(streams.width !== undefined && {
        getOutHelpWidth: () => streams.width as number,
        getErrHelpWidth: () => streams.width as number,
      }),
    })
    .exitOverride()
    .showHelpAfterError("Run `tsbot --help` to see what there is.")
    .addHelpText("after", "\nStart with `tsbot init`. `tsbot <command> --help` explains a command.");
  for (const option of globalOptions) program.addOption(toOption(option));
  return program;
}

function addCommand(parent: Command, definition: CommandDefinition): Command {
  // Inherits the root's output, help and exit settings.
  const command = parent.command(definition.name, { hidden: definition.hidden ?? false });
  return command.summary(definition.summary);
}

/** All that parsing and the command's own help need. */
function describeCommand(command: Command, definition: CommandDefinition): void {
  const path = commandPath(command);
  command
    .description(
      [sentence(definition.summary), definition.details].filter((part) => part !== undefined).join("\n\n"),
    )
    .helpOption("-h, --help", "explain this command")
    .helpCommand(false)
    .showHelpAfterError(`Run \`${path} --help\` for its usage.`)
    .allowExcessArguments(definition.commands !== undefined && definition.arguments === undefined);
  for (const { syntax, summary } of definition.arguments ?? []) command.argument(syntax, summary);
  for (const option of definition.options ?? []) command.addOption(toOption(option));
  if (definition.inherits !== undefined) hideOthers(command, definition.inherits);
  if (definition.examples !== undefined) {
    const lines = definition.examples.map((example) => `  $ ${example}`);
    command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
  }
}

/** Leaves options of the command above out of the help; those of every command stay. */
function hideOthers(command: Command, inherited: readonly string[]): void {
  const hidden = new Set(
    command.parent?.options.filter((option) => !inherited.includes(option.attributeName())) ?? [],
  );
  command.configureHelp({
    ...command.configureHelp(),
    visibleGlobalOptions(of) {
      return Help.prototype.visibleGlobalOptions.call(this, of).filter((option) => !hidden.has(option));
    },
  });
}

function toOption(definition: OptionDefinition): Option {
  const suffix = definition.fallback === undefined ? "" : ` (default: ${definition.fallback})`;
  const option = new Option(definition.flags, `${definition.summary}${suffix}`);
  if (definition.choices !== undefined) option.choices(definition.choices);
  if (definition.kind === "id") option.argParser(parseId);
  else if (definition.kind !== undefined) option.argParser(numberParser(definition.kind));
  if (definition.repeatable === true) {
    option.argParser((value: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), value]);
  }
  return option.hideHelp(definition.hidden ?? definition.refused !== undefined);
}

/** A script's variable that was never set. */
function parseId(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
}

function numberParser(kind: Exclude<NonNullable<OptionDefinition["kind"]>, "id">): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const isDigits = kind === "seconds" ? /^\d+(\.\d+)?$/.test(text) : /^\d+$/.test(text);
    if (!isDigits || !Number.isFinite(value)) {
      throw new InvalidArgumentError(
        kind === "seconds" ? "It takes a number of seconds." : "It takes a whole number.",
      );
    }
    if (kind === "port" && value > 65_535) throw new InvalidArgumentError("A port is between 0 and 65535.");
    return value;
  };
}

/** `tsbot train nul`: commander would only count the arguments; the person mistyped a subcommand. */
function rejectUnknownSubcommand(command: Command, definition: CommandDefinition): void {
  if (definition.commands === undefined || definition.arguments !== undefined) return;
  const [word] = command.args;
  if (word === undefined) return;
  const names = definition.commands.filter(({ hidden }) => hidden !== true).map(({ name }) => `'${name}'`);
  command.error(
    `error: unknown command '${commandPath(command)} ${word}'\n(There is ${names.join(" and ")}.)`,
  );
}

/** A flag of Rasa's that is not there deserves better than "unknown option". */
function rejectRefused(command: Command, { options = [] }: CommandDefinition): void {
  for (const { flags, refused } of options) {
    const option = command.options.find((known) => known.flags === flags);
    if (refused === undefined || option === undefined) continue;
    if (command.getOptionValue(option.attributeName()) === undefined) continue;
    command.error(`error: tsbot has no '${option.long ?? flags}'\n(${refused})`);
  }
}

/** Options that were given on this level or above; what is nearer wins. */
function givenOptions(command: Command): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (let level: Command | null = command; level !== null; level = level.parent) {
    for (const [key, value] of Object.entries(level.opts())) {
      if (level.getOptionValueSource(key) !== "default" && !(key in options)) options[key] = value;
    }
  }
  return options;
}

/** Commander's short flags have one letter; Rasa's `-vv` is kept by hand. */
function expandShortcuts(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args.map((arg, index) => (arg === "-vv" && (end === -1 || index < end) ? "--debug" : arg));
}

/** Commander reports help, version and wrong usage by throwing; only the first two are what was asked for. */
function toExitCode(error: unknown): number {
  const code = (error as { readonly code?: unknown }).code;
  if (typeof code !== "string" || !code.startsWith("commander.")) throw error;
  return code === "commander.helpDisplayed" || code === "commander.version" ? 0 : 2;
}

function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

function sentence(summary: string): string {
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
}
