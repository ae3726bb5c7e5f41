import { createInterface } from "node:readline";
import type { JsonObject } from "../../base/index.ts";
import type { ParseResult } from "../../conversation/index.ts";
import { parsePayload } from "../../dialogue/index.ts";
import type { Model } from "../../model/index.ts";
import type { CommandContext } from "../command.ts";
import { interruptedExitCode } from "../interruption.ts";
import { loadNluModel, requireNlu } from "../nlu-model.ts";
import type { ServerOptions } from "../options.ts";
import { findOwnModel } from "../shell/own-model.ts";
import { payloadRemark } from "../shell/payload-remark.ts";
import { createShellTerminal } from "../shell/terminal.ts";

type NluContext = CommandContext<Pick<ServerOptions, "model">>;

/** `tsbot shell nlu`: how each line of the input is understood, as `/model/parse` has it, one JSON each, in order. */
export async function runShellNlu(context: NluContext): Promise<number> {
  const listener = createListener(await loadNluModel(await findOwnModel(context), context));
  const { output } = context;
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  if (isTerminal && !output.isJson) return await talk(context, listener);
  let number = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    number++;
    const remark = listener.remark(line);
    if (remark !== null) output.warn(`line ${number}: ${remark}`);
    output.dataLine((await listener.parse(line)) as unknown as JsonObject);
  }
  return 0;
}

interface Listener {
  parse(text: string): Promise<ParseResult>;
  /** What a person should know besides, or null. */
  remark(text: string): string | null;
}

/** A model without stories and rules knows no domain, so every payload is one. */
function createListener(model: Model): Listener {
  const pipeline = requireNlu(model);
  const known = model.metadata.fingerprints.core === null ? null : model.domain;
  return {
    parse: async (text) => parsePayload(text, known) ?? (await pipeline.parse(text)),
    remark: (text) => payloadRemark(text, known),
  };
}

/** A person reads several lines more easily than one. */
async function talk({ output, interruption }: NluContext, listener: Listener): Promise<number> {
  const signal = interruption();
  output.say("Type a text; each line is answered with JSON. Ctrl-D ends.");
  const terminal = createShellTerminal({
    input: process.stdin,
    output: process.stdout,
    prompt: "> ",
    interrupt: () => process.kill(process.pid, "SIGINT"),
  });
  signal.addEventListener("abort", terminal.close, { once: true });
  for (let line = await terminal.readLine(); line !== null; line = await terminal.readLine()) {
    const remark = listener.remark(line);
    if (remark !== null) terminal.show([output.style.yellow(remark)]);
    terminal.show(JSON.stringify(await listener.parse(line), null, 2).split("\n"));
  }
  return interruptedExitCode(signal);
}
