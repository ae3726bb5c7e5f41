import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../../src/base/index.ts";
import type {
  ConversationEvent,
  ReminderCancelled,
  ReminderScheduled,
} from "../../src/conversation/index.ts";
import { planReminderChanges, type ReminderPlan } from "../../src/outreach/index.ts";
import type { Reminder } from "../../src/storage/index.ts";

const NOW = Date.UTC(2026, 0, 1);

function pending(id: string, change: Partial<Reminder> = {}): Reminder {
  return {
    id,
    conversationId: "ann",
    name: id,
    intent: "EXTERNAL_reminder",
    entities: null,
    dueAt: NOW + 5_000,
    nextAttemptAt: NOW + 5_000,
    killOnUserMessage: false,
    expiresAfterMilliseconds: null,
    recurrence: null,
    ignoresQuietHours: false,
    heldBy: null,
    status: "pending",
    reason: null,
    attempts: 0,
    createdAt: NOW,
    endedAt: null,
    ...change,
  };
}

function schedule(name: string | null, change: Partial<ReminderScheduled> = {}): ReminderScheduled {
  return {
    event: "reminder",
    intent: "EXTERNAL_reminder",
    entities: null,
    date_time: "2026-01-01T00:00:05Z",
    name,
    kill_on_user_msg: true,
    ...change,
  };
}

function cancel(criteria: Omit<ReminderCancelled, "event"> = {}): ReminderCancelled {
  return { event: "cancel_reminder", ...criteria };
}

function userMessage(metadata?: JsonObject): ConversationEvent {
  const parse = { text: "hi", intent: { name: "greet", confidence: 1 }, entities: [] };
  return {
    event: "user",
    text: "hi",
    parse_data: parse as never,
    input_channel: "rest",
    message_id: "1",
    ...(metadata !== undefined && { metadata }),
  };
}

function plan(events: readonly ConversationEvent[], before: readonly Reminder[] = []): ReminderPlan {
  let ids = 0;
  return planReminderChanges({
    conversationId: "ann",
    events,
    pending: before,
    now: NOW,
    timeZone: { project: null, server: "UTC" },
    createId: () => `new-${++ids}`,
  });
}

/** `schedule new-1`, `cancelled r (why)` … */
function summary({ changes }: ReminderPlan): string[] {
  return changes.map((change) => {
    if (change.type === "schedule") return `schedule ${change.reminder.id}`;
    return change.type === "end" ? `${change.status} ${change.id}` : `fired ${change.id}`;
  });
}

const ended = (criteria: Omit<ReminderCancelled, "event">, before: readonly Reminder[]): string[] =>
  summary(plan([cancel(criteria)], before)).map((text) => text.replace("cancelled ", ""));

