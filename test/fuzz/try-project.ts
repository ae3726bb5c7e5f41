import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createActionRunner } from "../../src/actions/index.ts";
import { createRandom, createSystemClock, silentLogger, toErrorStack } from "../../src/base/index.ts";
import { loadModel, writeModel } from "../../src/model/index.ts";
import type { Project } from "../../src/project/index.ts";
import { createAssistant, type RuntimeModel } from "../../src/runtime/index.ts";
import { createMemoryStore } from "../../src/storage/index.ts";
import { createFakeChannel, createSimulatedClock } from "../../src/testing/index.ts";
import { trainInMemory } from "../../src/training/index.ts";

const CHANNEL = "fuzz";
const NO_ACTIONS = { definitions: new Map(), broken: [] };

/** Trains a project, loads the model from its file, and has it answer two messages; what was thrown, in words. */
export async function tryProject(project: Project): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), "tsbot-fuzz-model-"));
  let doing = "training";
  try {
    const parts = await trainInMemory(inOneEpoch(project), {
      tsbotVersion: "0.0.0",
      clock: createSystemClock(),
      random: createRandom(1),
      logger: silentLogger,
    });
    doing = "loading the model";
    const file = join(folder, "model.tar.gz");
    await writeModel(file, parts);
    const { metadata, domain, pipeline, policies } = await loadModel(file);
    doing = "a turn";
    await converse(
      {
        file,
        modelId: metadata.model_id,
        assistantId: metadata.assistant_id,
        domain,
        interpreter: pipeline,
        predictor: policies,
      },
      project,
    );
    return [];
  } catch (error) {
    return [`validated, but ${doing} threw: ${toErrorStack(error)}`];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What is wrong with data does not depend on how often they are looked at. */
function inOneEpoch(project: Project): Project {
  const { config } = project;
  const shorten = (component: Project["config"]["pipeline"][number]): typeof component =>
    typeof component.options["epochs"] === "number"
      ? { ...component, options: { ...component.options, epochs: 1 } }
      : component;
  return {
    ...project,
    config: {
      ...config,
      pipeline: config.pipeline.map(shorten),
      policies: config.policies.map(shorten),
    },
  };
}

/** An example of the project, and a payload. Custom actions fail, as no server runs them; that is no fault of data. */
async function converse(model: RuntimeModel, project: Project): Promise<void> {
  const clock = createSimulatedClock();
  const channel = createFakeChannel(CHANNEL);
  const assistant = createAssistant({
    model,
    store: createMemoryStore(),
    channels: new Map([[channel.name, channel]]),
    actions: createActionRunner({ local: NO_ACTIONS, endpoint: null, clock }),
    clock,
    random: createRandom(1),
    logger: silentLogger,
    createId: () => "one",
    timeZone: null,
    serverTimeZone: "UTC",
  });
  await assistant.start();
  const [intent = "greet"] = model.domain.intents.keys();
  for (const text of [project.nlu.examples[0]?.text ?? "hello", `/${intent}`]) {
    await assistant.receive({
      conversationId: "one",
      text,
      channel: CHANNEL,
      address: { channel: CHANNEL, data: {} },
    });
  }
  await assistant.drain();
}
