import {
  aFlag,
  aListOf,
  aMapOf,
  aNumber,
  anObject,
  anything,
  aText,
  orAbsent,
  orNull,
  type Shape,
} from "../../base/index.ts";

// What the API answers, by the name under which the document keeps it.

const TEXT = orNull(aText);
const NUMBER = orNull(aNumber);

const BOT_MESSAGE = anObject({ recipient_id: aText, text: orAbsent(TEXT), image: orAbsent(TEXT) });

const TRACKER = anObject({
  sender_id: aText,
  slots: aMapOf(anything),
  latest_message: anObject({ intent: anObject({}), text: TEXT }),
  latest_event_time: NUMBER,
  followup_action: TEXT,
  paused: aFlag,
  events: orNull(aListOf(anObject({ event: aText }))),
  latest_input_channel: TEXT,
  active_loop: anObject({}),
  latest_action: anObject({}),
  latest_action_name: TEXT,
});

const PREDICTION = anObject({
  scores: aListOf(anObject({ action: aText, score: aNumber })),
  policy: TEXT,
  confidence: aNumber,
  tracker: TRACKER,
});

const REMINDER = anObject({
  conversation_id: aText,
  name: aText,
  intent: aText,
  due_at: aNumber,
  next_attempt_at: NUMBER,
  kill_on_user_msg: aFlag,
  expires_after: NUMBER,
  recurrence: orNull(
    anObject({
      every: orAbsent(aText),
      cron: orAbsent(aText),
      rrule: orAbsent(aText),
      time_zone: aText,
      occurrence: aNumber,
      count: NUMBER,
      until: NUMBER,
    }),
  ),
  ignore_quiet_hours: aFlag,
  held_by: TEXT,
  status: aText,
  reason: TEXT,
  attempts: aNumber,
  created_at: aNumber,
  ended_at: NUMBER,
});

const MAILBOX_MESSAGE = anObject({
  sequence: aNumber,
  id: aText,
  timestamp: aNumber,
  message: BOT_MESSAGE,
  channel: TEXT,
  status: aText,
  reason: TEXT,
});

const OUTBOX_MESSAGE = anObject({
  id: aText,
  conversation_id: aText,
  sequence: aNumber,
  channel: TEXT,
  timestamp: aNumber,
  message: BOT_MESSAGE,
  status: aText,
  attempts: aNumber,
  next_attempt_at: NUMBER,
  reason: TEXT,
});

const DELIVERY = anObject({ id: aText, sequence: aNumber, status: aText, channel: TEXT, reason: TEXT });

const RECIPIENT = anObject({
  conversation_id: aText,
  status: aText,
  reason: TEXT,
  attempts: aNumber,
  due_at: aNumber,
  next_attempt_at: NUMBER,
  ended_at: NUMBER,
  messages: aListOf(BOT_MESSAGE),
  deliveries: aListOf(DELIVERY),
});

const ADDRESS = anObject({ name: aText, conversation_id: aText, since: aNumber });

export const ANSWERS = {
  Tracker: TRACKER,
  BotMessages: aListOf(BOT_MESSAGE),
  TrackerWithMessages: anObject({ tracker: TRACKER, messages: aListOf(BOT_MESSAGE) }),
  /** The tracker is for those who may see it. */
  EventAnswer: anObject({
    tracker: orAbsent(TRACKER),
    messages: aListOf(BOT_MESSAGE),
    held_until: orAbsent(aNumber),
    collected_until: orAbsent(aNumber),
    suppressed: orAbsent(aText),
  }),
  PostedEvent: anObject({
    event_id: aText,
    topic: aText,
    intent: aText,
    posted_at: aNumber,
    counts: anObject({ waiting: aNumber, fired: aNumber, suppressed: aNumber, failed: aNumber }),
    recipients: aListOf(RECIPIENT),
    next_cursor: TEXT,
  }),
  Topics: anObject({
    topics: aListOf(anObject({ topic: aText, subscribers: aNumber })),
    next_cursor: TEXT,
  }),
  Subscribers: anObject({
    topic: aText,
    subscribers: aListOf(anObject({ conversation_id: aText, since: aNumber })),
    next_cursor: TEXT,
  }),
  Subscriptions: anObject({ conversation_id: aText, topics: aListOf(aText), opted_out_at: NUMBER }),
  Address: ADDRESS,
  Addresses: anObject({ addresses: aListOf(ADDRESS), next_cursor: TEXT }),
  Suppressions: anObject({
    suppressions: aListOf(
      anObject({
        event_id: aText,
        conversation_id: aText,
        topic: TEXT,
        intent: aText,
        dedupe_key: TEXT,
        reason: TEXT,
        created_at: aNumber,
        suppressed_at: NUMBER,
      }),
    ),
    next_cursor: TEXT,
  }),
  Prediction: PREDICTION,
  Reminder: REMINDER,
  Reminders: anObject({ reminders: aListOf(REMINDER), next_cursor: TEXT }),
  OutboxMessage: OUTBOX_MESSAGE,
  Outbox: anObject({
    queued: aNumber,
    failed: aNumber,
    messages: aListOf(OUTBOX_MESSAGE),
    next_cursor: TEXT,
  }),
  Mailbox: anObject({ messages: aListOf(MAILBOX_MESSAGE), next_after: aNumber }),
  Conversations: anObject({
    conversations: aListOf(
      anObject({ conversation_id: aText, updated_at: aNumber, latest_channel: TEXT, events: aNumber }),
    ),
    next_cursor: TEXT,
  }),
  Version: anObject({ version: aText, minimum_compatible_version: aText }),
  Status: anObject({ model_file: aText, model_id: aText, num_active_training_jobs: aNumber }),
  Domain: anObject({}),
  Understood: anything,
  StoryEvaluation: anObject({ report: anObject({}), precision: aNumber, f1: aNumber, accuracy: aNumber }),
  UnderstandingEvaluation: anObject({
    intent_evaluation: orNull(anObject({})),
    entity_evaluation: orNull(anObject({})),
    response_selection_evaluation: orNull(anObject({})),
  }),
  Explanation: anObject({ conversation_id: aText, turn: aNumber, turns: aNumber }),
  Nothing: anything,
  Health: anObject({ status: aText }),
} satisfies Readonly<Record<string, Shape>>;

export type AnswerName = keyof typeof ANSWERS;

/** Rasa's body of an error. */
export const ERROR: Shape = anObject({
  status: anything,
  message: aText,
});
