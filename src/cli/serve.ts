import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { createActionRunner, createServerResponses } from "../actions/index.ts";
import {
  type Clock,
  createDisposer,
  createRandom,
  type JsonObject,
  type Logger,
  TsbotError,
} from "../base/index.ts";
import { type Channel, createChannels } from "../channels/index.ts";
import { findModel, loadModel, type Model } from "../model/index.ts";
import type { Surroundings, WithCustomComponents } from "../nlu/index.ts";
import { type Diagnostic, outreachSettings, type ProjectPaths } from "../project/index.ts";
import { type Assistant, createAssistant } from "../runtime/index.ts";
import { createServer, removeServerFile, type ServerAuth, writeServerFile } from "../server/index.ts";
import type { ConversationStore } from "../storage/index.ts";
import { type CheckedProject, checkProject } from "./check-project.ts";
import { type CallbackDiversion, divertCallbacks } from "./divert-callbacks.ts";
import { createModelService } from "./model-tasks/index.ts";
import { openStore } from "./open-store.ts";
import { toRuntimeModel } from "./runtime-model.ts";
import { findAtStart } from "./start-findings.ts";
import { watchStrayErrors } from "./stray-errors.ts";
import { count } from "./words.ts";

export interface ServeOptions {
  readonly paths: ProjectPaths;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A model file or a folder of models; default `models` in the project. */
  readonly model?: string;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly auth: ServerAuth;
  readonly cors: readonly string[];
  readonly insecure: boolean;
  /** Milliseconds that a request may take to arrive. */
  readonly requestTimeout?: number;
  /** Opens the whole HTTP API, not only to this project's own commands. */
  readonly api: boolean;
  /** Use only this channel of credentials.yml. */
  readonly connector?: string;
  /** The REST channel is there although `connector` is another: a shell talks through it. */
  readonly withRest: boolean;
  /** One conversation's callbacks go to another address (the shell's); all others to where they belong. */
  readonly diversion?: CallbackDiversion;
  /** Shows what is wrong with the project's files. */
  readonly report: (diagnostics: readonly Diagnostic[]) => Promise<void>;
  /** Called when an error came up where nobody could catch it, and was logged; close then. */
  readonly onCrash: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A project being served. */
export interface RunningProject {
  readonly url: string;
  readonly model: Model | null;
  readonly assistant: Assistant;
  /** Drains and closes everything, last opened first. */
  /** Whether others than this project's own commands reach the API. */
  readonly isApiOpen: boolean;
  close(): Promise<void>;
}

/**
 * Opens everything a project needs to be served, in order: files, model, store, channels, assistant, server. Throws
 * `cli/project-has-mistakes` after mistakes were reported that it cannot be served with.
 */
export async function startProjectServer(options: ServeOptions): Promise<RunningProject> {
  const disposer = createDisposer();
  try {
    const { directory } = options.paths;
    const { logger } = options;
    disposer.add("the watch over stray errors", watchStrayErrors(process, { ...options, directory }));
    const checked = await checkProject(options.paths, options.environment);
    await reportFindings(checked, options);
    const surroundings = surroundingsOf(checked, options);
    const model = await loadNewestModel(options, surroundings);
    const { endpoints } = checked.project;
    const store = await openStore({ ...options, endpoints, directory });
    disposer.add("the store", () => store.close());
    const channels = await openChannels(checked, options);
    for (const channel of channels.values()) {
      if (channel.close !== undefined) disposer.add(`the channel ${channel.name}`, () => channel.close?.());
    }
    const assistant = openAssistant({ checked, model, store, channels }, options);
    disposer.add("the assistant", () => assistant.drain());
    const models = createModelService({
      assistant,
      folder: modelFolder(options),
      toRuntimeModel,
      surroundings,
    });
    const server = await createServer({ ...options, assistant, models });
    disposer.add("the server", () => server.close());
    await assistant.start();
    const { url, localToken } = server;
    const auth = localToken === null ? options.auth : { token: localToken };
    await writeServerFile(directory, { url, auth });
    disposer.add("the server file", () => removeServerFile(directory));
    // Ready already: what the first message would wait for is loaded while nobody waits.
    model?.pipeline
      ?.warmUp()
      .catch((error: unknown) => logger.warn("warming up failed; the first message will", { error }));
    return {
      url: server.url,
      model,
      assistant,
      isApiOpen: localToken === null,
      close: () => disposer.dispose(),
    };
  } catch (error) {
    await disposer.dispose();
    throw error;
  }
}

async function reportFindings(checked: CheckedProject, options: ServeOptions): Promise<void> {
  const { blocking, remarks } = findAtStart(checked, options.paths, options.connector ?? null);
  const found = [...blocking, ...remarks];
  if (found.length > 0) await options.report(found);
  if (blocking.length === 0) return;
  throw new TsbotError(
    "cli/project-has-mistakes",
    `The server was not started: ${count(blocking.length, "error")} in what it needs now.`,
    { hint: "Mend what is shown above. `tsbot validate` shows it again." },
  );
}

/** What understanding goes by. */
function surroundingsOf(
  { components }: CheckedProject,
  { clock, logger, environment, paths }: ServeOptions,
): Surroundings & WithCustomComponents {
  return { clock, logger, environment, directory: paths.directory, customComponents: components };
}

async function loadNewestModel(
  options: ServeOptions,
  surroundings: Surroundings & WithCustomComponents,
): Promise<Model | null> {
  const file = await findModel(options.model ?? join(options.paths.directory, "models"));
  return file === null ? null : await loadModel(file, surroundings);
}

/** Where the server's models are; next to a model that was named itself. */
function modelFolder({ model, paths }: ServeOptions): string {
  const path = model ?? join(paths.directory, "models");
  return path.endsWith(".tar.gz") ? dirname(path) : path;
}

async function openChannels(
  { project, channels }: CheckedProject,
  options: ServeOptions,
): Promise<ReadonlyMap<string, Channel>> {
  const credentials = new Map<string, JsonObject>();
  for (const [name, section] of project.credentials) {
    if (options.connector === undefined || options.connector === name) credentials.set(name, section.value);
  }
  if (options.connector !== undefined && !credentials.has(options.connector))
    credentials.set(options.connector, {});
  // Unless another one was chosen the REST channel is there, as there must be some way to talk.
  const needsRest = options.connector === undefined || options.withRest;
  if (needsRest && !credentials.has("rest")) credentials.set("rest", {});
  const services = { clock: options.clock, logger: options.logger };
  const opened = await createChannels(credentials, channels, services);
  return options.diversion === undefined ? opened : divertCallbacks(opened, options.diversion, services);
}

function openAssistant(
  parts: {
    readonly checked: CheckedProject;
    readonly model: Model | null;
    readonly store: ConversationStore;
    readonly channels: ReadonlyMap<string, Channel>;
  },
  { clock, logger }: ServeOptions,
): Assistant {
  const { project, actions } = parts.checked;
  const nlg = project.endpoints.nlg?.value ?? null;
  return createAssistant({
    model: parts.model === null ? null : toRuntimeModel(parts.model),
    store: parts.store,
    channels: parts.channels,
    ...(nlg !== null && {
      responses: (own, domain) => createServerResponses({ section: nlg, domain, own, logger }),
    }),
    actions: createActionRunner({
      local: actions,
      endpoint: project.endpoints.actionEndpoint?.value ?? null,
      clock,
    }),
    clock,
    logger,
    random: createRandom(clock.now()),
    createId: () => randomUUID().replaceAll("-", ""),
    ...outreachSettings(project.config),
    serverTimeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
}

/**
 * What `run` and `shell` say when there is nothing to run.
 * @param path the model file, or the folder of models, that was looked for.
 */
export function missingModel(path: string): TsbotError {
  return new TsbotError("cli/no-model", `There is no trained model in ${path}.`, {
    hint: "Train one with `tsbot train`.",
  });
}
