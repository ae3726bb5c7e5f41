import type { Clock, Logger, Random } from "../base/index.ts";
import type { Channel } from "../channels/index.ts";
import type { ParseResult } from "../conversation/index.ts";
import {
  type ActionRunner,
  createResponseGenerator,
  type DialoguePorts,
  parsePayload,
  type ResponseGenerator,
} from "../dialogue/index.ts";
import { allActionNames, type Domain } from "../domain/index.ts";
import { type Courier, createCourier, createOutboxGauge } from "../outreach/index.ts";
import type { ConversationStore } from "../storage/index.ts";
import type { Assistant } from "./assistant.ts";
import {
  appendEvents,
  logMessage,
  readHistory,
  replaceEvents,
  startSession,
  trackerJson,
} from "./conversation-requests.ts";
import { executeAction } from "./executing.ts";
import { createFiring, type Firing } from "./firing-due.ts";
import { followMessages } from "./following.ts";
import {
  emptyInterpreter,
  noDialogueError,
  noModelError,
  type RuntimeModel,
  silentPredictor,
} from "./model.ts";
import { followOtherProcesses } from "./other-processes.ts";
import { deleteConversation } from "./outbox-requests.ts";
import { outreachRequests } from "./outreach-requests.ts";
import { explainConversation, predictAfter, predictNext } from "./predicting.ts";
import { openConversation, receiveMessage } from "./receiving.ts";
import type { EventPolicy, QuietHoursSetting, RuntimeServices } from "./services.ts";
import { createSubscriptions, type Subscriptions } from "./subscriptions.ts";
import { createTurns, type Turns } from "./turns.ts";

/** What an assistant is made of. */
export interface AssistantOptions {
  readonly model: RuntimeModel | null;
  readonly store: ConversationStore;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly actions: ActionRunner;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly createId: () => string;
  /** IANA zone for reminder times without one; null takes `serverTimeZone`. */
  readonly timeZone: string | null;
  readonly serverTimeZone: string;
  /** When people are to be left alone (default: never). */
  readonly quietHours?: QuietHoursSetting | null;
  /** What is done with events from outside, by intent (default: each fires when it comes). */
  readonly eventPolicies?: ReadonlyMap<string, EventPolicy>;
  /** How many events a topic takes a minute (default: 600). */
  readonly topicLimits?: ReadonlyMap<string, number>;
  /** Speaks in place of the domain's responses, which it gets to fall back on. */
  readonly responses?: (own: ResponseGenerator, domain: Domain) => ResponseGenerator;
  /** Rasa's `MAX_NUMBER_OF_PREDICTIONS`, default 10. */
  readonly maximumActions?: number;
  /** Queued messages from which on no more are taken, default a million. */
  readonly outboxLimit?: number;
}

/** About a gigabyte on disk. */
const OUTBOX_LIMIT = 1_000_000;

/** Milliseconds that running turns have for their actions once the assistant is to stop: then they end without them. */
const DRAINING_GRACE = 10_000;

/** Wires the ports together. Nothing runs on its own before `start()`. */
export function createAssistant(options: AssistantOptions): Assistant {
  const { store, clock, logger, channels } = options;
  const { services, useModel } = createServices(options);
  const subscriptions = createSubscriptions();

  const courier = createDelivering(options, { services, subscriptions, turns: () => turns });
  const firing = createFiring(options, services, () => turns);
  const turns = createTurns(services, (committed) => {
    const { conversationId, messages, isThere } = committed;
    for (const message of messages) subscriptions.publish(message);
    // Who writes can be reached again: what waited for a receiver that was gone comes before the answer.
    const queued = messages.filter((message) => message.status === "queued").length;
    services.outbox.add(queued);
    if (queued > 0) courier.nudge(conversationId, isThere);
    firing.follow(committed);
  });
  const { endOccurrence, events } = firing;
  const context = { services, turns, channels, courier, subscriptions, endOccurrence, events };
  const unwatch = followOtherProcesses({ store, firing, courier, subscriptions, logger });

  return {
    clock,
    store,
    model: services.model,
    useModel(model) {
      useModel(model);
      turns.cache.clear();
      if (model !== null) warnOfSilence(services);
      firing.nudge();
    },
    channels,
    requireModel: services.requireModel,
    parse: (text) => parseText(services, text),
    receive: (message) => receiveMessage(context, message),
    open: (message) => openConversation(context, message),
    ...outreachRequests(context),
    tracker: (conversationId) => startSession(context, conversationId),
    logMessage: (conversationId, message) => logMessage(context, conversationId, message),
    appendEvents: (conversationId, events, append) =>
      appendEvents(context, conversationId, { events, ...append }),
    replaceEvents: (conversationId, events) => replaceEvents(context, conversationId, events),
    execute: (request) => executeAction(context, request),
    predict: (conversationId) => predictNext(context, conversationId),
    predictAfter: (events) => predictAfter(context, events),
    explain: (conversationId, turn) => explainConversation(context, conversationId, turn),
    events: (conversationId, until) => readHistory(context, conversationId, until),
    trackerJson: (conversationId, include, until) => trackerJson(context, conversationId, { include, until }),
    deleteConversation: (conversationId) => deleteConversation(context, conversationId),
    subscribe: subscriptions.subscribe,
    follow: (conversationId, follow) =>
      followMessages({ store, clock, subscriptions }, conversationId, follow),
    async start() {
      warnOfSilence(services);
      await services.outbox.start();
      await firing.start();
      await courier.start();
    },
    drain: () => drain({ firing, turns, courier, unwatch }, options),
  };
}

