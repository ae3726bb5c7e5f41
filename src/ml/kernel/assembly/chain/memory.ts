// The memory of a chain: where everything lies, and how rows of labels are counted (see ../chain.ts).

/** Bytes of a strip, and of a row. */
export let strip: usize = 0;
export let row: usize = 0;
export let groups: i32 = 0;

/** Score of each group behind each other one, a strip by what ended; the last strip is for the beginning. */
export let between: usize = 0;
/** Score of each step within spans: four strips, first to inside, first to last, inside to inside, inside to last. */
export let within: usize = 0;
export let betweenFactors: usize = 0;
export let withinFactors: usize = 0;
export let expectedBetween: usize = 0;
export let expectedWithin: usize = 0;
/** One byte for each strip of `between`: whether something is expected there. */
export let isExpected: usize = 0;
export let entering: usize = 0;
export let errors: usize = 0;
export let allErrors: usize = 0;
export let common: usize = 0;

/** By feature: its row of the matrix, or -1 where its weights are a list. */
export let rowOf: usize = 0;
/** Where the list of each feature begins, and where the last one ends; labels and weights of all lists. */
export let listStarts: usize = 0;
export let listLabels: usize = 0;
export let listWeights: usize = 0;
export let matrix: usize = 0;

/** The sequence at hand: where the features of each token begin, and behind them all; features; those of all tokens. */
export let tokenStarts: usize = 0;
export let tokenFeatures: usize = 0;
export let sharedFeatures: usize = 0;
export let sharedValues: usize = 0;
/** A label for each token. */
export let path: usize = 0;
export let taken: usize = 0;

export let emissions: usize = 0;
export let forward: usize = 0;
export let backward: usize = 0;
export let best: usize = 0;
export let ended: usize = 0;
export let scales: usize = 0;

/** The end of the weights, behind which sequences have their room. */
let weightsEnd: usize = 0;

export function place(pointer: usize, bytes: usize): usize {
  return (pointer + bytes + 15) & ~15;
}

function grow(end: usize): void {
  const pages = <i32>((end + 0xffff) >>> 16) - memory.size();
  if (pages > 0) memory.grow(pages);
}

/** Makes room for a model: `width` is groups padded to 4. Everything begins at 0. */
export function open(groupCount: i32, width: i32, features: i32, rows: i32, listed: i32): void {
  groups = groupCount;
  strip = (<usize>width) << 2;
  row = strip << 2;
  const strips = <usize>(groups + 1) * strip;
  let next: usize = 1024;
  between = next;
  betweenFactors = next = place(next, strips);
  expectedBetween = next = place(next, strips);
  within = next = place(next, strips);
  withinFactors = next = place(next, row);
  expectedWithin = next = place(next, row);
  isExpected = next = place(next, row);
  entering = next = place(next, <usize>(groups + 1));
  errors = next = place(next, strip);
  allErrors = next = place(next, row);
  common = next = place(next, row);
  rowOf = next = place(next, row);
  listStarts = next = place(next, (<usize>features) << 2);
  listLabels = next = place(next, (<usize>features + 1) << 2);
  listWeights = next = place(next, (<usize>listed) << 2);
  matrix = next = place(next, (<usize>listed) << 2);
  weightsEnd = next = place(next, <usize>rows * row);
  grow(next);
}

/** Makes room for sequences of up to so many tokens, with so many features in all and so many that are shared. */
export function reserve(tokens: i32, features: i32, shared: i32): void {
  const rows = <usize>tokens * row;
  const numbers = (<usize>tokens + 1) << 2;
  let next = weightsEnd;
  tokenStarts = next;
  tokenFeatures = next = place(next, numbers);
  taken = next = place(next, (<usize>features) << 2);
  sharedFeatures = next = place(next, (<usize>max(features, shared)) << 2);
  sharedValues = next = place(next, (<usize>shared) << 2);
  path = next = place(next, (<usize>shared) << 2);
  scales = next = place(next, numbers);
  emissions = next = place(next, numbers);
  forward = next = place(next, rows);
  backward = next = place(next, rows);
  best = next = place(next, rows);
  ended = next = place(next, rows);
  grow(place(next, <usize>tokens * strip));
}

export function outside(): usize {
  return 3 * strip;
}

export function labelAt(token: usize): usize {
  return (<usize>load<u32>(path + (token << 2))) << 2;
}

/** Bytes from the beginning of its strip. */
export function groupOf(label: usize): usize {
  return label % strip;
}

/** Where the transitions within spans tell of a step from a label to the next. */
export function stepWithin(before: usize, label: usize): usize {
  const from: usize = before < strip ? 0 : 2;
  const to: usize = label / strip === 2 ? 1 : 0;
  return (from + to) * strip + groupOf(label);
}
