import type { JsonObject } from "../base/index.ts";
import type { BotUttered, ConversationEvent, Entity, ParseResult, Tracker } from "../conversation/index.ts";

/** What a turn starts from. */
export type TurnInput =
  | {
      /** A person wrote something (text, or a `/intent{...}` payload). */
      readonly kind: "message";
      readonly text: string;
      /** Null for a message logged over the API. */
      readonly channel: string | null;
      readonly messageId: string;
      readonly metadata?: JsonObject;
      /** Name of the channel the answers leave by, which chooses variations of responses; default `channel`. */
      readonly outputChannel?: string | null;
      /** Given instead of parsing (`POST messages` with parse_data). */
      readonly parseResult?: ParseResult;
      /** False only logs the message and fills slots (`POST /conversations/{id}/messages`). */
      readonly predict: boolean;
    }
  | {
      /** A device or a due reminder. */
      readonly kind: "external";
      readonly intent: string;
      readonly entities: readonly Entity[];
      /** Where it came from, for actions. */
      readonly metadata?: JsonObject;
      /** As above; default the channel the person wrote over last. */
      readonly outputChannel?: string | null;
    }
  | {
      /** Events appended over the API; nothing is predicted. */
      readonly kind: "events";
      readonly events: readonly ConversationEvent[];
    }
  | {
      /** Events that take the place of all there were; they stay as they are. */
      readonly kind: "history";
      readonly events: readonly ConversationEvent[];
    }
  | {
      /** Only what a new conversation needs: session start when there is none or it expired. */
      readonly kind: "session";
      /** Also when the session that there is has expired. */
      readonly renews?: boolean;
    }
  | {
      /** One action, without prediction (`POST /conversations/{id}/execute`). */
      readonly kind: "action";
      readonly name: string;
      readonly policy: string | null;
      readonly confidence: number | null;
      readonly outputChannel?: string | null;
    };

/** What a turn wants. Nothing of it is true before it is committed. */
export interface TurnPlan {
  /** New events in order, with timestamps. */
  readonly events: readonly ConversationEvent[];
  /** The tracker after them. */
  readonly tracker: Tracker;
  /** What the bot says, in order; more than `events` tell where the turn was taken back. */
  readonly spoken: readonly BotUttered[];
  /** Custom actions that failed, for the log and for retrying reminders. */
  readonly failures: readonly { readonly action: string; readonly reason: string }[];
}
