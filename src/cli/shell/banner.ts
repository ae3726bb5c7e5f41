import type { Style } from "../style.ts";
import { shellWord } from "../words.ts";
import { readExternalIntents, type ShellConnection } from "./connection.ts";

/** What a person needs to know before they type: who they are to the bot, how events come in, how to leave. */
export async function createBanner(connection: ShellConnection, style: Style): Promise<readonly string[]> {
  const { client, conversationId, remarks } = connection;
  const { intents, entities } = await readExternalIntents(client);
  const trigger = triggerLine(intents, entities);
  return [
    ...remarks.map((remark) => style.dim(remark)),
    `Conversation ${style.bold(conversationId)}. Type a message; ${style.bold("/help")} lists what else, ${style.bold("/stop")} leaves.`,
    ...(trigger === null
      ? []
      : [`From another terminal:  ${style.bold(`${trigger} --conversation ${shellWord(conversationId)}`)}`]),
    "",
  ];
}

/** An external intent that the domain has, with an entity whose name is part of it. */
function triggerLine(intents: readonly string[], entities: readonly string[]): string | null {
  const withEntity = intents.map((intent) => ({
    intent,
    entity: entities.find((entity) => intent.toLowerCase().includes(entity.toLowerCase())),
  }));
  const best = withEntity.find(({ entity }) => entity !== undefined) ?? withEntity[0];
  if (best === undefined) return null;
  const { intent, entity } = best;
  if (entity === undefined) return `tsbot trigger ${intent}`;
  return `tsbot trigger ${intent} --entity ${shellWord(`${entity}=${entity === "plant" ? "Orchid" : "value"}`)}`;
}
