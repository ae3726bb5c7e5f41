/** How long a process that gave no sign of life keeps what it holds. */
const LIFETIME = "interval '10 seconds'";
/** First half of the advisory locks on processes' numbers: "tsbp". */
const PROCESS_LOCK = 0x74736270;

/** `current_schema()` keeps bots of one database apart. */
const NEWS = `
CREATE OR REPLACE FUNCTION tell(payload text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify(current_schema() || '_news', payload);
END $$`;

/** Enters a process, under the number it had before if there is one. The lock lasts as long as the connection. */
const ENTER_PROCESS = `
CREATE OR REPLACE FUNCTION enter_process(former integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  own integer := former;
BEGIN
  -- The former connection may not have ended yet for the server.
  IF own IS NULL OR NOT pg_try_advisory_lock(${PROCESS_LOCK} # hashtext(current_schema()), own) THEN
    own := nextval('process_numbers');
    PERFORM pg_advisory_lock(${PROCESS_LOCK} # hashtext(current_schema()), own);
  END IF;
  INSERT INTO processes (process, expires_at) VALUES (own, clock_timestamp() + ${LIFETIME})
  ON CONFLICT (process) DO UPDATE SET expires_at = excluded.expires_at;
  PERFORM tell('{"from":0,"type":"process"}');
  RETURN own;
END $$`;

/** Takes from a process all it holds, and wakes the others. */
const END_PROCESS = `
CREATE OR REPLACE FUNCTION end_process(ended integer) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM processes WHERE process = ended;
  DELETE FROM turns WHERE process = ended;
  DELETE FROM lines WHERE process = ended;
  PERFORM tell('{"from":0,"type":"anything"}');
END $$`;

/**
 * A sign of life, and a look at the others: one whose connection is gone, or that gave none for too long, is ended, and so
 * is what came in its name after that. Returns how many processes there are; 0 when this one was ended itself.
 */
const KEEP_PROCESS = `
CREATE OR REPLACE FUNCTION keep_process(own integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  other integer;
BEGIN
  UPDATE processes SET expires_at = clock_timestamp() + ${LIFETIME} WHERE process = own;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  FOR other IN
    SELECT p.process FROM processes p WHERE p.process <> own
      AND (p.expires_at < clock_timestamp()
        OR pg_try_advisory_xact_lock(${PROCESS_LOCK} # hashtext(current_schema()), p.process))
    UNION SELECT h.process FROM (SELECT process FROM turns UNION SELECT process FROM lines) h
    WHERE NOT EXISTS (SELECT 1 FROM processes p WHERE p.process = h.process)
  LOOP
    PERFORM end_process(other);
  END LOOP;
  RETURN (SELECT count(*) FROM processes);
END $$`;

/**
 * Takes a ticket for a conversation's turn, or looks again with the one of this visit. The advisory lock orders tickets,
 * and lets nobody in while a commit of the conversation is on its way.
 */
const ENTER_TURN = `
CREATE OR REPLACE FUNCTION enter_turn(conversation text, own integer, own_visit bigint,
  OUT ticket bigint, OUT is_first integer, OUT revision bigint)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(conversation, 0));
  SELECT t.ticket INTO ticket FROM turns t
  WHERE t.conversation_id = conversation AND t.process = own AND t.visit = own_visit;
  IF ticket IS NULL THEN
    ticket := nextval('tickets');
    INSERT INTO turns (conversation_id, ticket, process, visit) VALUES (conversation, ticket, own, own_visit);
  END IF;
  is_first := CASE WHEN EXISTS (
    SELECT 1 FROM turns t WHERE t.conversation_id = conversation AND t.ticket < enter_turn.ticket) THEN 0 ELSE 1 END;
  SELECT c.revision INTO revision FROM conversations c WHERE c.conversation_id = conversation;
  revision := coalesce(revision, 0);
END $$`;

