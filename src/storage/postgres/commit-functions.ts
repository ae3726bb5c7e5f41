/**
 * A commit is one statement, so that it costs one way to the server and back, and no lock waits for this process. A plan
 * that is out of date is an error with the state `TB409`, which takes all of its statement back.
 */
export const CONFLICT_STATE = "TB409";

const SCHEDULE_REMINDER = `
CREATE OR REPLACE FUNCTION schedule_reminder(conversation text, reminder jsonb, committed_at double precision)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE reminders SET status = 'replaced', reason = reminder->>'replaced', ended_at = committed_at, held_by = NULL
  WHERE conversation_id = conversation AND name = reminder->>'name' AND status = 'pending';
  INSERT INTO reminders (conversation_id, id, name, intent, entities, due_at, next_attempt_at,
    kill_on_user_message, expires_after, recurrence, ignores_quiet_hours, status, created_at)
  VALUES (conversation, reminder->>'id', reminder->>'name', reminder->>'intent', reminder->>'entities',
    (reminder->>'due_at')::double precision, (reminder->>'due_at')::double precision,
    (reminder->>'kill_on_user_message')::smallint, (reminder->>'expires_after')::double precision,
    reminder->>'recurrence', (reminder->>'ignores_quiet_hours')::smallint, 'pending', committed_at);
END $$`;

const APPLY_REMINDERS = `
CREATE OR REPLACE FUNCTION apply_reminders(conversation text, changes jsonb, committed_at double precision)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  change jsonb;
BEGIN
  FOR change IN SELECT value FROM jsonb_array_elements(changes) LOOP
    IF change->>'type' = 'schedule' THEN
      PERFORM schedule_reminder(conversation, change->'reminder', committed_at);
      CONTINUE;
    END IF;
    UPDATE reminders SET status = coalesce(change->>'status', 'fired'), reason = change->>'reason',
      ended_at = committed_at, held_by = NULL
    WHERE conversation_id = conversation AND id = change->>'id' AND status = 'pending';
    IF NOT FOUND AND change->>'type' = 'fired' THEN
      RAISE EXCEPTION 'a reminder is not pending' USING ERRCODE = '${CONFLICT_STATE}';
    END IF;
  END LOOP;
END $$`;

const APPLY_REACH = `
CREATE OR REPLACE FUNCTION apply_reach(conversation text, changes jsonb, committed_at double precision)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  change jsonb;
BEGIN
  FOR change IN SELECT value FROM jsonb_array_elements(changes) LOOP
    CASE change->>'type'
      WHEN 'subscribe' THEN
        INSERT INTO subscriptions (conversation_id, topic, since)
        VALUES (conversation, change->>'topic', committed_at) ON CONFLICT DO NOTHING;
      WHEN 'unsubscribe' THEN
        DELETE FROM subscriptions WHERE conversation_id = conversation
          AND (change->>'topic' IS NULL OR topic = change->>'topic');
      WHEN 'opt_out' THEN
        UPDATE conversations SET opted_out_at = committed_at
        WHERE conversation_id = conversation AND opted_out_at IS NULL;
      WHEN 'opt_in' THEN
        UPDATE conversations SET opted_out_at = NULL WHERE conversation_id = conversation;
      WHEN 'address' THEN
        INSERT INTO address_book (name, conversation_id, at)
        VALUES (change->>'name', conversation, committed_at) ON CONFLICT DO NOTHING;
    END CASE;
  END LOOP;
END $$`;

const APPLY_EXTERNAL_EVENTS = `
CREATE OR REPLACE FUNCTION apply_external_events(conversation text, changes jsonb, committed_at double precision)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  change jsonb;
  event jsonb;
BEGIN
  FOR change IN SELECT value FROM jsonb_array_elements(changes) LOOP
    event := change->'event';
    IF event IS NOT NULL THEN
      INSERT INTO external_events (conversation_id, id, topic, intent, entities, output_channel, dedupe_key, batch,
        due_at, next_attempt_at, status, reason, result, created_at, ended_at)
      VALUES (conversation, event->>'id', event->>'topic', event->>'intent', event->>'entities',
        event->>'output_channel', event->>'dedupe_key', event->>'batch',
        (event->>'due_at')::double precision, (event->>'due_at')::double precision,
        change->>'status', change->>'reason', change->>'result', committed_at,
        CASE WHEN change->>'status' <> 'waiting' THEN committed_at END);
    ELSE
      UPDATE external_events SET status = change->>'status', reason = change->>'reason',
        result = change->>'result', ended_at = committed_at
      WHERE conversation_id = conversation AND id = change->>'id' AND status = 'waiting';
      IF NOT FOUND THEN
        RAISE EXCEPTION 'an external event does not wait' USING ERRCODE = '${CONFLICT_STATE}';
      END IF;
    END IF;
  END LOOP;
END $$`;

