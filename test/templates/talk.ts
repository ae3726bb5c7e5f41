import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createActionRunner } from "../../src/actions/index.ts";
import { createRandom, silentLogger } from "../../src/base/index.ts";
import { checkProject } from "../../src/cli/check-project.ts";
import { copyTemplate, findTemplate, readTemplates } from "../../src/cli/templates.ts";
import { loadPipeline } from "../../src/nlu/index.ts";
import { loadPolicies } from "../../src/policies/index.ts";
import { createAssistant } from "../../src/runtime/index.ts";
import { createMemoryStore } from "../../src/storage/index.ts";
import { createSimulatedClock } from "../../src/testing/index.ts";
import { trainInMemory } from "../../src/training/index.ts";

/** A template, really trained, run on a simulated clock and a store in memory. */
export async function startTemplate(name: string) {
  const directory = await mkdtemp(join(tmpdir(), "tsbot-template-"));
  await copyTemplate(findTemplate(await readTemplates(), name), directory);
  const { project, actions, diagnostics } = await checkProject({ directory }, {});
  const clock = createSimulatedClock();
  const random = createRandom(1);
  const services = { clock, random, logger: silentLogger };
  const parts = await trainInMemory(project, { ...services, tsbotVersion: "0.0.0" });
  const pipeline = parts.nlu === null ? null : await loadPipeline(parts.nlu);
  const store = createMemoryStore();
  let ids = 0;
  const assistant = createAssistant({
    ...services,
    model: {
      file: name,
      modelId: "model",
      assistantId: parts.metadata.assistant_id,
      domain: parts.domain,
      interpreter: pipeline,
      predictor: parts.policies === null ? null : loadPolicies(parts.policies, parts.domain),
    },
    store,
    channels: new Map(),
    actions: createActionRunner({ local: actions, endpoint: null, clock }),
    createId: () => `id${++ids}`,
    timeZone: null,
    serverTimeZone: "UTC",
  });
  await assistant.start();

  const seen = new Map<string, number>();
  /** What the bot has said in a conversation since this was last asked. */
  const heard = async (conversationId: string): Promise<readonly (string | undefined)[]> => {
    const messages = await store.readMessages(conversationId, {
      after: seen.get(conversationId) ?? 0,
      limit: 100,
    });
    seen.set(conversationId, messages.at(-1)?.sequence ?? seen.get(conversationId) ?? 0);
    return messages.map(({ body }) => body.text);
  };
  return {
    clock,
    diagnostics,
    stop: async () => {
      await assistant.drain();
      await rm(directory, { recursive: true });
    },
    heard,
    intentOf: async (text: string) => (await assistant.parse(text)).intent.name,
    say: async (conversationId: string, text: string) => {
      await assistant.receive({ conversationId, text, channel: "rest" });
      return await heard(conversationId);
    },
    trigger: async (conversationId: string, intent: string, entities: Readonly<Record<string, string>>) => {
      await assistant.trigger({
        conversationId,
        intent,
        entities: Object.entries(entities).map(([entity, value]) => ({ entity, value })),
        outputChannel: null,
      });
      return await heard(conversationId);
    },
  };
}
