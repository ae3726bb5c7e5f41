import { TsbotError } from "../../../src/base/index.ts";
import type { StoredConversation } from "../../../src/storage/index.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { changingCommit, type Plant } from "./planting.ts";

export const turnBugs: readonly PlantedBug[] = [
  {
    name: "a message is acknowledged before it is committed",
    command: (assistant) => ({
      ...assistant,
      receive: async (message) => {
        assistant.receive(message).catch(() => {});
        return { messages: [] };
      },
    }),
  },
  {
    name: "a repeat of a request is handled again",
    plant: ({ store }) => ({
      store: { ...store, readAnswer: async () => null, commit: withoutAnswer(store) },
    }),
  },
  {
    name: "repeats are known by the memory of their process",
    plant: ({ store }) => {
      const known = new Map<string, never>();
      return {
        store: {
          ...store,
          commit(commit) {
            const { answer, conversationId } = commit;
            if (answer !== undefined) known.set(`${conversationId} ${answer.key}`, answer.value as never);
            return withoutAnswer(store)(commit);
          },
          readAnswer: async (conversationId, key) => known.get(`${conversationId} ${key}`) ?? null,
        },
      };
    },
  },
  {
    name: "the answer to repeats is remembered in a transaction after that of the turn",
    plant: changingCommit(
      async (_, { answer: _answer, ...commit }) => commit,
      async ({ store }, { conversationId, answer, at }) => {
        if (answer === undefined) return;
        const sequence = (await store.load(conversationId))?.sequence ?? 0;
        const nothing = { events: [], reminders: [], messages: [] };
        await store.commit({ conversationId, expectedSequence: sequence, at, ...nothing, answer });
      },
    ),
  },
  {
    name: "a slot that a turn set is not stored",
    plant: changingCommit(async (_, commit) => ({
      ...commit,
      events: commit.events.filter(({ event }) => event !== "slot"),
    })),
  },
  {
    name: "events are folded from the newest to the oldest after a start",
    plant: changingLoad((stored) => ({ ...stored, tail: stored.tail.toReversed() })),
  },
  {
    name: "what came after the newest snapshot is forgotten at the next start",
    plant: changingLoad((stored) => (stored.snapshot === null ? stored : { ...stored, tail: [] })),
  },
  {
    name: "the error for an unknown intent shows a function in its place",
    like: "D9",
    command: (assistant) => ({
      ...assistant,
      trigger: (request) =>
        assistant.trigger(request).catch((error: unknown) => {
          if (!TsbotError.isInstance(error)) throw error;
          throw new TsbotError(error.code, `There is no intent ${String(assistant.trigger)}.`);
        }),
    }),
  },
  {
    name: "an event with an unknown intent is taken, and nothing comes of it",
    like: "D9",
    command: (assistant) => ({
      ...assistant,
      trigger: (request) =>
        assistant.trigger(request).catch(() => ({ messages: [], deliveries: [], repeated: false })),
    }),
  },
];

/** Changes what is read of a conversation. */
function changingLoad(change: (stored: StoredConversation) => StoredConversation): Plant {
  return ({ store }) => ({
    store: {
      ...store,
      load: async (conversationId) => {
        const stored = await store.load(conversationId);
        return stored === null ? null : change(stored);
      },
    },
  });
}

type Store = Parameters<NonNullable<PlantedBug["plant"]>>[0]["store"];

function withoutAnswer(store: Store): Store["commit"] {
  return ({ answer: _, ...commit }) => store.commit(commit);
}
