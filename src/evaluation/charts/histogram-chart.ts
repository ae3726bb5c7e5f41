import { confidenceBins, type Sure } from "../calibration.ts";
import { type Chart, coordinate, escapeMarkup } from "./svg.ts";

const BINS = 20;
const ROW = 15;
const HALF = 250;
const LEFT = 16;
const AXIS = 56;
const TOP = 64;

/** How sure right and wrong predictions were: right ones grow to the left, wrong ones to the right, each to its own scale. */
export function histogramChart(predictions: readonly Sure[], title: string): Chart {
  const bins = confidenceBins(predictions, BINS);
  const scale = {
    right: Math.max(1, ...bins.map(({ right }) => right)),
    wrong: Math.max(1, ...bins.map(({ wrong }) => wrong)),
  };
  const [rightEdge, wrongEdge] = [LEFT + HALF, LEFT + HALF + AXIS];
  const bars = bins.map(({ from, to, right, wrong }, index) => {
    const y = TOP + (BINS - 1 - index) * ROW;
    const [rightWidth, wrongWidth] = [
      (right / scale.right) * (HALF - 36),
      (wrong / scale.wrong) * (HALF - 36),
    ];
    const range = `${from.toFixed(2)} to ${to.toFixed(2)}`;
    const name =
      index % 2 === 0
        ? `<text class="middle small soft" x="${rightEdge + AXIS / 2}" y="${y + ROW + 4}">${from.toFixed(1)}</text>`
        : "";
    return `<g><title>${range}: ${right} right, ${wrong} wrong</title>${bar("right", rightEdge - rightWidth, y, rightWidth)}${bar("wrong", wrongEdge, y, wrongWidth)}${count(right, rightEdge - rightWidth - 6, y, " end")}${count(wrong, wrongEdge + wrongWidth + 6, y, "")}</g>${name}`;
  });
  const bottom = TOP + BINS * ROW;
  return {
    width: LEFT * 2 + HALF * 2 + AXIS,
    height: bottom + 16,
    label: title,
    body: [
      `<text class="title" x="${LEFT - 4}" y="22">${escapeMarkup(title)}</text>`,
      `<text class="soft end" x="${rightEdge - 10}" y="48">right</text>`,
      `<text class="soft middle small" x="${rightEdge + AXIS / 2}" y="48">confidence</text>`,
      `<text class="soft" x="${wrongEdge + 10}" y="48">wrong</text>`,
      `<path class="grid" d="M${rightEdge + 0.5} ${TOP}V${bottom}M${wrongEdge - 0.5} ${TOP}V${bottom}"/>`,
      `<text class="middle small soft" x="${rightEdge + AXIS / 2}" y="${TOP + 4}">1.0</text>`,
      ...bars,
    ].join("\n"),
  };
}

function bar(kind: "right" | "wrong", x: number, y: number, width: number): string {
  if (width === 0) return "";
  // A single prediction is to be seen beside thousands.
  const seen = Math.max(width, 1.5);
  return `<rect class="${kind}" x="${coordinate(kind === "right" ? x + width - seen : x)}" y="${y + 1}" width="${coordinate(seen)}" height="${ROW - 2}" rx="2"/>`;
}

function count(amount: number, x: number, y: number, anchor: string): string {
  return amount === 0
    ? ""
    : `<text class="small soft${anchor}" x="${coordinate(x)}" y="${y + ROW - 4}">${amount}</text>`;
}
