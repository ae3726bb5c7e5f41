import type { ConversationStore, DeliveryOutcome } from "../../../src/storage/index.ts";
import type { PlantedBug } from "./planted-bug.ts";

export const deliveryBugs: readonly PlantedBug[] = [
  {
    name: "a message whose receiver does not answer is lost",
    like: "D8",
    plant: ({ store }) => ({
      store: { ...store, settleDelivery: (key, outcome) => store.settleDelivery(key, withoutRetry(outcome)) },
    }),
  },
  {
    name: "a message is taken for delivered before it is sent",
    plant: ({ store, clock }) => ({
      store: withHeads(store, async (conversationId) => {
        const heads = await store.queuedDeliveries(conversationId);
        for (const head of heads) await store.settleDelivery(head, { status: "delivered", at: clock.now() });
        return heads;
      }),
    }),
  },
  {
    name: "each attempt to deliver has an id of its own",
    plant: ({ channel }) => ({
      channel: {
        ...channel,
        push: async (delivery) => channel.push?.({ ...delivery, id: `${delivery.id} ${delivery.attempt}` }),
      },
    }),
  },
  {
    name: "messages are sent in a transaction after that of their turn",
    plant: ({ store }) => ({
      store: {
        ...store,
        async commit(commit) {
          const { messages, ...rest } = commit;
          const receipt = await store.commit({ ...rest, messages: [] });
          const { conversationId, at } = commit;
          const nothing = { events: [], reminders: [] };
          const sent = await store.commit({
            conversationId,
            expectedSequence: receipt.sequence,
            at,
            ...nothing,
            messages,
          });
          return { ...receipt, messages: sent.messages };
        },
      },
    }),
  },
  {
    name: "the newest message is delivered first",
    plant: ({ store }) => ({
      store: withHeads(store, async (conversationId) => {
        const messages = await store.readMessages(conversationId, { after: 0, limit: 1_000 });
        const newest = messages.findLast(({ status }) => status === "queued");
        return newest === undefined ? [] : [newest];
      }),
    }),
  },
  {
    name: "a message that has to wait lets the next one by",
    plant: ({ store, clock }) => ({
      store: withHeads(store, async (conversationId) => {
        const messages = await store.readMessages(conversationId, { after: 0, limit: 1_000 });
        const now = clock.now();
        const next = messages.find(
          ({ status, nextAttemptAt }) => status === "queued" && (nextAttemptAt ?? 0) <= now,
        );
        return next === undefined ? await store.queuedDeliveries(conversationId) : [next];
      }),
    }),
  },
  {
    name: "what a process had not delivered is forgotten at the next start",
    plant: ({ store }) => {
      const known = new Set<string>();
      return {
        store: {
          ...withHeads(store, async (conversationId) => {
            const heads = await store.queuedDeliveries(conversationId);
            for (const head of heads)
              if (!known.has(head.id))
                await store.settleDelivery(head, { status: "failed", reason: "forgotten" });
            return heads.filter(({ id }) => known.has(id));
          }),
          async commit(commit) {
            const receipt = await store.commit(commit);
            for (const { id } of receipt.messages) known.add(id);
            return receipt;
          },
        },
      };
    },
  },
  {
    name: "messages are sent before their turn is committed",
    plant: (ports) => ({
      store: {
        ...ports.store,
        async commit(commit) {
          const signal = new AbortController().signal;
          for (const [index, { body, deliverTo }] of commit.messages.entries()) {
            if (deliverTo === null) continue;
            const id = `${commit.conversationId} ${commit.expectedSequence} ${index} ${body.text}`;
            await ports.channel
              .push?.({ address: deliverTo, message: body, id, attempt: 1, signal })
              .catch(() => {});
          }
          return await ports.store.commit({ ...commit, messages: [] });
        },
      },
    }),
  },
];

function withoutRetry(outcome: DeliveryOutcome): DeliveryOutcome {
  return outcome.status === "queued" ? { status: "failed", reason: outcome.reason } : outcome;
}

/** A store that gives the courier other messages to try. */
function withHeads(
  store: ConversationStore,
  queuedDeliveries: ConversationStore["queuedDeliveries"],
): ConversationStore {
  return { ...store, queuedDeliveries, claimDeliveries: queuedDeliveries };
}
