import { setMaxListeners } from "node:events";
import { type Clock, didYouMean, type JsonObject } from "../base/index.ts";
import type { ActionRunner } from "../dialogue/index.ts";
import { runRemoteAction, toActionEndpoint } from "./endpoint.ts";
import type { LoadedActions } from "./load-actions.ts";
import { runLocalAction } from "./local-runner.ts";

export interface ActionRunnerOptions {
  readonly local: LoadedActions;
  /** `action_endpoint` of endpoints.yml, or null. */
  readonly endpoint: JsonObject | null;
  readonly clock: Clock;
}

/** Runs custom actions: those of the project in this process, all others on the action server. */
export function createActionRunner({ local, endpoint, clock }: ActionRunnerOptions): ActionRunner {
  const server = endpoint === null ? null : toActionEndpoint(endpoint);
  const cancellation = new AbortController();
  // Every action that runs listens, and many run at once: Node would call that a leak.
  setMaxListeners(0, cancellation.signal);
  return {
    hasOwn: (name) => local.definitions.has(name),
    has: (name) => local.definitions.has(name) || server !== null,
    cancel: () => cancellation.abort(new Error("the server is stopping")),
    async run(name, context) {
      const own = local.definitions.get(name);
      if (own !== undefined)
        return await runLocalAction(own, context, { clock, cancelled: cancellation.signal });
      if (server !== null) return await runRemoteAction(name, context, server, cancellation.signal);
      const hint = didYouMean(name, local.definitions.keys());
      return {
        status: "failed",
        reason:
          `nobody runs it: it is not in actions/, and endpoints.yml has no action_endpoint. ${hint}`.trim(),
      };
    },
  };
}
