import { relative, resolve } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { Logger } from "../../base/index.ts";
import { findModel } from "../../model/index.ts";
import type { Diagnostic } from "../../project/index.ts";
import type { CommandContext } from "../command.ts";
import { interruptedExitCode } from "../interruption.ts";
import { logLevel } from "../log.ts";
import type { PathOptions, ServerOptions } from "../options.ts";
import { placeText } from "../render-diagnostics.ts";
import { missingModel, type RunningProject, startProjectServer } from "../serve.ts";
import { toServeOptions } from "../serve-options.ts";
import { seconds, shellWord } from "../words.ts";

export interface RunOptions extends ServerOptions, PathOptions {
  readonly logFormat?: "text" | "json";
  readonly logFile?: string;
}

type RunContext = CommandContext<RunOptions>;

/** `tsbot run`: serves until it is asked to stop, then lets running turns finish. */
export async function runRun(context: RunContext): Promise<number> {
  const { clock, output, options, args } = context;
  const started = clock.now();
  const interruption = context.interruption();
  const format = options.logFormat ?? (output.isTerminal ? "text" : "json");
  const serveOptions = toServeOptions(context);
  const logger = await output.createServerLogger({
    format,
    level: logLevel(options, context.environment, "info"),
    clock,
    ...(options.logFile !== undefined && { file: resolve(context.directory, options.logFile) }),
  });
  const model = resolve(context.directory, args[0] ?? options.model ?? "models");
  if ((await findModel(model)) === null) {
    // With the API a model can be trained or loaded later; a token opens it, too.
    const { api, auth } = serveOptions;
    if (!api && auth.token === undefined && auth.jwt === undefined) throw missingModel(model);
    logger.warn(`there is no trained model in ${model}: messages are answered once one is loaded`);
  }

  keepMemoryClose();
  const running = await startProjectServer({
    ...serveOptions,
    ...(format === "json" && { report: async (found) => logDiagnostics(found, logger) }),
    withRest: false,
    model,
    logger,
  });
  try {
    const ready = clock.now() - started;
    if (format === "json") logger.info("server is up and running", { ...describe(running), ready_ms: ready });
    else printBanner(context, running, ready);
    await aborted(interruption);
    logger.info("stopping: running turns may finish, another signal ends at once");
  } finally {
    await running.close();
  }
  logger.info("stopped");
  return interruptedExitCode(interruption);
}

/**
 * Collects garbage once the heap has grown by half. V8 waits until it is several times what is in use, so that the memory
 * of a busy server grows for an hour and looks like a leak.
 */
function keepMemoryClose(): void {
  setFlagsFromString("--heap-growing-percent=50");
}

function describe({ url, model, assistant }: RunningProject): Readonly<Record<string, unknown>> {
  return {
    url,
    model: model?.file,
    channels: [...assistant.channels.keys()],
    store: assistant.store.description,
  };
}

function printBanner({ output, directory }: RunContext, running: RunningProject, ready: number): void {
  const { url, assistant, model } = running;
  const { style } = output;
  const facts = [
    ["model", model === null ? "none" : relative(directory, model.file)],
    ["channels", [...assistant.channels.keys()].map((name) => `/webhooks/${name}`).join(", ")],
    ["store", assistant.store.description],
    ["API", running.isApiOpen ? `${url}/openapi.json` : "closed; --enable-api opens it"],
    ["talk", `tsbot shell --callback --connect ${shellWord(url)}`],
  ];
  output.say(`${style.green("Ready")} at ${style.bold(url)} after ${seconds(ready)}.`);
  for (const [name = "", value = ""] of facts) output.say(`  ${style.dim(name.padEnd(8))}  ${value}`);
  output.say("Ctrl-C stops it.");
}

/** Findings where standard output is for lines of JSON. */
function logDiagnostics(diagnostics: readonly Diagnostic[], logger: Logger): void {
  for (const { code, severity, message, at, hint } of diagnostics) {
    const fields = { code, at: placeText(at), ...(hint !== undefined && { hint }) };
    if (severity === "error") logger.error(message, fields);
    else logger.warn(message, fields);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener("abort", () => done(), { once: true });
  });
}
