import type { Channel } from "../channels/index.ts";
import type { AwaitedPosts, Courier, DueWork, EndOccurrence } from "../outreach/index.ts";
import type { RuntimeServices } from "./services.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { Turns } from "./turns.ts";

/** What the requests of the running assistant work with. */
export interface RuntimeContext {
  readonly services: RuntimeServices;
  readonly turns: Turns;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly courier: Courier;
  readonly subscriptions: Subscriptions;
  readonly endOccurrence: EndOccurrence;
  /** Events from outside that wait for their turn, and who waits for what becomes of them. */
  readonly events: { readonly scheduler: DueWork; readonly awaited: AwaitedPosts };
}
