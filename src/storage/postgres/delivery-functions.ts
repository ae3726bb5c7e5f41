const PROMOTE_NEXT = `
CREATE OR REPLACE FUNCTION promote_next(conversation text, line text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE messages SET is_next = 1 WHERE conversation_id = conversation AND sequence = (
    SELECT sequence FROM messages
    WHERE status = 'queued' AND conversation_id = conversation AND channel = line
    ORDER BY sequence LIMIT 1);
END $$`;

/** Returns the messages that are given up with it, as its address is gone. */
const SETTLE_DELIVERY = `
CREATE OR REPLACE FUNCTION settle_delivery(conversation text, settled bigint, outcome text, again_at double precision,
  because text, address_is_gone integer)
RETURNS SETOF messages LANGUAGE plpgsql AS $$
DECLARE
  done record;
BEGIN
  -- One that is lost with a crash of the database is made again, under the same id, as if this process had crashed.
  IF outcome = 'delivered' THEN
    PERFORM set_config('synchronous_commit', 'off', true);
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(conversation, 0));
  UPDATE messages SET status = outcome, next_attempt_at = again_at, reason = because, attempts = attempts + 1
  WHERE conversation_id = conversation AND sequence = settled AND status = 'queued'
  RETURNING channel, address INTO done;
  IF NOT FOUND OR outcome = 'queued' THEN
    RETURN;
  END IF;
  IF address_is_gone = 1 THEN
    INSERT INTO addresses AS a (conversation_id, channel, data, is_gone)
    VALUES (conversation, done.channel, done.address, 1)
    ON CONFLICT (conversation_id, channel) DO UPDATE SET is_gone = 1 WHERE a.data = excluded.data;
    UPDATE conversations SET revision = revision + 1 WHERE conversation_id = conversation;
    RETURN QUERY UPDATE messages SET status = 'failed', next_attempt_at = NULL, reason = because
      WHERE status = 'queued' AND conversation_id = conversation AND channel = done.channel
        AND address = done.address RETURNING messages.*;
  END IF;
  PERFORM promote_next(conversation, done.channel);
END $$`;

/** The conversation of a message that is in the outbox, whose lock is held then; null when there is none. */
const LOCK_OUTBOX = `
CREATE OR REPLACE FUNCTION lock_outbox(wanted text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  conversation text;
BEGIN
  SELECT conversation_id INTO conversation FROM messages WHERE status IN ('queued', 'failed') AND id = wanted;
  PERFORM pg_advisory_xact_lock(hashtextextended(conversation, 0));
  RETURN conversation;
END $$`;

const REQUEUE_MESSAGE = `
CREATE OR REPLACE FUNCTION requeue_message(wanted text, again_at double precision)
RETURNS SETOF messages LANGUAGE plpgsql AS $$
DECLARE
  conversation text := lock_outbox(wanted);
  line text;
BEGIN
  UPDATE messages SET status = 'queued', attempts = 0, next_attempt_at = again_at, reason = NULL, is_next = 0
  WHERE conversation_id = conversation AND id = wanted AND status IN ('queued', 'failed')
  RETURNING channel INTO line;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE messages SET is_next = 0
  WHERE status = 'queued' AND is_next = 1 AND conversation_id = conversation AND channel = line;
  PERFORM promote_next(conversation, line);
  UPDATE addresses SET is_gone = 0 WHERE conversation_id = conversation AND channel = line AND is_gone = 1;
  UPDATE conversations SET revision = revision + 1 WHERE conversation_id = conversation;
  RETURN QUERY SELECT * FROM messages WHERE conversation_id = conversation AND id = wanted;
END $$`;

const DROP_MESSAGE = `
CREATE OR REPLACE FUNCTION drop_message(wanted text, because text)
RETURNS SETOF messages LANGUAGE plpgsql AS $$
DECLARE
  conversation text := lock_outbox(wanted);
  dropped messages;
BEGIN
  UPDATE messages SET status = 'dropped', next_attempt_at = NULL, reason = because
  WHERE conversation_id = conversation AND id = wanted AND status IN ('queued', 'failed')
  RETURNING * INTO dropped;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  PERFORM promote_next(conversation, dropped.channel);
  RETURN NEXT dropped;
END $$`;

/** What becomes of messages after their commit. Each takes its conversation's lock, as commits do. */
export const DELIVERY_FUNCTIONS: readonly string[] = [
  PROMOTE_NEXT,
  SETTLE_DELIVERY,
  LOCK_OUTBOX,
  REQUEUE_MESSAGE,
  DROP_MESSAGE,
];
