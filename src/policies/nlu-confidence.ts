import type { Tracker } from "../conversation/index.ts";

/** How surely the latest message was understood, 1 where nobody says (Rasa 3.6's `use_nlu_confidence_as_score`). */
export function nluConfidence({ latestMessage }: Tracker): number {
  return latestMessage?.parse_data.intent.confidence ?? 1;
}
