import type { BotUttered, ConversationEvent, Tracker } from "../conversation/index.ts";
import { type ActionOutcome, type ActionScope, actionEvent, done } from "./action-scope.ts";
import { toBotEvent } from "./bot-events.ts";
import { runCustomAction } from "./custom-action.ts";
import { giveUp, sayIfDefined } from "./default-responses.ts";
import { untimed } from "./turn-state.ts";

const NLU_FALLBACK = "nlu_fallback";
const OUT_OF_SCOPE = "out_of_scope";
const TWO_STAGE_FALLBACK = "action_two_stage_fallback";

/**
 * The two-stage fallback loop (rasa/core/actions/two_stage_fallback.py 3.6): asks whether the likeliest intent was
 * meant; denied, asks to rephrase; not understood or denied again, gives up. A clear message ends the loop, and the
 * conversation goes on as if that had been said at once.
 */
export async function runTwoStageFallback(scope: ActionScope): Promise<ActionOutcome> {
  const { tracker } = scope;
  const isActivation = tracker.activeLoop?.name !== TWO_STAGE_FALLBACK;
  const begins: ConversationEvent[] = isActivation
    ? [{ event: "active_loop", name: TWO_STAGE_FALLBACK }]
    : [];
  const ends: ConversationEvent = { event: "active_loop", name: null };
  if (isGivenUp(tracker)) {
    const apology = await ownOr("action_default_fallback", scope, async () => done(await giveUp(scope)));
    return after([...begins, ends], apology);
  }
  if (isClarified(tracker)) return done([...begins, ends, ...repeatMessage(tracker)]);
  const asksToAffirm = isActivation || tracker.latestIntents.at(-1) === NLU_FALLBACK;
  const question = asksToAffirm
    ? await ownOr("action_default_ask_affirmation", scope, async () => done([askAffirmation(scope)]))
    : await ownOr("action_default_ask_rephrase", scope, async () =>
        done(await sayIfDefined("utter_ask_rephrase", scope)),
      );
  return after(begins, question);
}

/** The domain's own version of a default action, when it lists one. */
async function ownOr(
  name: string,
  scope: ActionScope,
  byDefault: () => Promise<ActionOutcome>,
): Promise<ActionOutcome> {
  return scope.ports.domain.actions.includes(name) ? await runCustomAction(name, scope) : await byDefault();
}

function after(events: readonly ConversationEvent[], outcome: ActionOutcome): ActionOutcome {
  return outcome.status === "done" ? done([...events, ...outcome.events]) : outcome;
}

/** Two messages in a row that were not understood, or a second "no". */
function isGivenUp({ latestIntents }: Tracker): boolean {
  const endsWith = (...intents: readonly string[]): boolean =>
    intents.every((intent, index) => latestIntents.at(index - intents.length) === intent);
  return endsWith(NLU_FALLBACK, NLU_FALLBACK) || endsWith(OUT_OF_SCOPE, NLU_FALLBACK, OUT_OF_SCOPE);
}

function isClarified({ latestIntents }: Tracker): boolean {
  const last = latestIntents.at(-1);
  return last !== NLU_FALLBACK && last !== OUT_OF_SCOPE;
}

/** Takes the clarification back and says the clear message again. */
function repeatMessage({ latestMessage }: Tracker): readonly ConversationEvent[] {
  if (latestMessage === null) return [];
  const { intent } = latestMessage.parse_data;
  const message = {
    ...untimed(latestMessage),
    parse_data: { ...latestMessage.parse_data, intent: { ...intent, confidence: 1 } },
  };
  return [{ event: "rewind" }, actionEvent("action_listen"), message];
}

/** The default question of `action_default_ask_affirmation`, about the likeliest intent that is not the fallback. */
export function askAffirmation({ tracker }: ActionScope): BotUttered {
  const parse = tracker.latestMessage?.parse_data;
  const ranking = parse?.intent_ranking ?? [];
  const second = ranking[1]?.name;
  const intent =
    parse?.intent.name === NLU_FALLBACK && second ? second : (parse?.intent.name ?? NLU_FALLBACK);
  return toBotEvent({
    text: `Did you mean '${intent}'?`,
    buttons: [
      { title: "Yes", payload: `/${intent}` },
      { title: "No", payload: `/${OUT_OF_SCOPE}` },
    ],
    utter_action: "action_default_ask_affirmation",
  });
}
