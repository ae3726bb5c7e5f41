import { readSaying, type Saying } from "./bot.ts";
import type { Asked } from "./clients.ts";
import type { Arrival } from "./receiver.ts";
import type { Told } from "./story.ts";

interface Seen {
  readonly mailbox: readonly Told[];
  readonly heard: readonly Told[];
  readonly goodbyes: readonly Arrival[];
  readonly asked: readonly Asked[];
}

/** Until a 410 is surely recorded: by then a server that died of it is back, and has asked again. Milliseconds. */
export const RECORDED_AFTER = 3 * 60_000;

/**
 * Messages that the receiver never got, but for those it did not want: once it has said 410, nothing has to come until the
 * person writes again.
 */
export function findUndelivered({ mailbox, heard, goodbyes, asked }: Seen): readonly string[] {
  const came = new Set(heard.map(({ text }) => text));
  return mailbox
    .filter(({ text, saying }) => !came.has(text) && !isUnwanted(saying, { mailbox, goodbyes, asked }))
    .map(({ text }) => `"${text}" is in the mailbox and was never delivered`);
}

function isUnwanted(saying: Saying, { mailbox, goodbyes, asked }: Omit<Seen, "heard">): boolean {
  return goodbyes.some(({ text, at }) => {
    const first = readSaying(text)?.number ?? 0;
    if (saying.number < first) return false;
    return !asked.some(
      ({ operation, sentAt }) =>
        !["event", "mistake"].includes(operation.type) &&
        sentAt > at + RECORDED_AFTER &&
        mailbox.some(
          (told) =>
            told.saying.token === operation.token &&
            told.saying.what !== "due" &&
            told.saying.number <= saying.number,
        ),
    );
  });
}
