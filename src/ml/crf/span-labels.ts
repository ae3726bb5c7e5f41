/**
 * Labels of tokens: 0 for outside, then four for each kind of span (BILOU): its first token, a token inside, its last one,
 * and a token that is a span alone.
 */
export const POSITIONS = 4;
export const FIRST = 1;
export const INSIDE = 2;
export const LAST = 3;
export const ALONE = 4;

/** The number of labels. */
export function labelCount(kinds: number): number {
  return 1 + kinds * POSITIONS;
}

/** Tokens from `first` to `last` (included) that are one thing; `kind` is a number from 0. */
export interface LabelledSpan {
  readonly first: number;
  readonly last: number;
  readonly kind: number;
}

/** The kind a label belongs to; -1 for outside. */
export function kindOf(label: number): number {
  return Math.floor((label - 1) / POSITIONS);
}

/** {@link FIRST} to {@link ALONE}; 0 for outside. */
export function positionOf(label: number): number {
  return label === 0 ? 0 : ((label - 1) % POSITIONS) + 1;
}

/** Labels of `length` tokens with these spans, which do not overlap. */
export function encodeSpans(spans: readonly LabelledSpan[], length: number): Uint16Array {
  const labels = new Uint16Array(length);
  for (const { first, last, kind } of spans) {
    const base = kind * POSITIONS;
    labels.fill(base + INSIDE, first, last + 1);
    labels[first] = base + (first === last ? ALONE : FIRST);
    if (last > first) labels[last] = base + LAST;
  }
  return labels;
}

/** The spans that labels tell. */
export function decodeSpans(labels: Uint16Array): readonly LabelledSpan[] {
  const spans: LabelledSpan[] = [];
  let first = 0;
  labels.forEach((label, token) => {
    const position = positionOf(label);
    if (position === FIRST || position === ALONE) first = token;
    if (position === LAST || position === ALONE) spans.push({ first, last: token, kind: kindOf(label) });
  });
  return spans;
}

/** Whether a label may stand behind another (0 at the beginning): spans go on until their last token. */
export function mayFollow(before: number, label: number): boolean {
  const isOpen = positionOf(before) === FIRST || positionOf(before) === INSIDE;
  const goesOn = positionOf(label) === INSIDE || positionOf(label) === LAST;
  return isOpen ? goesOn && kindOf(label) === kindOf(before) : !goesOn;
}
