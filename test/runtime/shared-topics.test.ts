import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createActionRunner, loadActions } from "../../src/actions/index.ts";
import { createRandom, createSystemClock, silentLogger } from "../../src/base/index.ts";
import { readProject } from "../../src/project/index.ts";
import { type Assistant, createAssistant } from "../../src/runtime/index.ts";
import type { ConversationStore } from "../../src/storage/index.ts";
import { trainForTests } from "../../src/testing/index.ts";
import { copyProject } from "../copy-project.ts";
import { type Cluster, startCluster, whyNoPostgres } from "../storage/postgres/cluster.ts";
import { newSchema, openStore } from "../storage/postgres/open-store.ts";

const directory = copyProject("test/fixtures/outreach-bot");
const clock = createSystemClock();

describe.skipIf(whyNoPostgres() !== null)("topics of several processes on one PostgreSQL", () => {
  let cluster: Cluster;
  let stores: ConversationStore[];
  let assistants: Assistant[];
  let create: (store: ConversationStore) => Assistant;
  beforeAll(async () => {
    cluster = await startCluster();
    const model = await trainForTests(await readProject({ directory }, {}), {
      clock,
      customComponents: new Map(),
    });
    const local = await loadActions(directory);
    create = (store) =>
      createAssistant({
        model,
        store,
        channels: new Map(),
        actions: createActionRunner({ local, endpoint: null, clock }),
        clock,
        random: createRandom(1),
        logger: silentLogger,
        createId: () => crypto.randomUUID(),
        timeZone: null,
        serverTimeZone: "UTC",
      });
  });
  afterAll(() => cluster[Symbol.asyncDispose]());
  beforeEach(async () => {
    const schema = newSchema();
    stores = await Promise.all([openStore(cluster, schema), openStore(cluster, schema)]);
    assistants = stores.map(create);
  });
  afterEach(async () => {
    await Promise.all(assistants.map((assistant) => assistant.drain()));
    await Promise.all(stores.map((store) => store.close()));
  });

  const post = (assistant: Assistant | undefined, intent: string) => {
    if (assistant === undefined) throw new Error("There are two.");
    return assistant.postEvent({
      topic: "plants",
      intent,
      entities: [{ entity: "name", value: "orchid" }],
      timeout: 60_000,
    });
  };

  it("answers as soon as another process has fired the event, also when its turn says nothing", async () => {
    const [poster, other] = assistants;
    await other?.start();
    await poster?.changeReach("ann", { event: "subscribe", topic: "plants" });
    // Much sooner than the answer waits for at most.
    const answer = await post(poster, "cancel_none");
    expect(answer.recipients).toMatchObject([{ event: { status: "fired" }, messages: [] }]);
  }, 20_000);

  it("answers as soon as another process has failed to fire it", async () => {
    const [poster, other] = assistants;
    await other?.start();
    await poster?.changeReach("ann", { event: "subscribe", topic: "plants" });
    const answer = await poster?.postEvent({
      topic: "plants",
      intent: "EXTERNAL_tick",
      entities: [{ entity: "name", value: "broken" }],
      timeout: 60_000,
    });
    expect(answer?.recipients).toMatchObject([{ event: { status: "waiting", attempts: 1 } }]);
  }, 20_000);

  it("reach each subscriber once, whichever process fires", async () => {
    const [poster] = assistants;
    for (const assistant of assistants) await assistant.start();
    const ids = Array.from({ length: 40 }, (_, index) => `conversation-${index}`);
    for (const id of ids) await poster?.changeReach(id, { event: "subscribe", topic: "plants" });
    const answers = await Promise.all(assistants.map((assistant) => post(assistant, "EXTERNAL_tick")));
    for (const { post: sent } of answers) expect(sent.counts).toMatchObject({ fired: ids.length });
    for (const id of ids) {
      const messages = await stores[0]?.readMessages(id, { after: 0, limit: 10 });
      expect(messages?.map(({ body }) => body.text)).toEqual(["Tick orchid.", "Tick orchid."]);
    }
  }, 60_000);
});
