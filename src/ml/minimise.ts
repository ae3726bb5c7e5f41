/** A smooth function: writes its gradient at `point` into `gradient` and gives its value. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface MinimiseOptions {
  /** Steps at most. */
  readonly steps: number;
  /** Ends when the value falls by less than this share of itself (default 1e-5). */
  readonly tolerance?: number;
}

/** Corrections kept. */
const MEMORY = 6;
/** Share of the promised decrease that a step must reach. */
const SUFFICIENT = 1e-4;
const MOST_HALVINGS = 20;

/**
 * Minimises from `start`, which is changed in place, by limited-memory BFGS with a backtracking line search (Nocedal and
 * Wright 2006, "Numerical Optimization", algorithms 7.4 and 7.5). Deterministic. Gives the value reached.
 */
export function minimise(point: Float64Array, objective: Objective, options: MinimiseOptions): number {
  const { steps, tolerance = 1e-5 } = options;
  const corrections: Correction[] = [];
  let gradient = new Float64Array(point.length);
  let value = objective(point, gradient);
  for (let step = 0; step < steps; step++) {
    const direction = searchDirection(gradient, corrections);
    const slope = dot(direction, gradient);
    if (slope > -1e-12) break;
    const first = step === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const next = lineSearch({ point, value, direction, slope, first }, objective);
    if (next === null) break;
    remember(corrections, { point, gradient }, next);
    const isDone = value - next.value < tolerance * Math.abs(value);
    point.set(next.point);
    gradient = next.gradient;
    value = next.value;
    if (isDone) break;
  }
  return value;
}

interface Correction {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly scale: number;
}

interface Reached {
  readonly point: Float64Array<ArrayBuffer>;
  readonly gradient: Float64Array<ArrayBuffer>;
  readonly value: number;
}

interface Search {
  readonly point: Float64Array;
  readonly value: number;
  readonly direction: Float64Array;
  readonly slope: number;
  readonly first: number;
}

function lineSearch({ point, value, direction, slope, first }: Search, objective: Objective): Reached | null {
  const gradient = new Float64Array(point.length);
  const tried = new Float64Array(point.length);
  let length = first;
  for (let halving = 0; halving < MOST_HALVINGS; halving++) {
    for (let at = 0; at < tried.length; at++)
      tried[at] = (point[at] as number) + length * (direction[at] as number);
    const reached = objective(tried, gradient);
    if (reached <= value + SUFFICIENT * length * slope) return { point: tried, gradient, value: reached };
    length /= 2;
  }
  return null;
}

/** The two-loop recursion: minus the gradient times the inverse Hessian that the corrections tell. */
function searchDirection(gradient: Float64Array, corrections: readonly Correction[]): Float64Array {
  const direction = gradient.map((part) => -part);
  const factors: number[] = [];
  for (const { step, change, scale } of [...corrections].reverse()) {
    const factor = scale * dot(step, direction);
    factors.push(factor);
    add(direction, change, -factor);
  }
  const last = corrections.at(-1);
  if (last !== undefined) {
    const factor = 1 / (last.scale * dot(last.change, last.change));
    for (let at = 0; at < direction.length; at++) direction[at] = (direction[at] as number) * factor;
  }
  for (const { step, change, scale } of corrections) {
    const factor = factors.pop() ?? 0;
    add(direction, step, factor - scale * dot(change, direction));
  }
  return direction;
}

function remember(
  corrections: Correction[],
  { point, gradient }: { readonly point: Float64Array; readonly gradient: Float64Array },
  next: Reached,
): void {
  const step = next.point.map((part, at) => part - (point[at] as number));
  const change = next.gradient.map((part, at) => part - (gradient[at] as number));
  const curvature = dot(step, change);
  if (curvature <= 1e-12) return;
  corrections.push({ step, change, scale: 1 / curvature });
  if (corrections.length > MEMORY) corrections.shift();
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < left.length; at++) sum += (left[at] as number) * (right[at] as number);
  return sum;
}

function add(target: Float64Array, source: Float64Array, factor: number): void {
  for (let at = 0; at < target.length; at++)
    target[at] = (target[at] as number) + factor * (source[at] as number);
}
