import { createRandom, silentLogger } from "../../src/base/index.ts";
import {
  applyEvents,
  type ConversationEvent,
  createTracker,
  trackerToJson,
} from "../../src/conversation/index.ts";
import { type Assistant, createAssistant } from "../../src/runtime/index.ts";
import type { ConversationStore } from "../../src/storage/index.ts";
import type { Bot } from "./bot.ts";
import type { Clients } from "./clients.ts";
import type { Server } from "./server.ts";
import type { Timeline } from "./timeline.ts";

interface Audited {
  readonly bot: Bot;
  readonly store: ConversationStore;
  readonly timeline: Timeline;
  readonly server: Server;
  readonly clients: Clients;
}

const MINUTE = 60_000;

/**
 * A conversation is the fold of its events: the tracker that the running server answers with, the one of a server that was
 * just started, and the fold of the events they tell are the same; and what the bot said by the events is what is in the
 * mailbox.
 */
export async function auditHistories(world: Audited): Promise<readonly string[]> {
  const { bot, store, timeline, server, clients } = world;
  const conversations = [...new Set(clients.asked.map(({ operation }) => operation.conversationId))];
  const problems: string[] = [];
  let isDone = false;
  const audit = async (): Promise<void> => {
    const running = server.current();
    if (running === null) {
      problems.push("no process runs in the end");
      return;
    }
    const fresh = freshAssistant(bot, store, running);
    for (const id of conversations)
      problems.push(...(await auditHistory(id, { bot, store, running, fresh })));
  };
  const done = audit().finally(() => {
    isDone = true;
  });
  // The running server reads its disk, which takes time.
  await timeline.run(timeline.now() + MINUTE, () => isDone);
  if (!isDone) return ["the server does not tell its histories"];
  await done;
  return problems;
}

function freshAssistant(bot: Bot, store: ConversationStore, { clock }: Assistant): Assistant {
  return createAssistant({
    model: bot.model,
    store,
    channels: new Map(),
    actions: {
      has: () => false,
      hasOwn: () => false,
      run: async () => ({ status: "rejected" }),
      cancel() {},
    },
    clock,
    random: createRandom(1),
    logger: silentLogger,
    createId: () => "none",
    timeZone: null,
    serverTimeZone: "UTC",
  });
}

async function auditHistory(
  id: string,
  {
    bot,
    store,
    running,
    fresh,
  }: { bot: Bot; store: ConversationStore; running: Assistant; fresh: Assistant },
): Promise<readonly string[]> {
  if ((await store.load(id)) === null) return [];
  const events = await running.events(id);
  const fold = trackerToJson(applyEvents(createTracker(id, bot.model.domain), events), null);
  const trackers = [
    ["the running server", await running.trackerJson(id, "NONE")],
    ["a server that was just started", await fresh.trackerJson(id, "NONE")],
  ] as const;
  const problems = trackers
    .filter(([, tracker]) => JSON.stringify(tracker) !== JSON.stringify(fold))
    .map(([whose]) => `${id}: the tracker of ${whose} is not the fold of its events`);
  const mailbox = await store.readMessages(id, { after: 0, limit: 10_000 });
  const said = textsOf(events);
  if (JSON.stringify(mailbox.map(({ body }) => body.text)) !== JSON.stringify(said))
    problems.push(`${id}: the history says ${said.join(", ")}, which is not what the mailbox holds`);
  return problems;
}

function textsOf(events: readonly ConversationEvent[]): readonly (string | null | undefined)[] {
  return events.flatMap((event) => (event.event === "bot" ? [event.text] : []));
}
