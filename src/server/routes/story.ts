import { rememberedByRasa, splitSessions } from "../../conversation/index.ts";
import { badParameter, conversationIdOf, untilOf } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

export const storyRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/conversations/*id/story",
    access: "conversation",
    async handle(request, { assistant }) {
      const sessions = sessionsOf(request);
      const conversationId = conversationIdOf(request);
      const until = untilOf(request);
      assistant.requireModel();
      const events = await assistant.events(conversationId);
      const all = splitSessions(sessions === "stored" ? events : rememberedByRasa(events));
      const chosen = (sessions === "latest" ? all.slice(-1) : all)
        .map((session) => session.filter(({ timestamp = 0 }) => until === undefined || timestamp <= until))
        .filter((session) => session.length > 0 || until === undefined);
      const { conversationsToYaml } = await import("../../project/index.ts");
      const told = chosen.map((session, index) => ({
        name: chosen.length > 1 ? `${conversationId}, story ${index + 1}` : conversationId,
        events: session,
      }));
      return {
        status: 200,
        body: conversationsToYaml(told),
        headers: { "content-type": "text/plain; charset=utf-8" },
      };
    },
  },
];

/** Rasa's `all_sessions` is true or not; `stored` is every session, also those that Rasa's default store would forget. */
function sessionsOf({ query }: RouteRequest): "latest" | "all" | "stored" {
  const given = query.get("all_sessions")?.toLowerCase();
  if (given === undefined || given === "false") return "latest";
  if (given === "true") return "all";
  if (given === "stored") return "stored";
  throw badParameter("all_sessions", "query", `'all_sessions' is true, false or stored, not '${given}'.`);
}
