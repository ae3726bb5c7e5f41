import { type DomainNames, readDomainNames } from "../domain-names.ts";
import type { Style } from "../style.ts";
import { plainText } from "../table.ts";
import { shellWord, wrap } from "../words.ts";
import type { ShellConnection } from "./connection.ts";

/** What a person needs to know before they type: who they are to the bot, how events come in, how to leave. */
export async function createBanner(
  connection: ShellConnection,
  style: Style,
  columns: number | undefined,
): Promise<readonly string[]> {
  const { client, conversationId, remarks } = connection;
  const domain = await readDomainNames(client);
  const trigger = domain === null ? null : triggerLine(domain);
  const id = plainText(conversationId);
  const greeting = `Conversation ${id}. Type a message; /help lists what else, /stop leaves.`;
  return [
    ...remarks.flatMap((remark) => wrap(remark, columns)).map(style.dim),
    ...wrap(greeting, columns).map((line) => emphasize(line, style)),
    ...(trigger === null ? [] : triggerLines(trigger, `--conversation ${shellWord(id)}`, columns, style)),
    "",
  ];
}

function emphasize(line: string, style: Style): string {
  return line.replace(/\/help|\/stop/g, style.bold).replace(/(?<=^Conversation )\S+(?=\.)/, style.bold);
}

/** A command that can be pasted as it stands, also where it does not fit one line. */
function triggerLines(
  command: string,
  rest: string,
  columns: number | undefined,
  style: Style,
): readonly string[] {
  const heading = "From another terminal:";
  const whole = `${command} ${rest}`;
  const fits = (line: string): boolean => columns === undefined || columns === 0 || line.length <= columns;
  if (fits(`${heading}  ${whole}`)) return [`${heading}  ${style.bold(whole)}`];
  const lines = fits(whole) ? [whole] : [`${command} \\`, `  ${rest}`];
  return [heading, ...lines.map(style.bold)];
}

/** An external intent that the domain has, with an entity whose name is part of it. */
function triggerLine({ intents, entities }: DomainNames): string | null {
  const withEntity = intents
    .filter((intent) => intent.startsWith("EXTERNAL_"))
    .map((intent) => ({
      intent,
      entity: entities.find((entity) => intent.toLowerCase().includes(entity.toLowerCase())),
    }));
  const best = withEntity.find(({ entity }) => entity !== undefined) ?? withEntity[0];
  if (best === undefined) return null;
  const { intent, entity } = best;
  if (entity === undefined) return `tsbot trigger ${intent}`;
  return `tsbot trigger ${intent} --entity ${shellWord(`${entity}=${entity === "plant" ? "Orchid" : "value"}`)}`;
}
