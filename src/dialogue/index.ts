// One turn as a decision: what to say, remember and do next. Pure apart from its ports (ports.ts).
// Imports base, domain and conversation. Start with plan-turn.ts.

export { toBotEvent } from "./bot-events.ts";
export type { SlotExplanation } from "./explain-slots.ts";
export { type ActionExplanation, explainTurn, type TurnExplanation } from "./explain-turn.ts";
export { parsePayload } from "./payload.ts";
export { planTurn } from "./plan-turn.ts";
export type {
  ActionContext,
  ActionResponse,
  ActionResult,
  ActionRunner,
  DialoguePorts,
  ResponseContext,
  ResponseGenerator,
} from "./ports.ts";
export { explainNext } from "./predict-next.ts";
export { createResponseGenerator, fittingVariations } from "./responses.ts";
export { needsSession } from "./session.ts";
export type { TurnInput, TurnPlan } from "./turn.ts";
