import type { PlantedBug } from "./planted-bug.ts";
import { changingCommit } from "./planting.ts";

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
];

type Store = Parameters<NonNullable<PlantedBug["plant"]>>[0]["store"];

function withoutAnswer(store: Store): Store["commit"] {
  return ({ answer: _, ...commit }) => store.commit(commit);
}
