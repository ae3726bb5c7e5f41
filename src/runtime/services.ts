import type { Clock, Logger } from "../base/index.ts";
import type { DialoguePorts } from "../dialogue/index.ts";
import type { ConversationStore } from "../storage/index.ts";
import type { RuntimeModel } from "./model.ts";

/** What the parts of the running assistant share. */
export interface RuntimeServices {
  readonly store: ConversationStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly createId: () => string;
  /** Zone for times without one: the project's, or the server's. */
  readonly timeZones: { readonly project: string | null; readonly server: string };
  readonly model: () => RuntimeModel | null;
  /** The loaded model. Throws `runtime/no-model`. */
  requireModel(): RuntimeModel;
  /** The ports of a turn with the loaded model. */
  dialoguePorts(): DialoguePorts;
}
