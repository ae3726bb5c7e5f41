import { isAbsolute, relative } from "node:path";
import { type JsonValue, TsbotError } from "../../base/index.ts";
import { path } from "../client.ts";
import type { CommandContext } from "../command.ts";
import { findServer } from "../find-server.ts";
import type { ClientOptions } from "../options.ts";
import { plainText } from "../table.ts";

export interface ExplainOptions extends ClientOptions {
  readonly turn?: string;
}

type ExplainContext = CommandContext<ExplainOptions>;

/** The API's answer (docs/http-api.md). */
interface Explanation {
  readonly turn: number;
  readonly turns: number;
  readonly text: string | null;
  readonly intent: string | null;
  readonly slots: readonly { readonly slot: string; readonly value?: JsonValue; readonly reason: string }[];
  readonly actions: readonly ExplainedAction[];
  readonly model_ids: readonly string[];
  readonly loaded_model_id: string;
}

interface ExplainedAction {
  readonly action: string;
  readonly policy: string | null;
  readonly confidence: number | null;
  readonly now: string;
  readonly opinions: readonly Opinion[];
}

interface Basis {
  readonly kind: string;
  readonly name: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

interface Opinion {
  readonly policy: string;
  readonly action: string | null;
  readonly confidence: number;
  readonly outcome: string;
  readonly basis: Basis;
  readonly runners_up: readonly { readonly action: string; readonly reason: string; readonly basis: Basis }[];
}

/** `tsbot explain`: why a conversation's turn went as it did. */
export async function runExplain(context: ExplainContext): Promise<number> {
  const { args, options, output } = context;
  const [conversation = ""] = args;
  const turn = options.turn ?? "-1";
  if (!/^-?[1-9]\d*$/.test(turn)) {
    throw new TsbotError("cli/usage", `'${turn}' is no turn.`, {
      hint: "--turn takes a number from 1; -1 is the newest, -2 the one before.",
    });
  }
  const client = await findServer(context);
  const answer = await client.request("GET", path("conversations", conversation, "explain"), {
    query: { turn },
  });
  if (output.isJson) output.data(answer);
  else print(answer as unknown as Explanation, context);
  return 0;
}

function print(explanation: Explanation, context: ExplainContext): void {
  const { output } = context;
  const { style } = output;
  const { turn, turns, text, intent, slots, actions } = explanation;
  const said = text === null ? "no text" : `“${plainText(text)}”`;
  output.print(
    style.bold(`Turn ${turn} of ${turns}: ${said}`) + style.dim(`  intent ${plainText(intent ?? "none")}`),
  );
  for (const { slot, value, reason } of slots) {
    if (value !== undefined)
      output.print(
        `  ${style.green(plainText(slot))} = ${plainText(JSON.stringify(value))}  ${style.dim(plainText(reason))}`,
      );
  }
  const unfilled = slots.filter(({ value }) => value === undefined);
  for (const { slot, reason } of unfilled)
    output.print(style.dim(plainText(`  ${slot} was not filled: ${reason}`)));
  for (const action of actions) printAction(action, context);
  const hasChanged = explanation.model_ids.some((id) => id !== explanation.loaded_model_id);
  if (hasChanged)
    output.print(
      style.yellow("Another model decided then; the reasons are those of the model that is loaded now."),
    );
}

function printAction(
  { action, policy, confidence, now, opinions }: ExplainedAction,
  context: ExplainContext,
): void {
  const { output } = context;
  const { style } = output;
  const chosen = opinions.find(({ outcome }) => outcome === "chosen");
  const because =
    policy === "followup_action"
      ? "an action asked for it"
      : chosen === undefined || now !== action
        ? ""
        : tellBasis(chosen.basis, context);
  output.print("");
  output.print(
    `${style.bold(plainText(action))}  ${plainText(policy ?? "")} ${(confidence ?? 0).toFixed(2)}  ${because}`.trimEnd(),
  );
  if (now !== action) {
    const basis = chosen === undefined ? "" : ` ${tellBasis(chosen.basis, context)}`;
    output.print(style.yellow(`  the model that is loaded now would choose ${plainText(now)}${basis}`));
  }
  for (const { policy: name, action: wanted, confidence: sure, outcome, basis } of opinions) {
    if (outcome === "chosen") continue;
    const what = wanted === null ? "" : `${wanted} ${sure.toFixed(2)} ${tellBasis(basis, context)}: `;
    output.print(style.dim(plainText(`  ${name}: ${what}${outcome}`)));
  }
  for (const { action: other, reason, basis } of opinions.flatMap(({ runners_up: all }) => all))
    output.print(style.dim(plainText(`  not ${other} ${tellBasis(basis, context)}: ${reason}`)));
}

function tellBasis({ kind, name, file, line }: Basis, { directory }: ExplainContext): string {
  const what = BASES[kind] ?? kind;
  const place = file === null ? "" : ` (${plainText(shorten(file, directory))}:${line})`;
  return `${what}${name === null ? "" : ` “${plainText(name)}”`}${place}`;
}

function shorten(file: string, directory: string): string {
  return isAbsolute(file) ? relative(directory, file) : file;
}

const BASES: Readonly<Record<string, string>> = {
  rule: "by the rule",
  story: "by the story",
  loop: "by the form",
  default: "by default for the intent",
  learned: "as stories like this one go on",
  fallback: "as nothing else applies",
  nothing: "",
};
