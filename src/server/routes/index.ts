// Every route of the server, one file per resource. Start with route.ts.

import { conversationRoutes } from "./conversations.ts";
import { domainRoutes } from "./domain.ts";
import { mailboxRoutes } from "./mailbox.ts";
import { parseRoutes } from "./model-parse.ts";
import { reminderRoutes } from "./reminders.ts";
import type { Route } from "./route.ts";
import { rootRoute, statusRoutes } from "./status.ts";
import { trackerRoutes } from "./tracker.ts";
import { triggerRoutes } from "./trigger-intent.ts";
import { webhookRoutes } from "./webhooks.ts";

export type { Route, RouteRequest, RouteServices } from "./route.ts";
export { GREETING } from "./status.ts";
export { handleWebhookCall } from "./webhooks.ts";

/** What is served even without the API. */
const baseRoutes: readonly Route[] = [rootRoute, ...webhookRoutes];

const apiRoutes: readonly Route[] = [
  ...statusRoutes,
  ...domainRoutes,
  ...parseRoutes,
  ...conversationRoutes,
  ...trackerRoutes,
  ...triggerRoutes,
  ...mailboxRoutes,
  ...reminderRoutes,
];

/** The table of routes, with or without the API. */
export function createRoutes(options: { readonly api: boolean }): readonly Route[] {
  return options.api ? [...baseRoutes, ...apiRoutes] : baseRoutes;
}
