import type { Deed } from "./judge.ts";
import type { Receipt } from "./receiver.ts";

/** A message as the server's own mailbox has it. */
export interface MailboxMessage {
  readonly id: string;
  readonly conversationId: string;
  readonly text: string;
  readonly status: string;
  readonly reason: string | null;
}

/** Messages of a page: the most there can be. */
const PAGE = 1_000;

/** What the server says it has said, in its order. */
export async function readMailbox(url: string, conversationId: string): Promise<readonly MailboxMessage[]> {
  const found: MailboxMessage[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: MailboxPage = await getJson(
      `${url}/conversations/${conversationId}/messages?limit=${PAGE}&after=${after}`,
    );
    found.push(
      ...page.messages.map(({ id, message, status, reason }) => ({
        id,
        conversationId,
        text: message.text ?? "",
        status,
        reason,
      })),
    );
    after = page.messages.length < PAGE ? null : page.next_after;
  }
  return found;
}

interface MailboxPage {
  readonly messages: readonly {
    readonly id: string;
    readonly message: { readonly text?: string };
    readonly status: string;
    readonly reason: string | null;
  }[];
  readonly next_after: number;
}

/** What is wrong between the server's own books, what it was asked and what arrived; one line each. */
export async function compareHistory(
  url: string,
  { deeds, receipts }: { readonly deeds: readonly Deed[]; readonly receipts: readonly Receipt[] },
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const id of new Set(deeds.map(({ conversationId }) => conversationId))) {
    const mailbox = await readMailbox(url, id);
    const said = await readUserTexts(url, id);
    const asked = deeds
      .filter(({ conversationId, kind }) => conversationId === id && kind !== "event")
      .map(({ kind, number }) => `${kind} ${number}`);
    if (said.join() !== asked.join())
      found.push(`history: ${id} has the messages ${said.join(", ")}; acknowledged were ${asked.join(", ")}`);
    const arrived = new Set(
      receipts.filter(({ conversationId }) => conversationId === id).map((receipt) => receipt.id),
    );
    const sent = mailbox.map((message) => message.id).filter((messageId) => arrived.has(messageId));
    if (sent.join() !== [...arrived].join())
      found.push(`out of order: ${id} got its messages in another order than they were committed in`);
  }
  return found;
}

/** What the person said, by the tracker: `note 3`. */
async function readUserTexts(url: string, conversationId: string): Promise<readonly string[]> {
  const { events } = await getJson<Tracker>(
    `${url}/conversations/${conversationId}/tracker?include_events=ALL_SESSIONS`,
  );
  return events.flatMap(({ event, text }) => {
    const [, kind, number] = /^\/(note|remind|cancel)\{"number":"(\d+)"/.exec(text ?? "") ?? [];
    return event === "user" && kind !== undefined ? [`${kind} ${number}`] : [];
  });
}

interface Tracker {
  readonly events: readonly { readonly event: string; readonly text?: string | null }[];
}

async function getJson<Content>(url: string): Promise<Content> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Content;
}
