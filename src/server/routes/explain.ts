import { type JsonArray, type JsonObject, TsbotError } from "../../base/index.ts";
import type { Assistant } from "../../runtime/index.ts";
import { badParameter, conversationIdOf } from "./parameters.ts";
import type { Route, RouteRequest } from "./route.ts";

type Explanation = NonNullable<Awaited<ReturnType<Assistant["explain"]>>>;

export const explainRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/conversations/*id/explain",
    access: "conversation",
    async handle(request, { assistant }) {
      const turn = turnOf(request);
      const conversationId = conversationIdOf(request);
      const { modelId } = assistant.requireModel();
      const explanation = await assistant.explain(conversationId, turn);
      if (explanation === null) throw unknownTurn(turn, await countTurns(assistant, conversationId));
      return { status: 200, body: toJson(conversationId, explanation, modelId) };
    },
  },
];

function turnOf({ query }: RouteRequest): number {
  const given = query.get("turn");
  if (given === null) return -1;
  if (/^-?[1-9]\d{0,8}$/.test(given)) return Number(given);
  throw badParameter(
    "turn",
    "query",
    `'turn' is a whole number from 1, or from -1 to count from the end, not '${given}'.`,
  );
}

async function countTurns(assistant: Assistant, conversationId: string): Promise<number> {
  return (await assistant.explain(conversationId, -1))?.turns ?? 0;
}

function unknownTurn(turn: number, turns: number): TsbotError {
  return new TsbotError("server/unknown-turn", `There is no turn ${turn}.`, {
    hint:
      turns === 0
        ? "Nobody has written in this conversation yet."
        : `It has ${turns}: 1 to ${turns}, or -1 for the newest.`,
    details: { parameter: "turn", in: "query" },
  });
}

function toJson(conversationId: string, explanation: Explanation, modelId: string): JsonObject {
  const { turn, turns, text, intent, slots, actions, modelIds } = explanation;
  return {
    conversation_id: conversationId,
    turn,
    turns,
    text,
    intent,
    slots: slots as unknown as JsonArray,
    actions: actions.map(({ action, policy, confidence, now, opinions }) => ({
      action,
      policy,
      confidence,
      now,
      opinions: opinions.map((opinion) => ({
        policy: opinion.policy,
        priority: opinion.priority,
        action: opinion.scores[0]?.action ?? null,
        confidence: opinion.scores[0]?.score ?? 0,
        outcome: opinion.outcome,
        basis: basisToJson(opinion.basis),
        scores: opinion.scores.slice(0, MOST_SCORES) as unknown as JsonArray,
        runners_up: opinion.runnersUp.map((one) => ({
          action: one.action,
          reason: one.reason,
          basis: basisToJson(one.basis),
        })),
      })),
    })),
    model_ids: [...modelIds],
    loaded_model_id: modelId,
  };
}

const MOST_SCORES = 5;

function basisToJson({
  kind,
  name,
  at,
}: Explanation["actions"][number]["opinions"][number]["basis"]): JsonObject {
  return { kind, name, file: at?.file ?? null, line: at?.line ?? null };
}
