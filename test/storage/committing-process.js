// Commits without end and says which commits were acknowledged, until it is killed. Started by crash.test.ts.
import { writeSync } from "node:fs";

const [module, path, engine] = process.argv.slice(2);
const { openSqliteStore } = await import(module);
const logger = { debug() {}, info() {}, warn() {}, error() {} };
const store = await openSqliteStore({ path, logger, engine });
writeSync(1, "open\n");

async function converse(conversationId) {
  const stored = await store.load(conversationId);
  let sequence = stored?.sequence ?? 0;
  for (;;) {
    const turn = sequence / 3 + 1;
    const receipt = await store.commit({
      conversationId,
      expectedSequence: sequence,
      at: turn,
      events: ["a", "b", "c"].map((name) => ({ event: "slot", name, value: turn })),
      reminders: [
        {
          type: "schedule",
          reminder: {
            id: `${conversationId}-${turn}`,
            conversationId,
            name: "my_reminder",
            intent: "EXTERNAL_reminder",
            entities: null,
            dueAt: turn,
            killOnUserMessage: false,
            expiresAfterMilliseconds: null,
            recurrence: null,
            ignoresQuietHours: false,
          },
        },
      ],
      messages: [
        {
          body: { recipient_id: conversationId, text: `${turn}` },
          deliverTo: { channel: "callback", data: {} },
        },
      ],
      ...(turn % 10 === 0 && { snapshot: { turn } }),
    });
    sequence = receipt.sequence;
    writeSync(1, `${conversationId} ${sequence}\n`);
  }
}

await Promise.all(["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"].map(converse));
