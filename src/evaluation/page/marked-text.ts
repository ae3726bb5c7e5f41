import { escapeMarkup } from "../charts/svg.ts";
import { entityLabel } from "../entity-label.ts";
import type { LabelledText } from "../understood.ts";

type Spans = LabelledText["entities"];

/**
 * A text as HTML with entities marked: as right where the others have the same, as wrong where not. Of those that
 * overlap the first is marked.
 */
export function markedText(text: string, spans: Spans, others: Spans): string {
  const known = new Set(others.map(keyOf));
  const sorted = [...spans].sort((left, right) => (left.start ?? 0) - (right.start ?? 0));
  let html = "";
  let end = 0;
  for (const span of sorted) {
    const { start = 0, end: stop = 0 } = span;
    if (start < end || stop > text.length) continue;
    html += escapeMarkup(text.slice(end, start));
    const kind = known.has(keyOf(span)) ? "right" : "wrong";
    html += `<mark class="${kind}">${escapeMarkup(text.slice(start, stop))}<sub>${escapeMarkup(entityLabel(span))}</sub></mark>`;
    end = stop;
  }
  return html + escapeMarkup(text.slice(end));
}

function keyOf(span: Spans[number]): string {
  return JSON.stringify([span.start, span.end, entityLabel(span)]);
}