describe("a reminder event", () => {
  it("becomes a reminder with everything that was said", () => {
    const entities = [{ entity: "PERSON", value: "Paul" }];
    const { changes, problems } = plan([schedule("call", { entities, expires_after: 60 })]);
    expect(problems).toEqual([]);
    expect(changes).toEqual([
      {
        type: "schedule",
        reminder: {
          id: "new-1",
          conversationId: "ann",
          name: "call",
          intent: "EXTERNAL_reminder",
          entities,
          dueAt: NOW + 5_000,
          killOnUserMessage: true,
          expiresAfterMilliseconds: 60_000,
          recurrence: null,
          ignoresQuietHours: false,
        },
      },
    ]);
  });

  it("gets a name of its own when it has none, so that nothing is replaced", () => {
    const { changes } = plan([schedule(null), schedule(null)]);
    const names = changes.map((change) => (change.type === "schedule" ? change.reminder.name : ""));
    expect(new Set(names).size).toBe(2);
  });

  it("replaces the pending one of its name, and one set earlier in the same turn", () => {
    const result = plan(
      [schedule("call"), schedule("call")],
      [pending("old", { name: "call" }), pending("other")],
    );
    expect(summary(result)).toEqual(["replaced old", "schedule new-1", "replaced new-1", "schedule new-2"]);
  });

  it.each(["in five seconds", "", "2026-02-30T00:00"])(
    "with the time '%s' is a problem, and the turn goes on",
    (time) => {
      const result = plan([schedule("bad", { date_time: time }), schedule("good")]);
      expect(summary(result)).toEqual(["schedule new-1"]);
      expect(result.problems).toMatchObject([{ message: expect.stringContaining("'bad'") }]);
      expect(result.problems[0]?.hint).toContain("ISO 8601");
    },
  );

  it("without a time, as an import may bring it, is a problem too and replaces nothing", () => {
    const { date_time: _, ...event } = schedule("call");
    const result = plan([event as ReminderScheduled], [pending("old", { name: "call" })]);
    expect(summary(result)).toEqual([]);
    expect(result.problems).toHaveLength(1);
  });

  it.each(["soon", Number.NaN, -1])("with expires_after %s is set without an end, and says so", (value) => {
    const result = plan([schedule("call", { expires_after: value as number })]);
    expect(result.changes).toMatchObject([{ reminder: { expiresAfterMilliseconds: null } }]);
    expect(result.problems).toMatchObject([{ message: expect.stringContaining("expires_after") }]);
  });

  it("in the past is due at once", () => {
    const result = plan([schedule("call", { date_time: "2020-01-01T00:00:00Z" })]);
    expect(result.changes).toMatchObject([{ reminder: { dueAt: Date.UTC(2020, 0, 1) } }]);
  });
});

describe("a cancel_reminder event", () => {
  const paul = pending("paul", {
    name: "call",
    entities: [{ entity: "PERSON", value: "Paul", start: 3, confidence: 0.9 }],
  });
  const ann = pending("ann", {
    name: "meet",
    intent: "EXTERNAL_meeting",
    entities: { PERSON: "Ann", place: "home" },
  });
  const bare = pending("bare", { name: "water" });
  const all = [paul, ann, bare];

  it.each<[string, Omit<ReminderCancelled, "event">, string[]]>([
    ["nothing at all means all", {}, ["paul", "ann", "bare"]],
    ["nulls are nothing", { name: null, intent: null, entities: null }, ["paul", "ann", "bare"]],
    ["a name", { name: "call" }, ["paul"]],
    ["a name is no pattern", { name: "c.*" }, []],
    ["an intent", { intent: "EXTERNAL_reminder" }, ["paul", "bare"]],
    ["name and intent must both match", { name: "meet", intent: "EXTERNAL_reminder" }, []],
    ["entities as a map find a list with more keys", { entities: { PERSON: "Paul" } }, ["paul"]],
    ["entities as a list find a map", { entities: [{ entity: "PERSON", value: "Ann" }] }, ["ann"]],
    [
      "extra keys are ignored",
      { entities: [{ entity: "PERSON", value: "Ann", start: 9, role: "to" }] },
      ["ann"],
    ],
    ["a part of the entities is enough", { entities: { place: "home" } }, ["ann"]],
    ["more than the reminder has is too much", { entities: { PERSON: "Paul", place: "home" } }, []],
    ["values are compared, not their text", { entities: { PERSON: ["Paul"] } }, []],
    ["an empty map filters nothing beside a name", { name: "water", entities: {} }, ["bare"]],
    ["an empty list filters nothing beside an intent", { intent: "EXTERNAL_meeting", entities: [] }, ["ann"]],
    ["an empty name beside an intent", { name: "", intent: "EXTERNAL_meeting" }, ["ann"]],
  ])("%s", (_, criteria, expected) => {
    expect(ended(criteria, all)).toEqual(expected);
  });

  it.each<Omit<ReminderCancelled, "event">>([
    { entities: {} },
    { entities: [] },
    { entities: ["Paul"] },
    { name: "" },
    { intent: "", entities: {} },
  ])("%j alone could mean all or be a mistake: it cancels nothing and says what to do", (criteria) => {
    const result = plan([cancel(criteria)], all);
    expect(result.changes).toEqual([]);
    expect(result.problems).toMatchObject([{ hint: expect.stringContaining("Leave the field out") }]);
  });

  it("finds an entity whatever the order of keys in its value, and is safe with __proto__", () => {
    const value = { a: 1, b: { c: 2, d: 3 } };
    const entities = JSON.parse('{"__proto__": 1, "x": {"b": {"d": 3, "c": 2}, "a": 1}}') as JsonObject;
    expect(ended({ entities: { x: value } }, [pending("r", { entities })])).toEqual(["r"]);
    expect(ended({ entities: { y: 1 } }, [pending("r", { entities })])).toEqual([]);
  });

  it("cancels what the same turn has set before it, and not what it sets after it", () => {
    expect(summary(plan([schedule("a"), cancel(), schedule("b")], [pending("old")]))).toEqual([
      "schedule new-1",
      "cancelled old",
      "cancelled new-1",
      "schedule new-2",
    ]);
  });

  it("ends each reminder once, with a reason", () => {
    const { changes } = plan([cancel(), cancel(), { event: "restart" }], [pending("r")]);
    expect(changes).toMatchObject([{ id: "r", reason: expect.stringContaining("cancelled") }]);
  });

  it("matches entities of one shape as those of the other", () => {
    const pairs = fc.uniqueArray(fc.tuple(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean())), {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 4,
    });
    const toMap = (given: readonly (readonly [string, JsonValue])[]): JsonObject => {
      const map = Object.create(null) as Record<string, JsonValue>;
      for (const [name, value] of given) map[name] = value;
      return map;
    };
    const toList = (given: readonly (readonly [string, JsonValue])[]): JsonValue[] =>
      given.map(([entity, value], index) => ({ value, start: index, entity }));
    fc.assert(
      fc.property(pairs, fc.boolean(), fc.boolean(), fc.nat(), (given, asMap, wantMap, drop) => {
        const reminder = pending("r", { entities: asMap ? toMap(given) : toList(given) });
        const wanted = given.filter((_, index) => index !== drop % (given.length + 1));
        if (wanted.length === 0) return;
        expect(ended({ entities: wantMap ? toMap(wanted) : toList(wanted) }, [reminder])).toEqual(["r"]);
        const [name, value] = wanted[0]!;
        expect(ended({ entities: { [name]: [value] } }, [reminder])).toEqual([]);
      }),
    );
  });
});

