// Functions of four numbers at a time. The same bits everywhere, which an engine's own `Math.exp` does not promise.

const LOG2_E = <f32>Math.LOG2E;
/** ln 2 in two parts, the first of few bits, so that its multiples are exact. */
const LN_2_HIGH: f32 = 0.693359375;
const LN_2_LOW: f32 = -2.1219444e-4;
/** Beyond these the result, or its products, would be no normal numbers, which take a processor a hundred times as long. */
const LEAST: f32 = -60;
const MOST: f32 = 87;

/** Added to a small number it leaves no bits behind the point: the last ones of the sum are the rounded number. */
const ROUNDER: f32 = 12582912;
/** The bits of 1. */
const ONE: i32 = 127 << 23;

/** Coefficients of (eˣ − 1 − x) / x² for |x| ≤ ln 2 / 2 (Cephes, `expf.c`). */
const C0: f32 = 1.98756915e-4;
const C1: f32 = 1.3981999507e-3;
const C2: f32 = 8.3334519073e-3;
const C3: f32 = 4.1665795894e-2;
const C4: f32 = 1.6666665459e-1;
const C5: f32 = 5.0000001201e-1;

/** eˣ to a relative error of some 1e-7: a power of two times a polynomial. */
export function boundedExponential(numbers: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(numbers, f32x4.splat(MOST)), f32x4.splat(LEAST));
  const shifted = f32x4.add(f32x4.mul(x, f32x4.splat(LOG2_E)), f32x4.splat(ROUNDER));
  const power = f32x4.sub(shifted, f32x4.splat(ROUNDER));
  const high = f32x4.sub(x, f32x4.mul(power, f32x4.splat(LN_2_HIGH)));
  const rest = f32x4.sub(high, f32x4.mul(power, f32x4.splat(LN_2_LOW)));
  let sum = f32x4.add(f32x4.mul(f32x4.splat(C0), rest), f32x4.splat(C1));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(C2));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(C3));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(C4));
  sum = f32x4.add(f32x4.mul(sum, rest), f32x4.splat(C5));
  sum = f32x4.add(f32x4.mul(f32x4.mul(sum, rest), rest), f32x4.add(rest, f32x4.splat(1)));
  const scale = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(ONE));
  return f32x4.mul(sum, scale);
}

/** tanh x = 1 − 2 / (e²ˣ + 1) */
export function hyperbolicTangent(numbers: v128): v128 {
  const one = f32x4.splat(1);
  const squared = boundedExponential(f32x4.add(numbers, numbers));
  return f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(squared, one)));
}
