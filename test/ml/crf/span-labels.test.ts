import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeSpans,
  encodeSpans,
  kindOf,
  type LabelledSpan,
  labelCount,
  mayFollow,
  positionOf,
} from "../../../src/ml/crf/span-labels.ts";
import { isAllowed } from "./label-paths.ts";

/** Spans one behind the other, with gaps between them or none. */
const spans = fc
  .array(fc.record({ gap: fc.nat(3), length: fc.integer({ min: 1, max: 6 }), kind: fc.nat(500) }), {
    maxLength: 12,
  })
  .map((parts) => {
    const placed: LabelledSpan[] = [];
    let next = 0;
    for (const { gap, length, kind } of parts) {
      placed.push({ first: next + gap, last: next + gap + length - 1, kind });
      next += gap + length;
    }
    return { placed, next };
  });

describe("labels of spans", () => {
  it("tell the spans they were made of", () => {
    fc.assert(
      fc.property(spans, fc.nat(4), ({ placed, next }, behind) => {
        expect(decodeSpans(encodeSpans(placed, next + behind))).toEqual(placed);
      }),
    );
  });

  it("may stand behind each other as they do in spans", () => {
    fc.assert(
      fc.property(spans, ({ placed, next }) => {
        const labels = encodeSpans(placed, next);
        labels.forEach((label, at) => {
          expect(mayFollow(at === 0 ? 0 : labels[at - 1]!, label)).toBe(true);
        });
      }),
    );
  });

  it("may follow each other where a span goes on or none is open, for two kinds and outside", () => {
    const labels = Array.from({ length: labelCount(2) }, (_, label) => label);
    for (const before of labels)
      for (const label of labels) expect(mayFollow(before, label)).toBe(isAllowed(before, label));
  });

  it("are numbered by kind, then position, behind outside", () => {
    expect(labelCount(0)).toBe(1);
    expect([0, 1, 2, 3, 4, 5, 8, 9].map(kindOf)).toEqual([-1, 0, 0, 0, 0, 1, 1, 2]);
    expect([0, 1, 2, 3, 4, 5, 8, 9].map(positionOf)).toEqual([0, 1, 2, 3, 4, 1, 4, 1]);
    expect([...encodeSpans([{ first: 1, last: 3, kind: 1 }], 5)]).toEqual([0, 5, 6, 7, 0]);
    expect([...encodeSpans([{ first: 0, last: 0, kind: 0 }], 1)]).toEqual([4]);
  });
});
