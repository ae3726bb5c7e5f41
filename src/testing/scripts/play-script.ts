import { assertNever, TsbotError, toErrorMessage } from "../../base/index.ts";
import type { Script, ScriptStep } from "../../project/index.ts";
import { type ConversationView, viewConversation } from "./conversation-view.ts";
import { describeTime } from "./describe.ts";
import {
  expectAction,
  expectLoop,
  expectMessages,
  expectNothingLeft,
  expectSilence,
  expectSlots,
} from "./expectations.ts";
import { fire, hear } from "./happenings.ts";
import { expectReminders, expectRequests } from "./outside-expectations.ts";
import type { Mismatch, ScriptFailure, ScriptResult } from "./result.ts";
import { DEFAULT_CHANNEL, openWorld, type ScriptedAssistant, type World } from "./world.ts";

/** The conversation of steps that name none. */
const CONVERSATION = "test";

/**
 * Plays a script up to the first thing that is otherwise than expected, in a world of its own. While it plays, `fetch` is
 * the script's: play one at a time.
 */
export async function playScript(assistant: ScriptedAssistant, script: Script): Promise<ScriptResult> {
  const world = await openWorld(assistant, script);
  const start = world.clock.now();
  try {
    const failure = await new ScriptPlay(world, script).play();
    return { name: script.name, at: script.at, failure, simulated: world.clock.now() - start };
  } finally {
    await world.close();
  }
}

/** Steps at which something new happens. */
const HAPPENINGS: readonly ScriptStep["type"][] = ["user", "trigger", "wait", "until", "restart_server"];

/** A script on its way. */
class ScriptPlay {
  readonly #world: World;
  readonly #script: Script;
  readonly #views = new Map<string, ConversationView>();

  constructor(world: World, script: Script) {
    this.#world = world;
    this.#script = script;
  }

  async play(): Promise<ScriptFailure | null> {
    let last = this.#script.at;
    for (const step of this.#script.steps) {
      last = step.at;
      const mismatch = await this.#take(step);
      if (mismatch !== null) return this.#fail(mismatch, step.at);
    }
    const left = await this.#leave();
    return left === null ? null : this.#fail(left, last);
  }

  #fail(mismatch: Mismatch, at: ScriptStep["at"]): ScriptFailure {
    return { at, ...mismatch, notes: [...new Set(this.#world.notes)] };
  }

  async #take(step: ScriptStep): Promise<Mismatch | null> {
    try {
      if (HAPPENINGS.includes(step.type)) {
        const left = await this.#leave();
        if (left !== null) return left;
      }
      return (await this.#run(step)) ?? this.#findUnanswered();
    } catch (error) {
      if (!TsbotError.isInstance(error)) throw error;
      const hint = error.hint === undefined ? [] : [error.hint];
      return { message: toErrorMessage(error), expected: [], actual: hint };
    }
  }

  #run(step: ScriptStep): Promise<Mismatch | null> | Mismatch | null {
    const world = this.#world;
    const view = this.#view(step.conversation ?? CONVERSATION);
    switch (step.type) {
      case "user":
        return hear(world, view, {
          ...step,
          channel: step.channel ?? this.#script.channel ?? DEFAULT_CHANNEL,
        });
      case "trigger":
        return fire(world, view, step);
      case "wait":
        return this.#advance(step.milliseconds);
      case "until":
        return this.#advance(world.resolve(step.time) - world.clock.now());
      case "restart_server":
        return world.restart().then(() => null);
      case "http":
        world.http.answer(step.answers);
        return null;
      case "bot":
        return expectMessages(view, step);
      case "no_bot":
        return expectSilence(view);
      case "action":
        return expectAction(view, step);
      case "slots":
        return expectSlots(world, view, step);
      case "active_loop":
        return expectLoop(world, view, step);
      case "reminders":
        return expectReminders(world, view, step);
      case "requests":
        return expectRequests(world, step);
      default:
        return assertNever(step);
    }
  }

  async #advance(milliseconds: number): Promise<Mismatch | null> {
    const { clock } = this.#world;
    if (milliseconds < 0) {
      return {
        message: "That time is past.",
        expected: [`after ${describeTime(clock.now())}`],
        actual: [describeTime(clock.now() + milliseconds)],
      };
    }
    await this.#world.advance(milliseconds);
    return null;
  }

  #view(id: string): ConversationView {
    const known = this.#views.get(id);
    if (known !== undefined) return known;
    const view = viewConversation(this.#world.store, id);
    this.#views.set(id, view);
    return view;
  }

  /** Something new happens, or the script ends. */
  async #leave(): Promise<Mismatch | null> {
    for (const view of this.#views.values()) {
      const left = await expectNothingLeft(view);
      if (left !== null) return left;
      await view.pass();
    }
    return null;
  }

  #findUnanswered(): Mismatch | null {
    const { unanswered } = this.#world.http;
    if (unanswered.length === 0) return null;
    return {
      message:
        "An action asks the network for something that the test does not answer; write it below 'http'.",
      expected: ["(no such request)"],
      actual: unanswered,
    };
  }
}
