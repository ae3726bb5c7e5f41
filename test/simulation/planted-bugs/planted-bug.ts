import type { Clock, Random } from "../../../src/base/index.ts";
import type { Channel } from "../../../src/channels/index.ts";
import type { Assistant } from "../../../src/runtime/index.ts";
import type { ConversationStore } from "../../../src/storage/index.ts";

/** What a process is made of besides the runtime itself. */
export interface Ports {
  readonly store: ConversationStore;
  readonly channel: Channel;
  readonly clock: Clock;
}

/**
 * A mistake that a dependable assistant must not make, planted into a process by wrapping what it is made of: nothing in
 * `src/` is changed. The simulation is worth something when it catches each.
 */
export interface PlantedBug {
  readonly name: string;
  /** Rasa's defect it is like (reference/user-needs.md, section 1), if it is like one. */
  readonly like?: string;
  readonly plant?: (ports: Ports & { readonly random: Random }) => Partial<Ports>;
  readonly command?: (assistant: Assistant) => Assistant;
}
