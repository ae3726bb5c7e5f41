import { TsbotError } from "../base/index.ts";
import type { Interpreter, Prediction, Predictor } from "../conversation/index.ts";
import { ACTION_LISTEN, type Domain } from "../domain/index.ts";

/** A model as the runtime needs it; model/ loads it from an archive, tests train it in memory. */
export interface RuntimeModel {
  readonly file: string;
  readonly modelId: string;
  readonly assistantId: string;
  readonly domain: Domain;
  /** Null in a model trained without NLU data: only `/intent` payloads are understood. */
  readonly interpreter: Interpreter | null;
  /** Null in a model trained without stories and rules: it only parses. */
  readonly predictor: Predictor | null;
}

/** What every request gets while no model is loaded. */
export function noModelError(): TsbotError {
  return new TsbotError("runtime/no-model", "No model is loaded.", {
    hint: "Train one with `tsbot train`, then load it with PUT /model, or start the server again.",
  });
}

/** What events get while the model only understands: nothing would follow them. */
export function noDialogueError(): TsbotError {
  return new TsbotError(
    "runtime/no-dialogue",
    "The loaded model has no dialogue: it only understands texts.",
    {
      hint: "Train both with `tsbot train`, then start the server again.",
    },
  );
}

/** Understands nothing, for models without NLU. */
export const emptyInterpreter: Interpreter = {
  parse: async (text) => ({ text, intent: { name: null, confidence: 0 }, entities: [], intent_ranking: [] }),
};

const SILENCE: Prediction = {
  action: ACTION_LISTEN,
  policy: null,
  confidence: 1,
  events: [],
  hideRuleTurn: false,
};

/** Never speaks, for models without policies: messages are logged and slots filled. */
export const silentPredictor: Predictor = {
  predict: () => SILENCE,
  explain: () => ({ prediction: SILENCE, scores: [], opinions: [] }),
};
