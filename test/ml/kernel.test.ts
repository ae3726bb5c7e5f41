import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/base/index.ts";
import { createKernel, padded } from "../../src/ml/kernel/kernel.ts";

/** Widths of whole lanes: below, at and above the 32 columns that `gather` takes at once. */
const widths = fc.integer({ min: 1, max: 13 }).map((lanes) => lanes * 8);

const cases = fc.record({
  width: widths,
  rows: fc.integer({ min: 1, max: 20 }),
  count: fc.nat(30),
  seed: fc.nat(),
  factor: fc.float({ min: -2, max: 2, noNaN: true }),
});

/** Numbers of these sizes in a kernel, and copies of what they were. */
function place({ width, rows, count, seed }: { width: number; rows: number; count: number; seed: number }) {
  const random = createRandom(seed);
  const kernel = createKernel(rows * width + 2 * width + 2 * rows + 2 * count, 7);
  const floats = (length: number) => {
    const placed = kernel.floats(length);
    for (let at = 0; at < length; at++) placed.numbers[at] = random.next() * 2 - 1;
    return { ...placed, before: placed.numbers.slice() };
  };
  const indices = kernel.integers(count);
  for (let at = 0; at < count; at++) indices.numbers[at] = random.below(rows);
  return {
    kernel,
    indices,
    values: floats(count),
    matrix: floats(rows * width),
    row: floats(width),
    out: floats(width),
    vector: floats(rows),
    outRows: floats(rows),
  };
}

function expectClose(actual: Float32Array, expected: ArrayLike<number>): void {
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  actual.forEach((value, at) => {
    expect(Math.abs(value - expected[at]!)).toBeLessThanOrEqual(1e-4 * largest);
  });
}

