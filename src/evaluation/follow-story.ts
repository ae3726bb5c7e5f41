import { jsonEquals, type SourcePosition } from "../base/index.ts";
import {
  applyEvents,
  type ConversationEvent,
  createTracker,
  type Entity,
  type Interpreter,
  type ParseResult,
  type PlainStep,
  type Prediction,
  type Predictor,
  type Tracker,
  type UserStep,
} from "../conversation/index.ts";
import { ACTION_LISTEN, type Domain } from "../domain/index.ts";
import { type storyPaths, storySlotValues } from "../policies/index.ts";

type StoryPath = ReturnType<typeof storyPaths>["paths"][number];

/** What stories are followed with. */
export interface StoryFollowing {
  readonly domain: Domain;
  readonly predictor: Predictor;
  /** Given, messages that have a text are understood anew, and their intents and entities are compared too (`e2e`). */
  readonly interpreter: Interpreter | null;
}

/** An action of a story, and what would be done there. */
export interface FollowedAction {
  readonly action: string;
  readonly predicted: string;
  readonly policy: string | null;
  readonly confidence: number;
}

/** A step of a story as it was followed. */
export interface FollowedStep {
  /** Null: the waiting for a message, which stories do not write down. */
  readonly step: PlainStep | null;
  readonly at: SourcePosition;
  /** What would have been understood or done instead; null where it is right. */
  readonly predicted: string | null;
  /** What was expected, where it is not right. */
  readonly expected: string | null;
  /** Right, but the intent was unlikely there. */
  readonly isUnlikely: boolean;
}

/** A story followed to its end. */
export interface FollowedStory {
  readonly name: string;
  readonly at: SourcePosition;
  readonly isPassed: boolean;
  readonly steps: readonly FollowedStep[];
  readonly actions: readonly FollowedAction[];
  /** Of messages that were understood anew. */
  readonly intents: readonly { readonly expected: string; readonly predicted: string }[];
  readonly entities: readonly { readonly expected: string; readonly predicted: string }[];
}

const UNLIKELY_INTENT = "action_unlikely_intent";

/**
 * Follows one way through stories along what it says, comparing each action with what would be predicted there
 * (rasa/core/test.py 3.6, `_predict_tracker_actions`).
 */
export async function followStory(path: StoryPath, following: StoryFollowing): Promise<FollowedStory> {
  const walk = new StoryWalk(following, path.story.at);
  for (const step of path.steps) if (step.type !== "require") await walk.take(step);
  walk.end();
  const { steps, actions, intents, entities } = walk;
  const isPassed = steps.every(({ predicted }) => predicted === null);
  return { name: path.story.name, at: path.story.at, isPassed, steps, actions, intents, entities };
}

/** A step that is as expected. */
const right = (step: PlainStep | null, at: SourcePosition): FollowedStep => ({
  step,
  at,
  predicted: null,
  expected: null,
  isUnlikely: false,
});

/** One story on its way, as a conversation. */
class StoryWalk {
  readonly steps: FollowedStep[] = [];
  readonly actions: FollowedAction[] = [];
  readonly intents: { readonly expected: string; readonly predicted: string }[] = [];
  readonly entities: { readonly expected: string; readonly predicted: string }[] = [];
  readonly #following: StoryFollowing;
  #tracker: Tracker;
  /** Whether the last that happened is the waiting for a message. */
  #isWaiting = false;
  #isEmpty = true;
  #at: SourcePosition;

  constructor(following: StoryFollowing, at: SourcePosition) {
    this.#following = following;
    this.#at = at;
    this.#tracker = createTracker("story", following.domain);
  }