/** Delivers what was committed, and tells whoever listens. */
function createDelivering(
  { store, clock, logger, random, channels }: AssistantOptions,
  parts: {
    readonly services: RuntimeServices;
    readonly subscriptions: Subscriptions;
    readonly turns: () => Turns;
  },
): Courier {
  return createCourier({
    store,
    clock,
    logger,
    random,
    push: (name) => channels.get(name)?.push,
    onTried({ status }) {
      if (status !== "queued") parts.services.outbox.add(-1);
    },
    onSettled: parts.subscriptions.publish,
    onAddressGone: ({ conversationId }) => forgetState(parts.turns(), conversationId),
  });
}

/** In the conversation's turn, as a running one puts back what it began with. */
function forgetState({ inTurn, cache }: Turns, conversationId: string): void {
  inTurn(conversationId, async () => cache.forget(conversationId)).catch(() => {
    // Refused while the server stops: nothing is decided from it any more.
  });
}

async function drain(
  parts: {
    readonly firing: Firing;
    readonly turns: Turns;
    readonly courier: Courier;
    readonly unwatch: () => void;
  },
  { actions, clock }: AssistantOptions,
): Promise<void> {
  const limit = clock.schedule(clock.now() + DRAINING_GRACE, () => actions.cancel());
  // What is due first: a reminder that is refused a turn would count a failed attempt.
  await parts.firing.stop();
  await parts.turns.drain();
  limit.cancel();
  await parts.courier.stop();
  parts.unwatch();
}

function warnOfSilence({ model, logger }: RuntimeServices): void {
  if (model()?.predictor !== null) return;
  const { message, hint } = noDialogueError();
  logger.warn(message, { hint });
}

/** A loaded model, and what turns need of it. */
interface Loaded {
  readonly model: RuntimeModel;
  readonly ports: DialoguePorts;
}

function createServices(options: AssistantOptions): {
  readonly services: RuntimeServices;
  readonly useModel: (model: RuntimeModel | null) => void;
} {
  const { store, clock, logger, createId } = options;
  const load = (model: RuntimeModel | null): Loaded | null =>
    model === null ? null : { model, ports: createPorts(options, model) };
  let loaded = load(options.model);
  const require = (): Loaded => {
    if (loaded === null) throw noModelError();
    return loaded;
  };
  const services: RuntimeServices = {
    store,
    clock,
    logger,
    createId,
    outbox: createOutboxGauge({ store, clock, logger, most: options.outboxLimit ?? OUTBOX_LIMIT }),
    timeZones: { project: options.timeZone, server: options.serverTimeZone },
    quietHours: options.quietHours ?? null,
    eventPolicies: options.eventPolicies ?? new Map(),
    topicLimits: options.topicLimits ?? new Map(),
    model: () => loaded?.model ?? null,
    requireModel: () => require().model,
    dialoguePorts: () => require().ports,
  };
  return {
    services,
    useModel: (model) => {
      loaded = load(model);
    },
  };
}

function createPorts(options: AssistantOptions, model: RuntimeModel): DialoguePorts {
  const { clock, random, logger } = options;
  const own = createResponseGenerator(model.domain, random, logger);
  return {
    domain: model.domain,
    actionNames: new Set(allActionNames(model.domain)),
    interpreter: model.interpreter ?? emptyInterpreter,
    predictor: model.predictor ?? silentPredictor,
    actions: options.actions,
    responses: options.responses?.(own, model.domain) ?? own,
    clock,
    timeZone: options.timeZone,
    random,
    logger,
    maximumActions: options.maximumActions ?? 10,
    createId: options.createId,
  };
}

async function parseText(services: RuntimeServices, text: string): Promise<ParseResult> {
  const { domain, interpreter, predictor } = services.requireModel();
  const payload = parsePayload(text, predictor === null ? null : domain);
  if (payload !== null) return payload;
  const { clock, timeZones } = services;
  return await (interpreter ?? emptyInterpreter).parse(text, {
    referenceTime: clock.now(),
    timeZone: timeZones.project ?? timeZones.server,
  });
}
