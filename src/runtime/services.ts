import type { Clock, DailySpan, Logger } from "../base/index.ts";
import type { DialoguePorts } from "../dialogue/index.ts";
import type { OutboxGauge } from "../outreach/index.ts";
import type { ConversationStore } from "../storage/index.ts";
import type { RuntimeModel } from "./model.ts";

/** When people are to be left alone, where their conversation does not say it, and what then becomes of external events. */
export interface QuietHoursSetting {
  readonly span: DailySpan;
  /** `hold`: they are taken up at the end of the quiet hours. */
  readonly externalEvents: "deliver" | "hold";
}

/** What is done with events of one intent, however they come. */
export interface EventPolicy {
  /** A person gets one at most within this time (milliseconds), or null: as many as come. */
  readonly cooldown: number | null;
  /** Those that come within this time (milliseconds) are one turn, or null: each is one. */
  readonly collect: number | null;
  /** They come also in quiet hours. */
  readonly ignoresQuietHours: boolean;
}

/** What the parts of the running assistant share. */
export interface RuntimeServices {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly createId: () => string;
  /** Tells when too much waits to be delivered. */
  readonly outbox: OutboxGauge;
  /** Zone for times without one: the project's, or the server's. */
  readonly timeZones: { readonly project: string | null; readonly server: string };
  /** The project's quiet hours, or null. */
  readonly quietHours: QuietHoursSetting | null;
  /** By intent. */
  readonly eventPolicies: ReadonlyMap<string, EventPolicy>;
  /** How many events a topic takes a minute, by topic, where it is not the default. */
  readonly topicLimits: ReadonlyMap<string, number>;
  readonly model: () => RuntimeModel | null;
  /** The loaded model. Throws `runtime/no-model`. */
  requireModel(): RuntimeModel;
  /** The ports of a turn with the loaded model. */
  dialoguePorts(): DialoguePorts;
}
