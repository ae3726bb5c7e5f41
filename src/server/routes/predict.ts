import type { JsonArray, JsonObject } from "../../base/index.ts";
import { parseEvents, selectEvents, trackerToJson } from "../../conversation/index.ts";
import type { IncludeEvents, PredictAnswer } from "../../runtime/index.ts";
import { conversationIdOf, eventListOf, includeEventsOf } from "./parameters.ts";
import type { Route } from "./route.ts";

export const predictRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/conversations/*id/predict",
    access: "conversation",
    async handle(request, { assistant }) {
      // Rasa does not look at include_events here.
      const answer = await assistant.predict(conversationIdOf(request));
      return { status: 200, body: toJson(answer, "AFTER_RESTART", byScore(scoresOf(answer))) };
    },
  },
  {
    method: "POST",
    path: "/model/predict",
    access: "admin",
    handle(request, { assistant }) {
      const include = includeEventsOf(request);
      assistant.requireModel();
      const answer = assistant.predictAfter(parseEvents(eventListOf(request)));
      return { status: 200, body: toJson(answer, include, scoresOf(answer)) };
    },
  },
];

interface Score {
  readonly action: string;
  readonly score: number;
}

/** Every action of the domain with its score, in the domain's order. */
function scoresOf({ scores, actionNames }: PredictAnswer): readonly Score[] {
  const known = new Map(scores.map(({ action, score }) => [action, score]));
  return actionNames.map((action) => ({ action, score: known.get(action) ?? 0 }));
}

function byScore(scores: readonly Score[]): readonly Score[] {
  return [...scores].sort((left, right) => right.score - left.score || (left.action < right.action ? -1 : 1));
}

function toJson(
  { prediction, tracker, events }: PredictAnswer,
  include: IncludeEvents,
  scores: readonly Score[],
): JsonObject {
  return {
    scores: scores as unknown as JsonArray,
    policy: prediction.policy,
    confidence: prediction.confidence,
    tracker: {
      ...trackerToJson(tracker, include === "NONE" ? null : selectEvents(events, include)),
      // It has been looked at, and would be done now.
      followup_action: null,
    },
  };
}