/** Gives a turn back and wakes who comes next. False when it was taken away. */
const LEAVE_TURN = `
CREATE OR REPLACE FUNCTION leave_turn(conversation text, own integer, own_visit bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  next_ticket bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(conversation, 0));
  DELETE FROM turns WHERE conversation_id = conversation AND process = own AND visit = own_visit;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  SELECT min(ticket) INTO next_ticket FROM turns WHERE conversation_id = conversation;
  IF next_ticket IS NOT NULL THEN
    PERFORM tell(json_build_object('from', 0, 'type', 'turn', 'ticket', next_ticket)::text);
  END IF;
  RETURN true;
END $$`;

/** Takes a line unless another process has it, who is told that there is something for it. */
const TAKE_LINE = `
CREATE OR REPLACE FUNCTION take_line(conversation text, taken text, own integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  holder integer;
BEGIN
  INSERT INTO lines AS l (conversation_id, line, process) VALUES (conversation, taken, own)
  ON CONFLICT (conversation_id, line) DO UPDATE SET is_wanted = l.is_wanted OR l.process <> excluded.process
  RETURNING l.process INTO holder;
  RETURN holder = own;
END $$`;

/**
 * Takes a conversation's deliveries, and reads of each of its channels the next message, as it is once they are taken. One
 * row of nulls when another process has them.
 */
const TAKE_DELIVERIES = `
CREATE OR REPLACE FUNCTION take_deliveries(conversation text, own integer) RETURNS SETOF messages
LANGUAGE plpgsql AS $$
DECLARE
  nothing messages;
BEGIN
  IF NOT take_line(conversation, 'deliveries', own) THEN
    RETURN NEXT nothing;
    RETURN;
  END IF;
  RETURN QUERY SELECT * FROM messages
  WHERE conversation_id = conversation AND status = 'queued' AND is_next = 1 ORDER BY sequence;
END $$`;

/** Null when this process does not have the line. */
const LEAVE_LINE = `
CREATE OR REPLACE FUNCTION leave_line(conversation text, left_line text, own integer) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
  was_wanted boolean;
BEGIN
  DELETE FROM lines WHERE conversation_id = conversation AND line = left_line AND process = own
  RETURNING is_wanted INTO was_wanted;
  RETURN was_wanted;
END $$`;

/** Conversations with due reminders that this process has now: rows that another one looks at now are passed over. */
const TAKE_DUE = (table: string, status: string, line: string, order: string) => `
CREATE OR REPLACE FUNCTION take_due_${line}(until double precision, own integer, excepted text[], most integer)
RETURNS SETOF ${table} LANGUAGE plpgsql AS $$
BEGIN
  -- Locks on rows would wait for the disk, and are of no use after a crash.
  PERFORM set_config('synchronous_commit', 'off', true);
  INSERT INTO lines (conversation_id, line, process)
  SELECT DISTINCT d.conversation_id, '${line}', own FROM (
    SELECT r.conversation_id FROM ${table} r
    WHERE r.status = '${status}' AND r.due_at <= until AND r.next_attempt_at <= until
      AND r.conversation_id <> ALL (excepted)
      AND NOT EXISTS (SELECT 1 FROM lines l
        WHERE l.conversation_id = r.conversation_id AND l.line = '${line}' AND l.process <> own)
    ORDER BY ${order} LIMIT most FOR UPDATE OF r SKIP LOCKED) d
  ORDER BY d.conversation_id
  ON CONFLICT DO NOTHING;
  RETURN QUERY SELECT r.* FROM ${table} r
  WHERE r.status = '${status}' AND r.due_at <= until AND r.next_attempt_at <= until
    AND r.conversation_id <> ALL (excepted)
    AND EXISTS (SELECT 1 FROM lines l
      WHERE l.conversation_id = r.conversation_id AND l.line = '${line}' AND l.process = own)
  ORDER BY ${order} LIMIT most;
END $$`;

export const PROCESS_FUNCTIONS: readonly string[] = [
  NEWS,
  ENTER_PROCESS,
  END_PROCESS,
  KEEP_PROCESS,
  ENTER_TURN,
  LEAVE_TURN,
  TAKE_LINE,
  TAKE_DELIVERIES,
  LEAVE_LINE,
  TAKE_DUE("reminders", "pending", "reminders", "r.due_at, r.created_at, r.id"),
  TAKE_DUE("external_events", "waiting", "external_events", "r.next_attempt_at"),
];
