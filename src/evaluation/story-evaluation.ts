import type { JsonArray, JsonObject } from "../base/index.ts";
import {
  applyEvents,
  type ConversationEvent,
  createTracker,
  type Interpreter,
  type ParseResult,
  type PlainStep,
  type Predictor,
  type Story,
  type Tracker,
  type UserStep,
} from "../conversation/index.ts";
import { ACTION_LISTEN, ACTION_SESSION_START, type Domain } from "../domain/index.ts";
import { storyPaths, storySlotValues } from "../policies/index.ts";
import { classificationReport, type Labelled } from "./classification-report.ts";

export interface StoryEvaluation {
  readonly stories: readonly Story[];
  readonly domain: Domain;
  readonly predictor: Predictor;
  /** Given, messages that have a text are understood anew, and their intents are compared too (`e2e`). */
  readonly interpreter: Interpreter | null;
  /** Lets others work in between. */
  readonly pause: () => Promise<void>;
}

interface PredictedAction {
  readonly action: string;
  readonly predicted: string;
  readonly policy: string | null;
  readonly confidence: number;
}

/** Policies that answer only what stories and rules say in so many words (rasa/core/policies/ensemble.py 3.6). */
const FROM_TRAINING_DATA = ["MemoizationPolicy", "AugmentedMemoizationPolicy", "RulePolicy"];

/**
 * Follows stories along what they say and compares each action with what would be predicted there (rasa/core/test.py
 * 3.6, `test`).
 */
export async function evaluateStories(evaluation: StoryEvaluation): Promise<JsonObject> {
  const actions: PredictedAction[] = [];
  const intents: Labelled[] = [];
  for (const path of storyPaths(evaluation.stories).paths) {
    const walk = new StoryWalk(evaluation, { actions, intents });
    for (const step of path.steps) if (step.type !== "require") await walk.take(step);
    walk.end();
    await evaluation.pause();
  }
  const pairs = actions.map(({ action, predicted }) => ({ expected: action, predicted }));
  const { report, precision, f1, accuracy } = classificationReport([...intents, ...pairs]);
  const known = actions.filter(({ policy }) => policy !== null && FROM_TRAINING_DATA.includes(policy));
  return {
    report,
    precision,
    f1,
    accuracy,
    actions: actions as unknown as JsonArray,
    in_training_data_fraction: actions.length === 0 ? 0 : known.length / actions.length,
    is_end_to_end_evaluation: evaluation.interpreter !== null,
  };
}

/** One story on its way, as a conversation. */
class StoryWalk {
  readonly #evaluation: StoryEvaluation;
  readonly #found: { readonly actions: PredictedAction[]; readonly intents: Labelled[] };
  #tracker: Tracker;
  #isFirst = true;

  constructor(evaluation: StoryEvaluation, found: { actions: PredictedAction[]; intents: Labelled[] }) {
    this.#evaluation = evaluation;
    this.#found = found;
    this.#tracker = createTracker("story", evaluation.domain);
    this.#record(action(ACTION_SESSION_START), { event: "session_started" }, action(ACTION_LISTEN));
  }

  async take(step: PlainStep): Promise<void> {
    switch (step.type) {
      case "user":
        if (this.#tracker.latestAction !== ACTION_LISTEN) this.#compare(ACTION_LISTEN, null);
        await this.#hear(step);
        break;
      case "action":
        this.#compare(step.action, null);
        break;
      case "bot":
        this.#compare(step.text, step.text);
        break;
      case "active_loop":
        this.#record({ event: "active_loop", name: step.name });
        break;
      case "slot":
        for (const { name, value } of step.slots)
          this.#record({ event: "slot", name, value: value === undefined ? true : value });
        break;
    }
    this.#isFirst = false;
  }

  end(): void {
    if (this.#tracker.latestAction !== ACTION_LISTEN) this.#compare(ACTION_LISTEN, null);
  }

  async #hear(step: UserStep): Promise<void> {
    const { domain, interpreter } = this.#evaluation;
    const text = step.text ?? null;
    const told: ParseResult = {
      text: text ?? "",
      intent: { name: step.intent ?? null, confidence: 1 },
      entities: step.entities,
    };
    const isUnderstood = interpreter !== null && text !== null && !text.startsWith("/");
    const parsed = isUnderstood ? await interpreter.parse(text) : told;
    if (isUnderstood && step.intent !== undefined)
      this.#found.intents.push({ expected: step.intent, predicted: parsed.intent.name ?? "" });
    this.#record({ event: "user", text, parse_data: parsed, input_channel: null, message_id: null });
    for (const [name, value] of storySlotValues(domain, parsed.entities))
      this.#record({ event: "slot", name, value });
  }

  #compare(expected: string, text: string | null): void {
    const isGiven = this.#isFirst && this.#tracker.latestMessage === null;
    if (!isGiven) {
      const {
        action: predicted,
        policy,
        confidence,
        events,
      } = this.#evaluation.predictor.predict(this.#tracker);
      this.#found.actions.push({ action: expected, predicted, policy, confidence });
      if (predicted === expected) this.#record(...events);
    }
    this.#record({ ...action(expected), ...(text !== null && { name: null, action_text: text }) });
  }

  #record(...events: readonly ConversationEvent[]): void {
    this.#tracker = applyEvents(this.#tracker, events);
  }
}

function action(name: string): Extract<ConversationEvent, { readonly event: "action" }> {
  return { event: "action", name, policy: null, confidence: null, action_text: null, hide_rule_turn: false };
}
