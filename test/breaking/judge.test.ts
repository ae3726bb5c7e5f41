import { describe, expect, it } from "vitest";
import { type Deed, type Evidence, judge, violations } from "./judge.ts";
import type { Receipt } from "./receiver.ts";

const deed = (number: number, kind: Deed["kind"], more: Partial<Deed> = {}): Deed => ({
  conversationId: "ann",
  number,
  kind,
  acknowledgedAt: number * 100,
  ...more,
});

const receipt = (at: number, id: string, text: string, more: Partial<Receipt> = {}): Receipt => ({
  at,
  id,
  conversationId: "ann",
  text,
  isAccepted: true,
  ...more,
});

const DEEDS = [
  deed(1, "note"),
  deed(2, "remind"),
  deed(3, "remind"),
  deed(4, "cancel", { target: 3 }),
  deed(5, "event"),
];
const RECEIPTS = [
  receipt(100, "a", "note 1"),
  receipt(200, "b", "set 2 1000"),
  receipt(300, "c", "set 3 1100"),
  receipt(400, "d", "cancelled 4"),
  receipt(500, "e", "event 5"),
  receipt(1_000, "f", "reminder 2 1000"),
];

const judged = (change: Partial<Evidence>): readonly string[] =>
  violations(judge({ deeds: DEEDS, receipts: RECEIPTS, ...change }));

const without = (id: string): readonly Receipt[] => RECEIPTS.filter((one) => one.id !== id);

describe("the judge of what was broken", () => {
  it("finds nothing in what went well, repeats of an id included", () => {
    expect(judged({ receipts: [...RECEIPTS, receipt(1_100, "f", "reminder 2 1000")] })).toEqual([]);
    expect(judge({ deeds: DEEDS, receipts: RECEIPTS })).toMatchObject({
      messages: 6,
      reminders: 1,
      late: [0],
    });
  });

  it("takes nothing for delivered that was not accepted", () => {
    const refused = [...without("a"), receipt(100, "a", "note 1", { isAccepted: false })];
    expect(judged({ receipts: refused })).toContain("lost: ann: note 1");
  });

  it.each<[string, Partial<Evidence>, string]>([
    ["an answer that never came", { receipts: without("a") }, "lost: ann: note 1"],
    ["a reminder that never came", { receipts: without("f") }, "lost: ann: reminder 2"],
    [
      "a reminder that came early",
      { receipts: [...without("f"), receipt(999, "f", "reminder 2 1000")] },
      "early: ann: reminder 2 came 1 ms before its time",
    ],
    [
      "the same under two ids",
      { receipts: [...RECEIPTS, receipt(1_200, "g", "reminder 2 1000")] },
      "doubled: ann: reminder 2 came under two ids, f and g",
    ],
    [
      "answers in another order",
      { receipts: [...without("a"), receipt(600, "a", "note 1")] },
      "out of order: ann: note 1 came after the answer to 5",
    ],
    [
      "a reminder that was cancelled in time",
      { receipts: [...RECEIPTS, receipt(1_100, "g", "reminder 3 1100")] },
      "uncalled for: ann: reminder 3 was cancelled 700 ms before it was due",
    ],
    [
      "a reminder for another time",
      { receipts: [...without("f"), receipt(1_100, "f", "reminder 2 1001")] },
      "uncalled for: ann: reminder 2 was promised for 1000, and came for 1001",
    ],
    [
      "what nobody asked for",
      { receipts: [...RECEIPTS, receipt(1_200, "g", "event 9")] },
      "uncalled for: 'event 9' in ann",
    ],
    [
      "words the bot does not know",
      { receipts: [...RECEIPTS, receipt(1_200, "g", "Sorry!")] },
      "uncalled for: 'Sorry!' in ann",
    ],
    [
      "an id that changes its text",
      { receipts: [...RECEIPTS, receipt(1_200, "a", "event 5")] },
      "uncalled for: a said 'note 1' first, then 'event 5'",
    ],
  ])("finds %s", (_what, change, found) => {
    expect(judged(change)).toEqual([found]);
  });

  it("finds a reminder that was overtaken by one due later, unless it was not known by then", () => {
    const receipts = [
      receipt(10, "a", "set 1 1000"),
      receipt(20, "b", "set 2 900"),
      receipt(1_000, "c", "reminder 1 1000"),
      receipt(1_001, "d", "reminder 2 900"),
    ];
    const deeds = [deed(1, "remind"), deed(2, "remind")];
    expect(judged({ deeds, receipts })).toEqual([
      "out of order: ann: reminder 2 came after reminder 1 1000, which was due later",
    ]);
    const late = [deed(1, "remind"), deed(2, "remind", { acknowledgedAt: 1_000 })];
    expect(judged({ deeds: late, receipts })).toEqual([]);
  });

  it("excuses what was given up visibly", () => {
    const change = {
      receipts: without("a"),
      givenUp: new Set(["a"]),
      givenUpTexts: new Set(["ann: note 1"]),
    };
    expect(judged(change)).toEqual([]);
  });
});
