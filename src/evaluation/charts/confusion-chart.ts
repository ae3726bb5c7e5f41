import type { ConfusionCell, ConfusionMatrix } from "../confusion.ts";
import { type Chart, coordinate, escapeMarkup, shorten } from "./svg.ts";

/** Width of a letter, about, in pixels. */
const LETTER = 7.2;
const LONGEST_LABEL = 26;

/** Rows are what should be, columns what was predicted; a cell's strength is its share of the row. */
export function confusionChart({ labels, cells }: ConfusionMatrix, title: string): Chart {
  const cell = labels.length <= 24 ? 30 : labels.length <= 60 ? 20 : 13;
  const names = labels.map((label) => shorten(label === "" ? "(none)" : label, LONGEST_LABEL));
  const margin = 24 + LETTER * Math.max(10, ...names.map(({ length }) => length));
  const [left, top] = [margin, margin * 0.8 + 34];
  const side = cell * labels.length;
  const place = new Map(labels.map((label, index) => [label, index]));
  const drawn = cells.map((one) =>
    drawCell(one, {
      x: left + (place.get(one.predicted) ?? 0) * cell,
      y: top + (place.get(one.expected) ?? 0) * cell,
      size: cell,
      share: one.count / rowSum(cells, one.expected),
    }),
  );
  return {
    // Slanted names of the last columns lean to the right.
    width: Math.ceil(left + side + margin * 0.75),
    height: Math.ceil(top + side + 16),
    label: title,
    body: [
      `<text class="title" x="12" y="22">${escapeMarkup(title)}</text>`,
      `<text class="soft small" x="12" y="38">rows: what is right · columns: what was predicted</text>`,
      `<path class="grid" d="${gridPath({ left, top, cell, amount: labels.length })}"/>`,
      ...names.map((name, index) => drawNames(name, { index, left, top, cell })),
      ...drawn,
    ].join("\n"),
  };
}

interface Grid {
  readonly left: number;
  readonly top: number;
  readonly cell: number;
}

function gridPath({ left, top, cell, amount }: Grid & { readonly amount: number }): string {
  const side = cell * amount;
  const lines = Array.from({ length: amount + 1 }, (_, index) => {
    const at = coordinate(index * cell);
    return `M${coordinate(left)} ${coordinate(top)}m0 ${at}h${side}M${coordinate(left)} ${coordinate(top)}m${at} 0v${side}`;
  });
  return lines.join("");
}

function drawNames(name: string, { index, left, top, cell }: Grid & { readonly index: number }): string {
  const small = cell < 20 ? " small" : "";
  const middle = index * cell + cell / 2;
  const [x, y] = [coordinate(left + middle + 3), coordinate(top - 8)];
  const text = escapeMarkup(name);
  return `<text class="end${small}" x="${coordinate(left - 8)}" y="${coordinate(top + middle + 4)}">${text}</text><text class="${small.trim()}" transform="translate(${x} ${y}) rotate(-50)">${text}</text>`;
}

function drawCell(
  { expected, predicted, count }: ConfusionCell,
  {
    x,
    y,
    size,
    share,
  }: { readonly x: number; readonly y: number; readonly size: number; readonly share: number },
): string {
  const isRight = expected === predicted;
  // Also one mistake among many is to be seen.
  const strength = coordinate(isRight ? 0.15 + 0.75 * share : 0.3 + 0.6 * Math.sqrt(share));
  const [left, top] = [coordinate(x + 1), coordinate(y + 1)];
  const hint = escapeMarkup(`${expected || "(none)"} taken for ${predicted || "(none)"}: ${count}`);
  const number =
    size < 20
      ? ""
      : `<text class="middle small" x="${coordinate(x + size / 2)}" y="${coordinate(y + size / 2 + 4)}">${count}</text>`;
  return `<g><title>${hint}</title><rect class="${isRight ? "right" : "wrong"}" fill-opacity="${strength}" x="${left}" y="${top}" width="${size - 2}" height="${size - 2}" rx="3"/>${number}</g>`;
}

function rowSum(cells: readonly ConfusionCell[], label: string): number {
  return cells.reduce((sum, { expected, count }) => (expected === label ? sum + count : sum), 0);
}
