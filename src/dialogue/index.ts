// One turn as a decision: what to say, remember and do next. Pure apart from its ports (ports.ts).
// Imports base, domain and conversation. Start with turn.ts.

export type {
  ActionContext,
  ActionResponse,
  ActionResult,
  ActionRunner,
  DialoguePorts,
  ResponseContext,
  ResponseGenerator,
} from "./ports.ts";
export type { TurnInput, TurnPlan } from "./turn.ts";
