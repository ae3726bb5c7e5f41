import type { SourcePosition } from "../base/index.ts";
import type { PlainStep, Story, UserStep } from "../conversation/index.ts";
import { ACTION_LISTEN, type Domain, RULE_SNIPPET_ACTION } from "../domain/index.ts";
import { actionFeature, entityLabels, type Features, MUST_BE_UNSET, type UserFeatures } from "./features.ts";
import type { PathStep, StoryPath } from "./story-paths.ts";
import { createStorySlots, type StorySlots } from "./story-slots.ts";

/** One decision of a story or rule: the features it is made with, and the action. */
export interface TrackStep {
  readonly features: Features;
  readonly action: string;
  /** A rule does not predict this action, it merely happens. */
  readonly unpredictable: boolean;
  /** Where the action stands in the file; null for one that Rasa inserts (`action_listen`). */
  readonly at: SourcePosition | null;
}

/** A story or rule as the decisions it teaches. */
export interface TrainingTrack {
  readonly name: string;
  readonly isRule: boolean;
  readonly at: SourcePosition;
  readonly steps: readonly TrackStep[];
}

/**
 * A story or rule as Rasa trains on it: `action_listen` before each message and at the end, slots and loops tracked.
 * Null where a checkpoint asks for slots that the way there has not set.
 */
export function toTrack({ story, steps, isOpen }: StoryPath, domain: Domain): TrainingTrack | null {
  const walk = new Walk(story, domain);
  for (const condition of story.conditions) walk.take(condition);
  walk.begin();
  for (const step of steps) if (!walk.take(step)) return null;
  if (!isOpen) walk.end();
  return { name: story.name, isRule: story.kind === "rule", at: story.at, steps: walk.steps };
}

/** The conversation that a story tells, so far. */
class Walk {
  readonly steps: TrackStep[] = [];
  readonly #story: Story;
  readonly #domain: Domain;
  readonly #isRule: boolean;
  readonly #slots: StorySlots;
  #users: (UserFeatures | null)[] = [];
  #user: UserFeatures | null = null;
  #isAnswered = true;
  #loop: string | null = null;
  #previous: string | null = null;

  constructor(story: Story, domain: Domain) {
    this.#story = story;
    this.#domain = domain;
    this.#isRule = story.kind === "rule";
    this.#slots = createStorySlots(domain, this.#isRule);
  }

  /** Rules begin anywhere: what comes before is a placeholder. */
  begin(): void {
    if (this.#isRule && !this.#story.conversationStart) this.#act(RULE_SNIPPET_ACTION, true);
  }

  /** False where the way cannot go on. */
  take(step: PathStep): boolean {
    if (step.type === "require") return step.conditions.every(({ slots }) => this.#slots.hold(slots));
    this.#go(step);
    return true;
  }

  end(): void {
    const goesOn = this.#isRule && !this.#story.waitForUserInput;
    if (goesOn) this.#act(RULE_SNIPPET_ACTION, true);
    if (!this.#isListening) this.#act(ACTION_LISTEN, goesOn);
  }

  #go(step: PlainStep): void {
    switch (step.type) {
      case "user":
        this.#say(step);
        break;
      case "action":
        // Nothing comes before a story's first step, so nothing predicts it.
        this.#act(step.action, !this.#isRule && this.#previous === null, step.at);
        break;
      case "bot":
        this.#act(step.text, !this.#isRule && this.#previous === null, step.at);
        break;
      case "active_loop":
        this.#loop = step.name ?? (this.#isRule ? MUST_BE_UNSET : null);
        break;
      case "slot":
        this.#slots.set(step.slots);
        break;
    }
  }

  get #isListening(): boolean {
    return this.#previous === ACTION_LISTEN && this.#isAnswered;
  }

  #say(step: UserStep): void {
    if (!this.#isListening) this.#act(ACTION_LISTEN);
    this.#isAnswered = false;
    this.#user = userFeatures(step, this.#domain);
    this.#slots.fillFrom(step.entities);
  }

  #act(action: string, unpredictable = false, at: SourcePosition | null = null): void {
    this.#isAnswered = true;
    if (this.#collapseLoop(action)) return;
    const here = {
      loop: this.#loop,
      previous: this.#previous,
      slots: this.#slots.features,
      user: this.#user,
    };
    this.steps.push({ features: featuresOf(here, this.#domain), action, unpredictable, at });
    this.#users.push(this.#user);
    this.#previous = action;
  }

  /** A form that runs again right after a message: only its first run is history. */
  #collapseLoop(action: string): boolean {
    if (this.#loop !== action || !this.#domain.forms.has(action)) return false;
    const last = this.steps.findLastIndex((step) => step.action === action);
    if (last < 0 || this.steps.slice(last + 1).some((step) => step.action !== ACTION_LISTEN)) return false;
    this.#user = this.#users[last] ?? null;
    this.steps.length = last + 1;
    this.#users = this.#users.slice(0, last + 1);
    this.#previous = action;
    return true;
  }
}

interface Here {
  readonly loop: string | null;
  readonly previous: string | null;
  readonly slots: StorySlots["features"];
  readonly user: UserFeatures | null;
}

function featuresOf({ loop, previous, slots, user }: Here, domain: Domain): Features {
  return {
    ...(loop !== null && { active_loop: { name: loop } }),
    ...(previous !== null && { prev_action: actionFeature(previous, domain) }),
    ...(slots.size > 0 && { slots: Object.fromEntries(slots) }),
    ...(user !== null && { user }),
  };
}

function userFeatures(step: UserStep, domain: Domain): UserFeatures | null {
  if (step.intent === undefined) return step.text === undefined ? null : { text: step.text };
  const intent = step.intent.split("/", 1)[0] ?? step.intent;
  const entities = entityLabels(step.entities, intent, domain);
  return { ...(entities.length > 0 && { entities }), intent };
}
