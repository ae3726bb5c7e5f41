import { createServer as createHttpServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createActionRunner, loadActions } from "../../src/actions/index.ts";
import { createRandom, type JsonObject, type Logger, silentLogger } from "../../src/base/index.ts";
import { type ChannelDefinition, createChannels } from "../../src/channels/index.ts";
import { createModelService } from "../../src/cli/model-tasks/index.ts";
import { toRuntimeModel } from "../../src/cli/runtime-model.ts";
import { loadPipeline } from "../../src/nlu/index.ts";
import { loadPolicies } from "../../src/policies/index.ts";
import { readProject } from "../../src/project/index.ts";
import {
  type Assistant,
  type AssistantOptions,
  createAssistant,
  type RuntimeModel,
} from "../../src/runtime/index.ts";
import { createServer, type ServerOptions } from "../../src/server/index.ts";
import { type ConversationStore, createMemoryStore } from "../../src/storage/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { trainInMemory } from "../../src/training/index.ts";
import { copyProject } from "../copy-project.ts";
import { type Answer, type CallOptions, call } from "./http-client.ts";

const directory = copyProject("test/server/fixtures/plant-bot");

/** What a callback URL was sent. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface StartOptions extends Partial<Omit<ServerOptions, "assistant" | "clock" | "models">> {
  /** The folder of models that the API may load from. */
  readonly models?: string;
  /** Without a model: as after a first start. */
  readonly model?: false;
  /** Sections of credentials.yml besides `rest` and `callback`. */
  readonly credentials?: Readonly<Record<string, JsonObject>>;
  readonly channels?: readonly ChannelDefinition[];
  readonly logger?: Logger;
  /** By default one in memory. */
  readonly store?: ConversationStore;
  /** Messages that may wait to be delivered. */
  readonly outboxLimit?: number;
  /** What config.yml says of events from outside. */
  readonly outreach?: Pick<AssistantOptions, "quietHours" | "eventPolicies" | "topicLimits">;
}

/** The plant bot, really trained, behind a real server; time is simulated, the callback receiver real. */
export async function startServer(options: StartOptions = {}) {
  const clock = createSimulatedClock();
  const receiver = await startReceiver();
  const { model: _, models: __, credentials = {}, channels: definitions = [], ...rest } = options;
  const { outboxLimit, outreach = {}, store: ___, ...serverOptions } = rest;
  const logger = options.logger ?? silentLogger;
  const services = { clock, logger };
  const sections = new Map<string, JsonObject>([
    ["rest", { on_open: "/greet" }],
    ["callback", { url: receiver.url, on_open: "/greet" }],
    ...Object.entries(credentials),
  ]);
  const channels = await createChannels(sections, definitions, services);
  const model = options.model === false ? null : await trainedModel();
  const store = options.store ?? createMemoryStore();
  let ids = 0;
  const assistant = createAssistant({
    ...services,
    model,
    store,
    channels,
    actions: createActionRunner({ local: await loadActions(directory), endpoint: null, clock }),
    random: createRandom(1),
    createId: () => `id-${++ids}`,
    timeZone: null,
    serverTimeZone: "UTC",
    ...outreach,
    ...(outboxLimit !== undefined && { outboxLimit }),
  });
  await assistant.start();
  const server = await createServer({
    host: "127.0.0.1",
    port: 0,
    auth: {},
    cors: [],
    insecure: false,
    api: true,
    ...services,
    models: createModelService({
      assistant,
      folder: options.models ?? "models",
      toRuntimeModel,
      surroundings: { ...services, environment: {} },
    }),
    ...serverOptions,
    assistant,
  });
  const send = (method: string, path: string, more?: CallOptions): Promise<Answer> =>
    call(server.url, method, path, more);
  return {
    url: server.url,
    clock,
    store,
    assistant: assistant as Assistant,
    model,
    received: receiver.received,
    receiver,
    server,
    localToken: server.localToken,
    call: send,
    get: (path: string, headers: Readonly<Record<string, string>> = {}) => send("GET", path, { headers }),
    post: (path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
      send("POST", path, { headers, ...(body !== undefined && { body }) }),
    /** Says something through the REST channel. */
    say: (sender: string, message: string) =>
      send("POST", "/webhooks/rest/webhook", { body: { sender, message } }),
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await assistant.drain();
      receiver.close();
    },
  };
}

export type TestServer = Awaited<ReturnType<typeof startServer>>;

let trained: Promise<RuntimeModel> | undefined;

/** Trained once for each file of tests. */
function trainedModel(): Promise<RuntimeModel> {
  trained ??= trainModel();
  return trained;
}

async function trainModel(): Promise<RuntimeModel> {
  const project = await readProject({ directory }, {});
  const parts = await trainInMemory(project, {
    tsbotVersion: "test",
    clock: createSimulatedClock(),
    random: createRandom(1),
    logger: silentLogger,
  });
  return {
    file: "/somewhere/models/plants.tar.gz",
    modelId: "model-1",
    assistantId: "plant-bot",
    domain: parts.domain,
    interpreter: parts.nlu === null ? null : await loadPipeline(parts.nlu),
    predictor: parts.policies === null ? null : loadPolicies(parts.policies, parts.domain),
  };
}

/** A callback receiver; `answer` says the status of the next answers. */
export async function startReceiver() {
  const received: Received[] = [];
  const state = { status: 200, headers: {} as Record<string, string>, body: "ok" };
  const server: Server = createHttpServer((request, response) => {
    let text = "";
    request.on("data", (piece: Buffer) => {
      text += piece.toString();
    });
    request.on("end", () => {
      received.push({ headers: request.headers, text });
      response.writeHead(state.status, state.headers).end(state.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/bot`,
    received,
    state,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