describe("other events", () => {
  it("end reminders that a person's message kills, and no others", () => {
    const before = [pending("kill", { killOnUserMessage: true }), pending("keep")];
    const result = plan([userMessage()], before);
    expect(result.changes).toMatchObject([
      { id: "kill", status: "cancelled", reason: expect.stringContaining("kill_on_user_msg") },
    ]);
  });

  it("leave them alone when the message is an external event", () => {
    const before = [pending("kill", { killOnUserMessage: true })];
    expect(plan([userMessage({ is_external: true })], before).changes).toEqual([]);
    expect(summary(plan([userMessage({ is_external: "yes" })], before))).toEqual(["cancelled kill"]);
  });

  it("spare the reminder that the same turn sets after the message", () => {
    expect(summary(plan([userMessage(), schedule("r")]))).toEqual(["schedule new-1"]);
  });

  it("end all at a restart, and only those made before it", () => {
    const result = plan([schedule("a"), { event: "restart" }, schedule("b")], [pending("old")]);
    expect(summary(result)).toEqual(["schedule new-1", "cancelled old", "cancelled new-1", "schedule new-2"]);
    expect(result.changes[1]).toMatchObject({ reason: expect.stringContaining("restarted") });
  });

  it("change nothing when a session starts, slots are set, or the bot speaks", () => {
    const events: ConversationEvent[] = [
      { event: "session_started" },
      { event: "slot", name: "a", value: 1 },
      { event: "pause" },
      { event: "reset_slots" },
    ];
    expect(plan(events, [pending("r", { killOnUserMessage: true })])).toEqual({ changes: [], problems: [] });
  });
});
