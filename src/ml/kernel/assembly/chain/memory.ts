// The memory of a chain: where everything lies, and how rows of labels are counted (see ../chain.ts).

/** The score of what cannot be. */
export const NEVER: f32 = -1e9;

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
/** What is added to the scores of a row: 0 for labels, and {@link NEVER} for places that are none. */
export let barred: usize = 0;

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
/** Scores as they were before they became factors, then those of the best path up to each label. */
export let best: usize = 0;
export let ended: usize = 0;
export let scales: usize = 0;

/** The end of the weights, behind which sequences have their room. */
let weightsEnd: usize = 0;

/** The bytes of all memory there may be. */
const MOST_BYTES: u64 = 1 << 31;

/** Where the next list begins. */
let next: u64 = 0;

function take(bytes: u64): usize {
  const pointer = next;
  next = (next + bytes + 15) & ~15;
  return <usize>pointer;
}

/** Makes room up to there; false where there is none. */
function grow(end: u64): bool {
  if (end > MOST_BYTES) return false;
  const pages = <i32>((end + 0xffff) >>> 16) - memory.size();
  return pages <= 0 || memory.grow(pages) >= 0;
}

/** Makes room for a model: `width` is groups padded to 4. Everything begins at 0. False where there is no room. */
export function open(groupCount: i32, width: i32, features: i32, rows: i32, listed: i32): bool {
  groups = groupCount;
  strip = (<usize>width) << 2;
  row = strip << 2;
  const strips = (<u64>groups + 1) * strip;
  next = 1024;
  between = take(strips);
  betweenFactors = take(strips);
  expectedBetween = take(strips);
  within = take(row);
  withinFactors = take(row);
  expectedWithin = take(row);
  isExpected = take(<u64>groups + 1);
  entering = take(strip);
  errors = take(row);
  allErrors = take(row);
  common = take(row);
  barred = take(row);
  rowOf = take((<u64>features) << 2);
  listStarts = take((<u64>features + 1) << 2);
  listLabels = take((<u64>listed) << 2);
  listWeights = take((<u64>listed) << 2);
  matrix = take(<u64>rows * row);
  if (!grow(next)) return false;
  weightsEnd = <usize>next;
  bar();
  return true;
}

/** Bars the places of a row that are no labels: outside but alone, and what fills up four. */
function bar(): void {
  for (let at: usize = 0; at < row; at += 4) {
    const group = <i32>(groupOf(at) >>> 2);
    const isLabel = group < groups && (group > 0 || at >= 3 * strip);
    store<f32>(barred + at, isLabel ? 0 : NEVER);
  }
}

/**
 * Makes room for sequences of up to so many tokens, with so many features in all and so many that are shared. False where
 * there is none: then nothing has changed.
 */
export function reserve(tokens: i32, features: i32, shared: i32): bool {
  const numbers = (<u64>tokens + 1) << 2;
  const rows = <u64>tokens * row;
  const listed = (<u64>features) << 2;
  const most = 3 * numbers + 2 * listed + ((<u64>shared) << 3) + 4 * rows + <u64>tokens * strip + 1024;
  if (!grow(weightsEnd + most)) return false;
  next = weightsEnd;
  tokenStarts = take(numbers);
  tokenFeatures = take(listed);
  taken = take(listed);
  sharedFeatures = take((<u64>shared) << 2);
  sharedValues = take((<u64>shared) << 2);
  path = take(numbers);
  scales = take(numbers);
  emissions = take(rows);
  forward = take(rows);
  backward = take(rows);
  best = take(rows);
  ended = take(<u64>tokens * strip);
  return true;
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