const ADD_MESSAGES = `
CREATE OR REPLACE FUNCTION add_messages(conversation text, added jsonb, newest bigint, committed_at double precision)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO messages (conversation_id, sequence, id, at, body, channel, address, status, next_attempt_at, is_next)
  SELECT conversation, newest + n, m->>'id', committed_at, m->>'body', m->>'channel', m->>'address',
    CASE WHEN m->>'channel' IS NULL THEN 'collected' ELSE 'queued' END,
    CASE WHEN m->>'channel' IS NOT NULL THEN committed_at END,
    CASE WHEN m->>'channel' IS NOT NULL
      AND row_number() OVER (PARTITION BY m->>'channel' ORDER BY n) = 1
      AND NOT EXISTS (SELECT 1 FROM messages o
        WHERE o.status = 'queued' AND o.conversation_id = conversation AND o.channel = m->>'channel')
      THEN 1 ELSE 0 END
  FROM jsonb_array_elements(added) WITH ORDINALITY AS given(m, n);
END $$`;

/**
 * Returns the number of the newest message before the commit's, and the conversation's revision after it. One that was made already (its answer was lost) changes
 * nothing and returns the same. All commits of a conversation take its advisory lock, so none waits for a row.
 */
const COMMIT_TURN = `
CREATE OR REPLACE FUNCTION commit_turn(input jsonb, OUT newest bigint, OUT revision bigint) LANGUAGE plpgsql AS $$
DECLARE
  conversation text := input->>'conversation_id';
  expected bigint := (input->>'expected_sequence')::bigint;
  committed_at double precision := (input->>'at')::double precision;
  own_visit bigint := (input->>'visit')::bigint;
  events_added integer := jsonb_array_length(input->'events');
  messages_added integer := jsonb_array_length(input->'messages');
  replaces boolean := coalesce((input->>'replaces_history')::boolean, false);
  snapshots boolean := input->>'snapshot' IS NOT NULL;
  head record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(conversation, 0));
  SELECT c.sequence, c.message_sequence, c.commit_id, c.revision INTO head
  FROM conversations c WHERE c.conversation_id = conversation;
  IF head.commit_id = input->>'commit_id' THEN
    newest := head.message_sequence - messages_added;
    revision := head.revision;
    RETURN;
  END IF;
  newest := coalesce(head.message_sequence, 0);
  IF coalesce(head.sequence, 0) <> expected THEN
    RAISE EXCEPTION 'the conversation went on' USING ERRCODE = '${CONFLICT_STATE}';
  END IF;
  IF own_visit IS NOT NULL AND NOT leave_turn(conversation, (input->>'process')::integer, own_visit) THEN
    RAISE EXCEPTION 'another process has the turn' USING ERRCODE = '${CONFLICT_STATE}';
  END IF;
  INSERT INTO conversations AS c (conversation_id, sequence, updated_at, message_sequence, latest_channel,
    snapshot_sequence, snapshot, commit_id)
  VALUES (conversation, expected + events_added, committed_at, newest + messages_added,
    input->'address'->>'channel', CASE WHEN snapshots THEN expected + events_added END, input->>'snapshot',
    input->>'commit_id')
  ON CONFLICT (conversation_id) DO UPDATE SET sequence = excluded.sequence, updated_at = excluded.updated_at,
    message_sequence = excluded.message_sequence, commit_id = excluded.commit_id,
    revision = c.revision + 1,
    latest_channel = coalesce(excluded.latest_channel, c.latest_channel),
    snapshot_sequence = CASE WHEN snapshots OR replaces THEN excluded.snapshot_sequence ELSE c.snapshot_sequence END,
    snapshot = CASE WHEN snapshots OR replaces THEN excluded.snapshot ELSE c.snapshot END;
  IF replaces THEN
    DELETE FROM events e WHERE e.conversation_id = conversation;
  END IF;
  INSERT INTO events (conversation_id, sequence, type, data)
  SELECT conversation, expected + n, e->>'type', e->>'data'
  FROM jsonb_array_elements(input->'events') WITH ORDINALITY AS given(e, n);
  IF messages_added > 0 THEN
    PERFORM add_messages(conversation, input->'messages', newest, committed_at);
  END IF;
  IF input ? 'address' THEN
    INSERT INTO addresses AS a (conversation_id, channel, data)
    VALUES (conversation, input->'address'->>'channel', input->'address'->>'data')
    ON CONFLICT (conversation_id, channel) DO UPDATE SET data = excluded.data, is_gone = 0
      WHERE a.data <> excluded.data OR a.is_gone = 1;
  END IF;
  IF input ? 'reminders' THEN
    PERFORM apply_reminders(conversation, input->'reminders', committed_at);
  END IF;
  IF input ? 'reach' THEN
    PERFORM apply_reach(conversation, input->'reach', committed_at);
  END IF;
  IF input ? 'external_events' THEN
    PERFORM apply_external_events(conversation, input->'external_events', committed_at);
  END IF;
  IF input ? 'answer' THEN
    INSERT INTO answers (conversation_id, key, value, at)
    VALUES (conversation, input->'answer'->>'key', input->'answer'->>'value', committed_at)
    ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'the answer is remembered already' USING ERRCODE = '${CONFLICT_STATE}';
    END IF;
  END IF;
  revision := coalesce(head.revision, 0) + 1;
END $$`;

