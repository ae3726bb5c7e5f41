import { TsbotError } from "../base/index.ts";
import { plainText } from "./table.ts";
import { fromNow, shellWord } from "./words.ts";

/** A conversation as the server lists it. */
export interface ListedConversation {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
  /** Where the person last wrote; null when nobody has. */
  readonly channel: string | null;
}

/** Without activity for longer, a conversation is not live. */
const LIVE_MILLISECONDS = 60 * 60 * 1000;
const SHOWN = 10;

/**
 * The conversation a person means without naming it: the only one there is, or the only one with activity in the last
 * hour. Throws `cli/no-conversation`, or `cli/several-conversations` with the list.
 * @param listed newest activity first.
 */
export function pickConversation(listed: readonly ListedConversation[], now: number): string {
  const [newest, ...others] = listed;
  if (newest === undefined) {
    throw new TsbotError("cli/no-conversation", "There is no conversation yet.", {
      hint: "Start one with `tsbot shell --callback`, or name one with --conversation ID; it is made when new.",
    });
  }
  if (others.length === 0) return newest.id;
  const live = listed.filter(({ updatedAt }) => now - updatedAt <= LIVE_MILLISECONDS);
  if (live.length === 1) return newest.id;
  throw severalConversations(live.length > 1 ? live : listed, live.length > 1, now);
}

function severalConversations(
  listed: readonly ListedConversation[],
  areLive: boolean,
  now: number,
): TsbotError {
  const lines = listed
    .slice(0, SHOWN)
    .map(({ id, updatedAt, channel }) =>
      [`  ${plainText(id)}`, fromNow(updatedAt, now), ...(channel === null ? [] : [plainText(channel)])].join(
        "  ",
      ),
    );
  const newest = shellWord(plainText(listed[0]?.id ?? ""));
  const rest = listed.length > SHOWN ? ["  …"] : [];
  return new TsbotError(
    "cli/several-conversations",
    areLive
      ? "Several conversations are live."
      : "There are several conversations, and none was active within the last hour.",
    {
      hint: [`Name one, for example the newest with --conversation ${newest}:`, ...lines, ...rest].join("\n"),
    },
  );
}
