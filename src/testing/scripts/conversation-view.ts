import type { SourcePosition } from "../../base/index.ts";
import type { ActionExecuted, UserUttered } from "../../conversation/index.ts";
import { ACTION_LISTEN, ACTION_SESSION_START } from "../../domain/index.ts";
import type { ConversationStore, StoredMessage } from "../../storage/index.ts";

/** How far a script has looked at a conversation. */
export interface ConversationView {
  readonly id: string;
  /** What the bot said that no step has looked at. */
  newMessages(): Promise<readonly StoredMessage[]>;
  /** Steps have looked at this many more of them, the last one at this place. */
  takeMessages(count: number, at: SourcePosition): Promise<void>;
  /** What was done that no step has looked at; waiting and the beginning of a session are no actions here. */
  newActions(): Promise<readonly string[]>;
  takeAction(at: SourcePosition): Promise<void>;
  /** The newest message of the person or event from outside, or null. */
  latestUser(): Promise<UserUttered | null>;
  /** The place of the last step that looked at messages (or actions) since the last event, or null. */
  readonly lookedAt: { readonly messages: SourcePosition | null; readonly actions: SourcePosition | null };
  /** Something new happens: what nobody has looked at is past. */
  pass(): Promise<void>;
}

const MOST_MESSAGES = 10_000;
const UNSEEN: readonly string[] = [ACTION_LISTEN, ACTION_SESSION_START];

/** Looks at a conversation from its beginning. */
export function viewConversation(store: ConversationStore, id: string): ConversationView {
  let message = 0;
  let event = 0;
  let lookedAt: ConversationView["lookedAt"] = { messages: null, actions: null };
  const newMessages = (): Promise<readonly StoredMessage[]> =>
    store.readMessages(id, { after: message, limit: MOST_MESSAGES });
  const newActions = async (): Promise<readonly { readonly sequence: number; readonly action: string }[]> =>
    (await store.readEvents(id, { after: event })).flatMap(({ sequence, event: found }) => {
      if (found.event !== "action") return [];
      const action = nameOf(found);
      return UNSEEN.includes(action) ? [] : [{ sequence, action }];
    });
  return {
    id,
    newMessages,
    async takeMessages(count, at) {
      const taken = (await newMessages()).at(count - 1);
      if (count > 0 && taken !== undefined) message = taken.sequence;
      lookedAt = { ...lookedAt, messages: at };
    },
    newActions: async () => (await newActions()).map(({ action }) => action),
    async takeAction(at) {
      event = (await newActions())[0]?.sequence ?? event;
      lookedAt = { ...lookedAt, actions: at };
    },
    async latestUser() {
      const events = await store.readEvents(id);
      const user = events.findLast(({ event: found }) => found.event === "user")?.event;
      return user?.event === "user" ? user : null;
    },
    get lookedAt() {
      return lookedAt;
    },
    async pass() {
      message = (await newMessages()).at(-1)?.sequence ?? message;
      event = (await store.readEvents(id, { last: 1 })).at(-1)?.sequence ?? event;
      lookedAt = { messages: null, actions: null };
    },
  };
}

function nameOf({ name, action_text }: ActionExecuted): string {
  return name ?? action_text ?? "";
}