/** False when it is not pending. Scheduled with it: the next occurrence of one that recurs. */
const END_REMINDER = `
CREATE OR REPLACE FUNCTION end_reminder(input jsonb) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  UPDATE reminders SET status = input->>'status', reason = input->>'reason',
    ended_at = (input->>'at')::double precision, held_by = NULL
  WHERE id = input->>'id' AND status = 'pending';
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  IF input ? 'next' THEN
    PERFORM schedule_reminder(input->'next'->>'conversation_id', input->'next', (input->>'at')::double precision);
  END IF;
  RETURN true;
END $$`;

/** The time from which a post is allowed again; null: it was stored, or is known under this key or id. */
const POST_TO_TOPIC = `
CREATE OR REPLACE FUNCTION post_to_topic(input jsonb, OUT post_id text, OUT retry_at double precision)
LANGUAGE plpgsql AS $$
DECLARE
  posted_to text := input->>'topic';
  posted_at double precision := (input->>'at')::double precision;
  span double precision := (input->>'rate_milliseconds')::double precision;
BEGIN
  -- Posts of one topic one after the other: their rate is counted.
  PERFORM pg_advisory_xact_lock(hashtextextended(posted_to, 1));
  SELECT p.id INTO post_id FROM topic_posts p WHERE p.topic = posted_to
    AND (p.idempotency_key = input->>'idempotency_key' OR p.id = input->>'id');
  IF FOUND THEN
    RETURN;
  END IF;
  IF span IS NOT NULL THEN
    SELECT p.at + span INTO retry_at FROM topic_posts p
    WHERE p.topic = posted_to AND p.at > posted_at - span AND p.at <= posted_at
    ORDER BY p.at DESC LIMIT 1 OFFSET (input->>'rate_posts')::bigint - 1;
    IF FOUND THEN
      RETURN;
    END IF;
  END IF;
  post_id := input->>'id';
  INSERT INTO topic_posts (topic, id, intent, entities, at, idempotency_key, request_hash)
  VALUES (posted_to, post_id, input->>'intent', input->>'entities', posted_at, input->>'idempotency_key',
    input->>'request_hash');
  INSERT INTO external_events (conversation_id, id, topic, intent, entities, output_channel, dedupe_key, batch,
    due_at, next_attempt_at, status, created_at)
  SELECT s.conversation_id, post_id, posted_to, input->>'intent', input->>'entities', 'latest',
    input->>'dedupe_key', input->>'batch', (input->>'due_at')::double precision,
    (input->>'due_at')::double precision, 'waiting', posted_at
  FROM subscriptions s WHERE s.topic = posted_to;
END $$`;

export const COMMIT_FUNCTIONS: readonly string[] = [
  SCHEDULE_REMINDER,
  APPLY_REMINDERS,
  APPLY_REACH,
  APPLY_EXTERNAL_EVENTS,
  ADD_MESSAGES,
  COMMIT_TURN,
  END_REMINDER,
  POST_TO_TOPIC,
];
