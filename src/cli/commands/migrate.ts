import type { JsonObject, SourcePosition } from "../../base/index.ts";
import {
  diagnosticsToJson,
  type MigrationChange,
  type MigrationReport,
  migrateDomain,
} from "../../project/index.ts";
import type { CommandContext } from "../command.ts";
import type { Output } from "../output.ts";
import { count, shellWord } from "../words.ts";

export interface MigrateCommandOptions {
  readonly domain?: string;
  readonly out?: string;
  readonly dryRun?: true;
  readonly force?: true;
}

/** `tsbot data migrate` */
export async function runMigrate(context: CommandContext<MigrateCommandOptions>): Promise<number> {
  const { output, options, directory } = context;
  const { domain, out } = options;
  const isDryRun = options.dryRun === true;
  const report = await migrateDomain({
    directory,
    ...(domain !== undefined && { domain }),
    ...(out !== undefined && { out }),
    dryRun: isDryRun,
    force: options.force === true,
  });
  if (output.isJson) {
    output.data(toJson(report, isDryRun));
    return 0;
  }
  if (report.changes.length === 0) {
    output.print(
      `Nothing to migrate: '${report.domain}' is in the format of Rasa 3 already. Nothing was written.`,
    );
  } else if (isDryRun) printDryRun(output, report);
  else printMigration(output, report);
  await printRemaining(output, report, directory);
  return 0;
}

function printDryRun(output: Output, { changes, diff }: MigrationReport): void {
  printChanges(output, changes);
  output.print();
  for (const line of diff) output.print(colored(output, line));
  printChecks(output, changes);
  output.say();
  output.say("Nothing was written. Run the command without --dry-run to write it.");
}

function printMigration(output: Output, report: MigrationReport): void {
  const { domain, out, backup, changes, files, leftOut } = report;
  printChanges(output, changes);
  printChecks(output, changes);
  output.say();
  const amount = files.length === 1 ? "" : ` (${count(files.length, "file")})`;
  const original = out === domain ? "The original" : "A copy of the original";
  output.print(
    `${output.style.green("Migrated:")} the new domain is ${out}${amount}. ${original} is ${backup}.`,
  );
  if (leftOut.length > 0) output.say(`Left where they are, as they hold no domain: ${leftOut.join(", ")}.`);
  if (out === domain) {
    output.say("Look it over with `tsbot validate`.");
    return;
  }
  output.say("Look it over, and put it in the old one's place:");
  const [from, to] = [shellWord(out), shellWord(domain)];
  output.say(`  tsbot validate --domain ${from}`);
  output.say(files.length === 1 && leftOut.length === 0 ? `  mv ${from} ${to}` : `  cp -r ${from}/. ${to}`);
}

function printChanges({ print, style }: Output, changes: readonly MigrationChange[]): void {
  for (const { at, message } of changes) print(`${style.bold(place(at))}  ${message}`);
}

function printChecks({ print, style }: Output, changes: readonly MigrationChange[]): void {
  const open = changes.filter(({ check }) => check !== null);
  if (open.length === 0) return;
  print();
  print(
    style.yellow(
      `${open.length === 1 ? "One thing" : `${open.length} things`} to check, as no file says what is right:`,
    ),
  );
  for (const { at, check } of open) print(`  ${style.bold(place(at))}  ${check}`);
}

async function printRemaining(output: Output, report: MigrationReport, directory: string): Promise<void> {
  const { remaining } = report;
  if (remaining.length === 0) return;
  const verb = remaining.length === 1 ? "is" : "are";
  output.say();
  output.warn(
    `There ${verb} ${count(remaining.length, "thing")} in the domain that migrating does not mend:`,
  );
  await output.diagnostics(remaining, directory);
}

function colored({ style }: Output, line: string): string {
  if (/^(?:---|\+\+\+) /.test(line)) return style.bold(line);
  if (line.startsWith("@@")) return style.cyan(line);
  return line.startsWith("-") ? style.red(line) : line.startsWith("+") ? style.green(line) : line;
}

function place({ file, line, column }: SourcePosition): string {
  return `${file}:${line}:${column}`;
}

function toJson(report: MigrationReport, isDryRun: boolean): JsonObject {
  const { domain, out, backup, files, leftOut, diff } = report;
  const isWritten = report.changes.length > 0 && !isDryRun;
  return {
    domain,
    migrated: isWritten,
    out: isWritten ? out : null,
    backup: isWritten ? backup : null,
    files: isWritten ? files : [],
    left_out: leftOut,
    changes: report.changes.map(({ at, message, check }) => ({
      message,
      file: at.file,
      line: at.line,
      column: at.column,
      check,
    })),
    diff: diff.join("\n"),
    remaining: diagnosticsToJson(report.remaining),
  };
}
