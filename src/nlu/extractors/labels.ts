import type { AnnotatedEntity } from "../component.ts";
import type { Token } from "../message.ts";

/** What a span is: type, role and group together. */
export interface SpanKind {
  readonly entity: string;
  readonly role?: string;
  readonly group?: string;
}

/** A span of tokens, last one included. */
export interface Span {
  readonly first: number;
  readonly last: number;
  readonly kind: SpanKind;
}

/** Begin, inside, last of several tokens; unit for one alone; outside. */
const POSITIONS = ["B", "I", "L", "U"] as const;

/** Label indices of a BILOU encoding: 0 is outside, then four for each kind. */
export interface LabelScheme {
  readonly kinds: readonly SpanKind[];
  readonly size: number;
  /** Whether one label may follow another; `size` stands for the beginning. */
  allowed(from: number, to: number): boolean;
  encode(spans: readonly Span[], length: number): Int32Array;
  decode(labels: Int32Array): readonly Span[];
}

/** The labels of these kinds. */
export function createLabelScheme(kinds: readonly SpanKind[]): LabelScheme {
  const size = 1 + kinds.length * POSITIONS.length;
  const position = (label: number): string =>
    label === 0 || label === size ? "O" : (POSITIONS[(label - 1) % 4] as string);
  const kindOf = (label: number): number =>
    label === 0 || label === size ? -1 : Math.floor((label - 1) / 4);
  const table = new Uint8Array((size + 1) * size);
  for (let from = 0; from <= size; from++) {
    for (let to = 0; to < size; to++) {
      const isOpen = position(from) === "B" || position(from) === "I";
      const continues = (position(to) === "I" || position(to) === "L") && kindOf(to) === kindOf(from);
      const begins = position(to) !== "I" && position(to) !== "L";
      table[from * size + to] = (isOpen ? continues : begins) ? 1 : 0;
    }
  }
  return {
    kinds,
    size,
    allowed: (from, to) => table[from * size + to] === 1,
    encode(spans, length) {
      const labels = new Int32Array(length);
      for (const { first, last, kind } of spans) {
        const base = 1 + kinds.findIndex((known) => sameKind(known, kind)) * 4;
        if (first === last) labels[first] = base + 3;
        else {
          labels[first] = base;
          labels.fill(base + 1, first + 1, last);
          labels[last] = base + 2;
        }
      }
      return labels;
    },
    decode(labels) {
      const spans: Span[] = [];
      let first = -1;
      labels.forEach((label, index) => {
        const at = position(label);
        if (at === "B" || at === "U") first = index;
        if ((at === "L" || at === "U") && first >= 0) {
          spans.push({ first, last: index, kind: kinds[kindOf(label)] as SpanKind });
          first = -1;
        }
      });
      return spans;
    },
  };
}

function sameKind(left: SpanKind, right: SpanKind): boolean {
  return left.entity === right.entity && left.role === right.role && left.group === right.group;
}

/** The tokens that annotations cover; one that covers none is left out. */
export function toSpans(entities: readonly AnnotatedEntity[], tokens: readonly Token[]): readonly Span[] {
  const spans: Span[] = [];
  let next = 0;
  for (const { start, end, entity, role, group } of [...entities].sort(
    (left, right) => left.start - right.start,
  )) {
    const first = tokens.findIndex((token, index) => index >= next && token.end > start && token.start < end);
    const last = tokens.findLastIndex((token) => token.start < end && token.end > start);
    if (first < 0 || last < first) continue;
    next = last + 1;
    spans.push({
      first,
      last,
      kind: { entity, ...(role !== undefined && { role }), ...(group !== undefined && { group }) },
    });
  }
  return spans;
}