  async take(step: PlainStep): Promise<void> {
    switch (step.type) {
      case "user":
        if (!this.#isWaiting) this.#compare(ACTION_LISTEN, null);
        await this.#hear(step);
        break;
      case "action":
        this.#compare(step.action, step);
        break;
      case "bot":
        this.#compare(step.text, step);
        break;
      case "active_loop":
        this.#record({ event: "active_loop", name: step.name });
        this.steps.push(right(step, step.at));
        break;
      case "slot":
        for (const { name, value } of step.slots)
          this.#record({ event: "slot", name, value: value === undefined ? true : value });
        this.steps.push(right(step, step.at));
        break;
    }
    this.#at = step.at;
  }

  end(): void {
    if (!this.#isWaiting) this.#compare(ACTION_LISTEN, null);
  }

  async #hear(step: UserStep): Promise<void> {
    const { domain, interpreter } = this.#following;
    const text = step.text ?? null;
    const told: ParseResult = {
      text: text ?? "",
      intent: { name: step.intent ?? null, confidence: 1 },
      entities: step.entities,
    };
    const isUnderstood = interpreter !== null && text !== null && !text.startsWith("/");
    this.steps.push(isUnderstood ? this.#judge(step, await interpreter.parse(text)) : right(step, step.at));
    // The story goes on as it is told, also where it would have been understood otherwise.
    this.#record({ event: "user", text, parse_data: told, input_channel: null, message_id: null });
    for (const [name, value] of storySlotValues(domain, told.entities))
      this.#record({ event: "slot", name, value });
  }

  #judge(step: UserStep, parsed: ParseResult): FollowedStep {
    const expected = step.intent ?? null;
    const predicted = intentOf(parsed, expected);
    if (expected !== null) this.intents.push({ expected, predicted: predicted ?? "" });
    const aligned = alignEntities(step.entities, parsed.entities);
    this.entities.push(...aligned);
    const isRight = expected === null || predicted === expected;
    if (isRight && aligned.every((pair) => pair.expected === pair.predicted)) return right(step, step.at);
    const list = (side: "expected" | "predicted"): string =>
      aligned
        .map((pair) => pair[side])
        .filter((one) => one !== NO_ENTITY)
        .join(", ");
    return {
      step,
      at: step.at,
      expected: [expected ?? "", list("expected")].filter(Boolean).join(": "),
      predicted: [predicted ?? "None", list("predicted")].filter(Boolean).join(": "),
      isUnlikely: false,
    };
  }

  #compare(expected: string, step: PlainStep | null): void {
    const at = step?.at ?? this.#at;
    // What a story begins with is given: nothing comes before it that it could be predicted from.
    if (this.#isEmpty) this.steps.push(right(step, at));
    else {
      const { prediction, isUnlikely } = this.#predict(expected);
      const { action: predicted, policy, confidence, events } = prediction;
      this.actions.push({ action: expected, predicted, policy, confidence });
      const isRight = predicted === expected;
      if (isRight) this.#record(...events);
      this.steps.push(
        isRight ? { ...right(step, at), isUnlikely } : { step, at, expected, predicted, isUnlikely: false },
      );
    }
    const text = step?.type === "bot" ? step.text : null;
    this.#record({ ...action(expected), ...(text !== null && { name: null, action_text: text }) });
    this.#isWaiting = expected === ACTION_LISTEN;
  }

  /**
   * What would be done; a form that would run again may have refused the message, and an unlikely intent is only
   * remarked on.
   */
  #predict(expected: string): { readonly prediction: Prediction; readonly isUnlikely: boolean } {
    const { domain, predictor } = this.#following;
    let prediction = predictor.predict(this.#tracker);
    const isUnlikely = prediction.action === UNLIKELY_INTENT && expected !== UNLIKELY_INTENT;
    if (isUnlikely) {
      this.#record(action(UNLIKELY_INTENT));
      prediction = predictor.predict(this.#tracker);
    }
    const loop = this.#tracker.activeLoop?.name;
    if (prediction.action !== expected && prediction.action === loop && domain.forms.has(loop)) {
      this.#record({ event: "action_execution_rejected", name: loop, policy: null, confidence: null });
      prediction = predictor.predict(this.#tracker);
    }
    return { prediction, isUnlikely };
  }

  #record(...events: readonly ConversationEvent[]): void {
    this.#isEmpty &&= events.length === 0;
    this.#isWaiting = false;
    this.#tracker = applyEvents(this.#tracker, events);
  }
}

function action(name: string): Extract<ConversationEvent, { readonly event: "action" }> {
  return { event: "action", name, policy: null, confidence: null, action_text: null, hide_rule_turn: false };
}

/** Test stories may name the whole retrieval intent, `faq/ask_name`. */
function intentOf(parsed: ParseResult, expected: string | null): string | null {
  const { name } = parsed.intent;
  if (name === expected || expected === null) return name;
  const selectors = (parsed as { readonly response_selector?: Readonly<Record<string, unknown>> })
    .response_selector;
  const chosen = selectors?.["default"] ?? selectors?.[name ?? ""];
  const { response } = (chosen ?? {}) as { readonly response?: { readonly intent_response_key?: string } };
  return response?.intent_response_key ?? name;
}

const NO_ENTITY = "None";

/** Entities of the story beside those that were found at the same place. */
function alignEntities(
  expected: readonly Entity[],
  found: readonly Entity[],
): readonly { readonly expected: string; readonly predicted: string }[] {
  const left = [...found];
  const pairs = expected.map((entity) => {
    const index = left.findIndex(({ start, end }) => start === entity.start && end === entity.end);
    const [other] = index < 0 ? [] : left.splice(index, 1);
    const isSame =
      other !== undefined &&
      other.entity === entity.entity &&
      (jsonEquals(other.value, entity.value) || String(other.value) === String(entity.value));
    const written = describeEntity(entity);
    return {
      expected: written,
      predicted: isSame ? written : other === undefined ? NO_ENTITY : describeEntity(other),
    };
  });
  return [...pairs, ...left.map((entity) => ({ expected: NO_ENTITY, predicted: describeEntity(entity) }))];
}

function describeEntity({ entity, value }: Entity): string {
  return `[${typeof value === "string" ? value : JSON.stringify(value)}](${entity})`;
}
