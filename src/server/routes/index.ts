// Every route of the server, one file per resource. Start with route.ts.

import { addressRoutes } from "./addresses.ts";
import { conversationRoutes, erasingRoutes } from "./conversations.ts";
import { domainRoutes } from "./domain.ts";
import { eventRoutes } from "./events.ts";
import { executeRoutes } from "./execute.ts";
import { explainRoutes } from "./explain.ts";
import { mailboxRoutes } from "./mailbox.ts";
import { parseRoutes } from "./model-parse.ts";
import { modelRoutes } from "./models.ts";
import { openApiRoutes } from "./openapi.ts";
import { outboxRoutes } from "./outbox.ts";
import { predictRoutes } from "./predict.ts";
import { reminderRoutes } from "./reminders.ts";
import type { Route } from "./route.ts";
import { rootRoute, statusRoutes } from "./status.ts";
import { storyRoutes } from "./story.ts";
import { suppressionRoutes } from "./suppressions.ts";
import { topicRoutes } from "./topics.ts";
import { trackerRoutes } from "./tracker.ts";
import { triggerRoutes } from "./trigger-intent.ts";
import { webhookRoutes } from "./webhooks.ts";

export type { Route, RouteRequest, RouteServices } from "./route.ts";
export { GREETING } from "./status.ts";
export { handleWebhookCall } from "./webhooks.ts";

/** Every route; while the API is closed, only those that say so answer strangers. */
export const allRoutes: readonly Route[] = [
  rootRoute,
  ...webhookRoutes,
  ...statusRoutes,
  ...openApiRoutes,
  ...domainRoutes,
  ...parseRoutes,
  ...modelRoutes,
  ...conversationRoutes,
  ...trackerRoutes,
  ...storyRoutes,
  ...explainRoutes,
  ...executeRoutes,
  ...predictRoutes,
  ...triggerRoutes,
  ...eventRoutes,
  ...topicRoutes,
  ...suppressionRoutes,
  ...addressRoutes,
  ...mailboxRoutes,
  ...reminderRoutes,
  ...outboxRoutes,
  // Its path fits those of all else that is deleted in a conversation.
  ...erasingRoutes,
];
