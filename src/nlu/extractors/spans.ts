import type { AnnotatedEntity } from "../component.ts";
import type { Token } from "../message.ts";
import type { ComponentInput } from "../registry.ts";

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

/** Whether two spans are of one type, role and group. */
export function sameKind(left: SpanKind, right: SpanKind): boolean {
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

/** An example with the tokens that its entities cover. */
export interface SpannedExample {
  readonly tokens: readonly Token[];
  readonly spans: readonly Span[];
}

/** The examples of a pipeline, in order. */
export function spannedExamples({
  data,
  tokens,
}: Pick<ComponentInput, "data" | "tokens">): readonly SpannedExample[] {
  return data.examples.map(({ entities }, index) => {
    const own = tokens[index] ?? [];
    return { tokens: own, spans: toSpans(entities, own) };
  });
}
