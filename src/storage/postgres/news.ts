import { isJsonObject, parseJson } from "../../base/index.ts";
import type { StoreNews } from "../shared-store.ts";

/** What is heard over NOTIFY; besides what the contract knows: a turn is free for a ticket, a process began. */
export type Heard =
  | StoreNews
  | { readonly type: "turn"; readonly ticket: number }
  | { readonly type: "process" };

/** PostgreSQL takes fewer than 8,000 bytes. */
const LONGEST = 7_500;

/** Things to tell, as payloads that are short enough; of one that is too long by itself only that there is something. */
export function toPayloads(from: number, news: readonly StoreNews[]): readonly string[] {
  const payloads: string[] = [];
  let part: string[] = [];
  let length = 0;
  const close = (): void => {
    if (part.length > 0) payloads.push(`{"from":${from},"news":[${part.join()}]}`);
    part = [];
    length = 0;
  };
  for (const text of new Set(news.map(toShortText))) {
    const bytes = Buffer.byteLength(text) + 1;
    if (length + bytes > LONGEST) close();
    part.push(text);
    length += bytes;
  }
  close();
  return payloads;
}

function toShortText(news: StoreNews): string {
  const text = JSON.stringify(news);
  return Buffer.byteLength(text) > LONGEST ? '{"type":"anything"}' : text;
}

/** What a payload says; nothing when this process said it itself. */
export function fromPayload(payload: string, own: number): readonly Heard[] {
  const said = parseJson(payload);
  if (!isJsonObject(said) || said["from"] === own) return [];
  return (said["news"] ?? [said]) as unknown as readonly Heard[];
}
