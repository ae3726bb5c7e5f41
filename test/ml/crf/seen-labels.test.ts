import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seenLabels } from "../../../src/ml/crf/label-weights.ts";
import { toTokenSequences } from "../../../src/ml/index.ts";

const LABELS = 9;
const keys = fc.array(fc.nat(20), { maxLength: 4 });
const sequence = fc.record({ tokens: fc.array(keys, { maxLength: 5 }), shared: keys });

describe("the labels that features were seen with", () => {
  it("are each there once, in the order in which they come, however many are put in order at a time", () => {
    const examples = fc.array(sequence, { maxLength: 6 });
    fc.assert(
      fc.property(
        examples,
        fc.infiniteStream(fc.nat(LABELS - 1)),
        fc.integer({ min: 1, max: 40 }),
        (texts, labels, portion) => {
          const sequences = toTokenSequences(
            texts.map(({ tokens, shared }) => ({
              tokens,
              sharedKeys: shared,
              sharedValues: shared.map(() => 1),
            })),
          );
          const path = Uint16Array.from(
            texts.flatMap(({ tokens }) => tokens.map(() => labels.next().value as number)),
          );
          const expected = new Map<number, Set<number>>();
          let at = 0;
          for (const { tokens, shared } of texts) {
            for (const token of tokens) {
              for (const key of [...token, ...shared])
                expected.set(key, (expected.get(key) ?? new Set()).add(path[at]!));
              at++;
            }
          }
          const seen = seenLabels(sequences, { path, labels: LABELS, portion });
          sequences.keys.forEach((key, feature) => {
            const own = seen.weightLabels.subarray(seen.offsets[feature], seen.offsets[feature + 1]);
            expect([...own]).toEqual([...(expected.get(key) ?? [])]);
          });
          expect(seen.offsets.at(-1)).toBe(seen.weightLabels.length);
        },
      ),
    );
  });
});