describe("the kernel", () => {
  it("gathers rows by their values, on top of what is there", () => {
    fc.assert(
      fc.property(cases, (size) => {
        const { width, count } = size;
        const { kernel, out, matrix, indices, values } = place(size);
        const expected = Float64Array.from(out.before);
        for (let at = 0; at < count; at++)
          for (let column = 0; column < width; column++)
            expected[column]! += values.before[at]! * matrix.before[indices.numbers[at]! * width + column]!;
        kernel.gather(out.pointer, matrix.pointer, width, indices.pointer, values.pointer, count);
        expectClose(out.numbers, expected);
        expect(matrix.numbers).toEqual(matrix.before);
      }),
    );
  });

  it("scatters a row over others, twice where an index comes twice", () => {
    fc.assert(
      fc.property(cases, (size) => {
        const { width, count, factor } = size;
        const { kernel, matrix, indices, values, row } = place(size);
        const expected = Float64Array.from(matrix.before);
        for (let at = 0; at < count; at++)
          for (let column = 0; column < width; column++)
            expected[indices.numbers[at]! * width + column]! +=
              factor * values.before[at]! * row.before[column]!;
        kernel.scatter(matrix.pointer, width, indices.pointer, values.pointer, count, row.pointer, factor);
        expectClose(matrix.numbers, expected);
        expect(row.numbers).toEqual(row.before);
      }),
    );
  });

  it("multiplies a vector with a matrix, on top of what is there", () => {
    fc.assert(
      fc.property(cases, (size) => {
        const { width, rows } = size;
        const { kernel, out, matrix, vector } = place(size);
        const expected = Float64Array.from(out.before);
        for (let row = 0; row < rows; row++)
          for (let column = 0; column < width; column++)
            expected[column]! += vector.before[row]! * matrix.before[row * width + column]!;
        kernel.multiply(out.pointer, vector.pointer, matrix.pointer, rows, width);
        expectClose(out.numbers, expected);
      }),
    );
  });

  it("goes back through a multiplication: first the error of the vector, then the step of the matrix", () => {
    fc.assert(
      fc.property(cases, (size) => {
        const { width, rows, factor } = size;
        const { kernel, matrix, vector, row: error, outRows } = place(size);
        const errors = new Float64Array(rows);
        const expected = Float64Array.from(matrix.before);
        for (let row = 0; row < rows; row++)
          for (let column = 0; column < width; column++) {
            errors[row]! += error.before[column]! * matrix.before[row * width + column]!;
            expected[row * width + column]! += factor * vector.before[row]! * error.before[column]!;
          }
        kernel.backward(outRows.pointer, error.pointer, vector.pointer, matrix.pointer, rows, width, factor);
        expectClose(outRows.numbers, errors);
        expectClose(matrix.numbers, expected);
      }),
    );
  });

  it("gathers rows of 8 bits as it does others", () => {
    const halves = cases.map((size) => ({ ...size, width: Math.ceil(size.width / 16) * 16 }));
    fc.assert(
      fc.property(halves, (size) => {
        const { width, rows, count } = size;
        const { indices, values, out } = place(size);
        const kernel = createKernel((rows * width) / 4 + width + 2 * count, 4);
        const matrix = kernel.bytes(rows * width);
        const random = createRandom(size.seed);
        for (let at = 0; at < matrix.numbers.length; at++) matrix.numbers[at] = random.below(256) - 128;
        const own = {
          indices: kernel.integers(count),
          values: kernel.floats(count),
          out: kernel.floats(width),
        };
        own.indices.numbers.set(indices.numbers);
        own.values.numbers.set(values.numbers);
        own.out.numbers.set(out.numbers);
        const expected = Float64Array.from(out.before);
        for (let at = 0; at < count; at++)
          for (let column = 0; column < width; column++)
            expected[column]! += values.before[at]! * matrix.numbers[indices.numbers[at]! * width + column]!;
        kernel.gatherBytes(
          own.out.pointer,
          matrix.pointer,
          width,
          own.indices.pointer,
          own.values.pointer,
          count,
        );
        expectClose(own.out.numbers, expected);
      }),
    );
  });

  it("squashes numbers as Math.tanh does, however large", () => {
    const numbers = fc.array(fc.oneof(fc.float({ noNaN: true }), fc.float({ min: -5, max: 5, noNaN: true })));
    fc.assert(
      fc.property(numbers, (given) => {
        const kernel = createKernel(padded(given.length), 1);
        const list = kernel.floats(padded(given.length));
        list.numbers.set(given);
        kernel.tanh(list.pointer, list.numbers.length);
        given.forEach((number, at) => {
          expect(Math.abs(list.numbers[at]! - Math.tanh(number))).toBeLessThan(1e-6);
        });
      }),
    );
  });

  it("draws numbers evenly between the ends, the same for a seed", () => {
    const draw = (random: number) => {
      const kernel = createKernel(10_000, 1);
      const list = kernel.floats(10_000);
      kernel.fillRandomly(list.pointer, 10_000, 0.5, random);
      return list.numbers;
    };
    const drawn = draw(7);
    expect(draw(7)).toEqual(drawn);
    expect(draw(8)).not.toEqual(drawn);
    const tenths = new Array<number>(10).fill(0);
    for (const number of drawn) {
      expect(Math.abs(number)).toBeLessThanOrEqual(0.5);
      tenths[Math.min(9, Math.floor((number + 0.5) * 10))]!++;
    }
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it("touches nothing but its target", () => {
    fc.assert(
      fc.property(cases, (size) => {
        const placed = place(size);
        const { kernel, out, matrix, indices, values, vector } = placed;
        kernel.gather(out.pointer, matrix.pointer, size.width, indices.pointer, values.pointer, size.count);
        kernel.multiply(out.pointer, vector.pointer, matrix.pointer, size.rows, size.width);
        for (const list of [placed.values, matrix, placed.row, vector, placed.outRows])
          expect(list.numbers).toEqual(list.before);
      }),
    );
  });

  it("has lists that start at zero and do not overlap, up to the size that was asked for", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40_000), { minLength: 1, maxLength: 12 }), (lengths) => {
        const total = lengths.reduce((sum, length) => sum + length, 0);
        const kernel = createKernel(total, lengths.length);
        const lists = lengths.map((length, at) =>
          at % 2 === 0 ? kernel.floats(length) : kernel.integers(length),
        );
        expect(lists.every(({ numbers }) => numbers.every((value) => value === 0))).toBe(true);
        lists.forEach(({ numbers }, at) => {
          numbers.fill(at + 1);
        });
        lists.forEach(({ numbers, pointer }, at) => {
          expect(numbers).toHaveLength(lengths[at]!);
          expect(pointer % 16).toBe(0);
          expect(numbers.every((value) => value === at + 1)).toBe(true);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("says so where more is asked for than it can hold", () => {
    expect(() => createKernel(2 ** 30, 1)).toThrow(RangeError);
  });

  it("pads widths to the next multiple of 8", () => {
    expect([0, 1, 7, 8, 9, 16, 17, 255].map(padded)).toEqual([0, 8, 8, 8, 16, 16, 24, 256]);
  });
});
