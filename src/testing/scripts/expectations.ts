import { jsonEquals } from "../../base/index.ts";
import type { ScriptStep } from "../../project/index.ts";
import type { ConversationView } from "./conversation-view.ts";
import { describeExpected, describeMessage } from "./describe.ts";
import { fitsInAnyOrder, fitsMessage } from "./match-message.ts";
import type { Mismatch } from "./result.ts";
import type { World } from "./world.ts";

type StepOf<Type extends ScriptStep["type"]> = Extract<ScriptStep, { readonly type: Type }>;

const NOTHING = "(nothing)";

/** The bot has said these next. */
export async function expectMessages(view: ConversationView, step: StepOf<"bot">): Promise<Mismatch | null> {
  const { messages: expected, anyOrder, at } = step;
  const said = await view.newMessages();
  const next = said.slice(0, expected.length);
  const isFitting =
    next.length === expected.length &&
    (anyOrder
      ? fitsInAnyOrder(next, expected)
      : expected.every((one, index) => fitsMessage(next[index] as (typeof next)[number], one)));
  if (isFitting) {
    await view.takeMessages(expected.length, at);
    return null;
  }
  const wrong = anyOrder
    ? undefined
    : expected.find((one, index) => next[index] === undefined || !fitsMessage(next[index], one));
  return {
    ...(wrong !== undefined && { at: wrong.at }),
    message: said.length === 0 ? "The bot says nothing." : "The bot says something else.",
    expected: expected.map(describeExpected),
    actual: describeSaid(
      said,
      expected.some(({ channel }) => channel !== undefined),
    ),
  };
}

function describeSaid(
  said: Awaited<ReturnType<ConversationView["newMessages"]>>,
  withChannel: boolean,
): readonly string[] {
  if (said.length === 0) return [NOTHING];
  return said.map(({ body, deliverTo }) =>
    describeMessage(body, withChannel ? (deliverTo?.channel ?? "no channel") : null),
  );
}

/** The bot has said nothing that no step has looked at. */
export async function expectSilence(view: ConversationView): Promise<Mismatch | null> {
  const said = await view.newMessages();
  if (said.length === 0) return null;
  return {
    message: "The bot says something.",
    expected: [NOTHING],
    actual: describeSaid(said, false),
  };
}

/**
 * Nothing is left of a turn whose messages (or actions) steps have looked at: a bot that says more than was expected is
 * not as expected.
 */
export async function expectNothingLeft(view: ConversationView): Promise<Mismatch | null> {
  const { messages, actions } = view.lookedAt;
  const said = messages === null ? [] : await view.newMessages();
  if (messages !== null && said.length > 0) {
    return {
      at: messages,
      message: "The bot says more.",
      expected: ["(nothing more)"],
      actual: describeSaid(said, false),
    };
  }
  const done = actions === null ? [] : await view.newActions();
  if (actions === null || done.length === 0) return null;
  return { at: actions, message: "The bot does more.", expected: ["(nothing more)"], actual: done };
}

/** This was done next. */
export async function expectAction(view: ConversationView, step: StepOf<"action">): Promise<Mismatch | null> {
  const done = await view.newActions();
  if (done[0] === step.action) {
    await view.takeAction(step.at);
    return null;
  }
  return {
    message: "The bot does something else.",
    expected: [step.action],
    actual: done.length === 0 ? [NOTHING] : done,
  };
}

/** Slots hold these values now. */
export async function expectSlots(
  world: World,
  view: ConversationView,
  step: StepOf<"slots">,
): Promise<Mismatch | null> {
  const { slots } = await world.assistant.tracker(view.id);
  const wrong = step.slots.filter(({ name, value }) => {
    const actual = slots.get(name);
    return value === undefined ? actual === undefined || actual === null : !jsonEquals(actual ?? null, value);
  });
  if (wrong.length === 0) return null;
  return {
    message: "Slots hold something else.",
    expected: wrong.map(
      ({ name, value }) => `${name}: ${value === undefined ? "any value" : JSON.stringify(value)}`,
    ),
    actual: wrong.map(({ name }) =>
      slots.has(name) ? `${name}: ${JSON.stringify(slots.get(name))}` : `${name}: no such slot`,
    ),
  };
}

/** This form is active now, or none is. */
export async function expectLoop(
  world: World,
  view: ConversationView,
  step: StepOf<"active_loop">,
): Promise<Mismatch | null> {
  const active = (await world.assistant.tracker(view.id)).activeLoop?.name ?? null;
  if (active === step.name) return null;
  return {
    message: "Another form is active.",
    expected: [step.name ?? "(no form)"],
    actual: [active ?? "(no form)"],
  };
}
