import type { JsonValue, SourcePosition } from "../../base/index.ts";
import type { Entity } from "../../conversation/index.ts";

/** A conversation script of `tests/`: what happens, and what must come of it. testing/ plays it. */
export interface Script {
  readonly name: string;
  readonly at: SourcePosition;
  /** When it begins; null: 2026-01-01T00:00:00Z. */
  readonly start: ScriptTime | null;
  /** IANA zone of its times and of the assistant; null: the project's, else UTC. */
  readonly timeZone: string | null;
  /** The channel that people write through unless a step says otherwise; null: one that pushes, named `test`. */
  readonly channel: string | null;
  readonly http: readonly HttpMock[];
  readonly steps: readonly ScriptStep[];
}

/** A time as it was written: an instant where it has an offset, otherwise what clocks show (as if in UTC). */
export type ScriptTime =
  | { readonly kind: "instant"; readonly instant: number }
  | { readonly kind: "wall"; readonly wall: number; readonly timeZone: string | null }
  /** The next such time of day; milliseconds since midnight. */
  | { readonly kind: "time-of-day"; readonly milliseconds: number };

interface StepBase {
  readonly at: SourcePosition;
  /** Null: the script's own conversation. */
  readonly conversation: string | null;
}

/** One step, with its place for messages. Those of the first group make something happen, the others look at what did. */
export type ScriptStep =
  | UserScriptStep
  | TriggerStep
  | (StepBase & { readonly type: "wait"; readonly milliseconds: number })
  | (StepBase & { readonly type: "until"; readonly time: ScriptTime })
  | (StepBase & { readonly type: "restart_server" })
  | (StepBase & { readonly type: "http"; readonly answers: readonly HttpMock[] })
  | BotStep
  | (StepBase & { readonly type: "no_bot" })
  | (StepBase & { readonly type: "action"; readonly action: string })
  | (StepBase & { readonly type: "slots"; readonly slots: readonly ExpectedSlot[] })
  | (StepBase & { readonly type: "active_loop"; readonly name: string | null })
  | RemindersStep
  | (StepBase & { readonly type: "requests"; readonly requests: readonly ExpectedRequest[] });

/** The person writes a text, or means an intent; of a text with an intent, what is understood is compared. */
export interface UserScriptStep extends StepBase {
  readonly type: "user";
  readonly text: string | null;
  readonly intent: string | null;
  /** Those that must be understood, or that the intent comes with. */
  readonly entities: readonly Entity[];
  readonly channel: string | null;
}

/** An event from outside. */
export interface TriggerStep extends StepBase {
  readonly type: "trigger";
  readonly intent: string;
  readonly entities: readonly Entity[];
  /** A channel's name, or `latest`. */
  readonly outputChannel: string;
}

/** The bot says these next. */
export interface BotStep extends StepBase {
  readonly type: "bot";
  readonly messages: readonly ExpectedMessage[];
  readonly anyOrder: boolean;
}

/** What must be true of one message; what is absent is not looked at. */
export interface ExpectedMessage {
  readonly at: SourcePosition;
  readonly text?: ExpectedText;
  /** Titles or payloads of its buttons, in order. */
  readonly buttons?: readonly string[];
  readonly image?: string;
  readonly attachment?: JsonValue;
  readonly custom?: JsonValue;
  /** The channel that it leaves by. */
  readonly channel?: string;
}

export interface ExpectedText {
  readonly kind: "exact" | "contains" | "regex";
  readonly text: string;
}

export interface ExpectedSlot {
  readonly name: string;
  /** Absent: any value. */
  readonly value?: JsonValue;
}

/** The pending reminders: how many, or each of them in due order. */
export interface RemindersStep extends StepBase {
  readonly type: "reminders";
  readonly count: number;
  /** Null where only their number is told. */
  readonly reminders: readonly ExpectedReminder[] | null;
}

export interface ExpectedReminder {
  readonly at: SourcePosition;
  readonly name?: string;
  readonly intent?: string;
  /** Milliseconds from now. */
  readonly in?: number;
  readonly due?: ScriptTime;
}

/** How a request of an action is answered, in place of the network. */
export interface HttpMock {
  readonly request: ExpectedUrl;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The request fails with this message, as when nobody listens. */
  readonly failure: string | null;
}

export interface ExpectedUrl {
  readonly method: string;
  /** Without a query it stands for every query; a `*` stands for anything. */
  readonly url: string;
}

/** A request that an action made; `json` is its body, absent: not looked at. */
export interface ExpectedRequest {
  readonly at: SourcePosition;
  readonly request: ExpectedUrl;
  readonly json?: JsonValue;
}
