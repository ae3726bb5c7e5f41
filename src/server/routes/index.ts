// The HTTP API as one table: it drives the auth and its tests. One file per resource.

import type { Route } from "../route.ts";
import { conversationRoutes } from "./conversations.ts";
import { domainRoutes } from "./domain.ts";
import { generalRoutes } from "./general.ts";
import { reminderRoutes } from "./reminders.ts";
import { trackerRoutes } from "./tracker.ts";
import { triggerRoutes } from "./trigger.ts";

/** Every route but the channels' webhooks, which are the channels' own. */
export const routes: readonly Route[] = [
  ...generalRoutes,
  ...domainRoutes,
  ...trackerRoutes,
  ...triggerRoutes,
  ...reminderRoutes,
  ...conversationRoutes,
];
