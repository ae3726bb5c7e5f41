import { createActionRunner, createServerResponses, loadActions } from "../actions/index.ts";
import { createRandom, type JsonValue, silentLogger } from "../base/index.ts";
import type { Channel } from "../channels/index.ts";
import type { BotMessage } from "../conversation/index.ts";
import { loadComponents } from "../nlu/index.ts";
import { outreachSettings, readProject } from "../project/index.ts";
import { type Assistant, createAssistant, type TriggerAnswer } from "../runtime/index.ts";
import { type ConversationStore, createMemoryStore } from "../storage/index.ts";
import { createFakeChannel, type FakeChannel } from "./fake-channel.ts";
import { createSimulatedClock, type SimulatedClock } from "./simulated-clock.ts";
import { trainForTests } from "./train-for-tests.ts";

export interface TestAssistantOptions {
  /**
   * Folder of the project: it is read and trained in memory. Its TypeScript actions are run, all others are asked of the
   * `action_endpoint` of its endpoints.yml, and messages of its `nlg`, over real HTTP.
   */
  readonly directory: string;
  readonly clock?: SimulatedClock;
  readonly store?: ConversationStore;
}

/** An assistant under test: talk to it, fire events, move time, read what it said. */
export interface TestAssistant {
  readonly clock: SimulatedClock;
  readonly store: ConversationStore;
  readonly assistant: Assistant;
  /** The channel that pushes: what arrives, and how to make it fail. */
  readonly channel: FakeChannel;
  /** Says something over the pushing channel and gives what the bot answered, as texts. */
  say(text: string, conversationId?: string): Promise<readonly string[]>;
  /** Fires an external intent and gives the answer of `trigger_intent`. */
  trigger(
    intent: string,
    entities?: Readonly<Record<string, JsonValue>>,
    conversationId?: string,
  ): Promise<TriggerAnswer>;
  /** Moves time on; everything due on the way happens at its own time. */
  advance(milliseconds: number): Promise<void>;
  /** Everything the bot said in a conversation, as texts. */
  said(conversationId?: string): Promise<readonly string[]>;
  /** Stops the assistant as a crash does, without draining, and starts another on the same store. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

const CONVERSATION = "test";

/** Trains a project in memory and starts it on a simulated clock, a memory store and a channel that records. */
export async function createTestAssistant(options: TestAssistantOptions): Promise<TestAssistant> {
  const clock = options.clock ?? createSimulatedClock();
  const store = options.store ?? createMemoryStore();
  const channel = createFakeChannel("fake");
  const channels = new Map<string, Channel>([[channel.name, channel]]);
  const { directory } = options;
  const project = await readProject({ directory }, {});
  const components = await loadComponents(directory);
  for (const error of components.broken) throw error;
  const model = await trainForTests(project, { clock, customComponents: components.definitions });
  const endpoint = project.endpoints.actionEndpoint?.value ?? null;
  const nlg = project.endpoints.nlg?.value ?? null;
  const local = await loadActions(directory);
  for (const error of local.broken) throw error;
  const actions = createActionRunner({ local, endpoint, clock });
  let ids = 0;
  const start = async (): Promise<Assistant> => {
    const assistant = createAssistant({
      model,
      store,
      channels,
      actions,
      ...(nlg !== null && {
        responses: (own, domain) =>
          createServerResponses({ section: nlg, domain, own, logger: silentLogger }),
      }),
      clock,
      random: createRandom(1),
      logger: silentLogger,
      createId: () => `id-${++ids}`,
      ...outreachSettings(project.config),
      serverTimeZone: "UTC",
    });
    await assistant.start();
    return assistant;
  };
  let assistant = await start();
  const said = async (conversationId: string): Promise<readonly string[]> =>
    (await store.readMessages(conversationId, { after: 0, limit: 10_000 })).map(({ body }) => textOf(body));

  return {
    clock,
    store,
    channel,
    get assistant() {
      return assistant;
    },
    async say(text, conversationId = CONVERSATION) {
      const address = { channel: channel.name, data: {} };
      const { messages } = await assistant.receive({ conversationId, text, channel: channel.name, address });
      return messages.map(textOf);
    },
    trigger: (intent, entities = {}, conversationId = CONVERSATION) =>
      assistant.trigger({
        conversationId,
        intent,
        entities: Object.entries(entities).map(([entity, value]) => ({ entity, value })),
        outputChannel: "latest",
        deliveryTimeout: 0,
      }),
    advance: (milliseconds) => clock.advance(milliseconds),
    said: (conversationId = CONVERSATION) => said(conversationId),
    async crash() {
      clock.disarm();
      assistant = await start();
    },
    close: () => assistant.drain(),
  };
}

function textOf(message: BotMessage): string {
  return message.text ?? message.image ?? JSON.stringify(message.custom ?? message.attachment ?? null);
}
