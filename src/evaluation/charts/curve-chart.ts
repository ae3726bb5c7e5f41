import { meanOf } from "../statistics.ts";
import { type Chart, coordinate, escapeMarkup, shorten } from "./svg.ts";

/** A line: for each place on the horizontal axis the figures of several runs. */
export interface Curve {
  readonly name: string;
  readonly runs: readonly (readonly number[])[];
}

const WIDTH = 640;
const HEIGHT = 380;
const FRAME = { left: 60, right: 620, top: 48, bottom: 300 };
/** Told apart by people who see colours differently, too (Okabe and Ito). */
const LINE_COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a8f98"];

/** F1 over the number of training examples, with the mean of the runs and the range they lie in. */
export function curveChart(
  { at, curves }: { readonly at: readonly number[]; readonly curves: readonly Curve[] },
  title: string,
): Chart {
  const values = curves.flatMap(({ runs }) => runs.flat());
  const low = Math.max(0, Math.floor((Math.min(1, ...values) - 0.02) * 20) / 20);
  const most = Math.max(1, ...at);
  const x = (amount: number): number => FRAME.left + (amount / most) * (FRAME.right - FRAME.left);
  const y = (value: number): number =>
    FRAME.bottom - ((value - low) / (1 - low)) * (FRAME.bottom - FRAME.top);
  return {
    width: WIDTH,
    height: HEIGHT + Math.ceil(curves.length / 2) * 20,
    label: title,
    body: [
      `<text class="title" x="16" y="24">${escapeMarkup(title)}</text>`,
      ...axis({ at, low, x, y }),
      ...curves.map((curve, index) => drawCurve(curve, { index, at, x, y })),
      ...curves.map(({ name }, index) => legend(name, index)),
    ].join("\n"),
  };
}

type Scale = (value: number) => number;

interface Axes {
  readonly at: readonly number[];
  readonly x: Scale;
  readonly y: Scale;
}

function axis({ at, low, x, y }: Axes & { readonly low: number }): readonly string[] {
  const steps = Array.from({ length: 6 }, (_, index) => low + ((1 - low) * index) / 5);
  const { left, right, bottom } = FRAME;
  return [
    ...steps.map(
      (value) =>
        `<path class="grid" d="M${left} ${coordinate(y(value))}H${right}"/><text class="end soft small" x="${left - 8}" y="${coordinate(y(value) + 4)}">${value.toFixed(2)}</text>`,
    ),
    ...at.map(
      (amount) =>
        `<text class="middle soft small" x="${coordinate(x(amount))}" y="${bottom + 18}">${amount}</text>`,
    ),
    `<text class="middle soft" x="${(left + right) / 2}" y="${bottom + 40}">training examples</text>`,
  ];
}

function drawCurve({ runs }: Curve, { index, at, x, y }: Axes & { readonly index: number }): string {
  const colour = colourOf(index);
  const columns = at.map((amount, column) => ({
    amount,
    values: runs.flatMap((run) => run[column] ?? []),
  }));
  const point = (amount: number, value: number): string => `${coordinate(x(amount))},${coordinate(y(value))}`;
  const means = columns.map(({ amount, values }) => ({ amount, value: meanOf(values) }));
  const band = [
    ...columns.map(({ amount, values }) => point(amount, Math.max(0, ...values))),
    ...columns.toReversed().map(({ amount, values }) => point(amount, Math.min(1, ...values))),
  ];
  const dots = means.map(
    ({ amount, value }) =>
      `<circle cx="${coordinate(x(amount))}" cy="${coordinate(y(value))}" r="3.5" fill="${colour}"><title>${amount} examples: ${value.toFixed(3)}</title></circle>`,
  );
  return `<polygon points="${band.join(" ")}" fill="${colour}" fill-opacity="0.15"/><polyline points="${means.map(({ amount, value }) => point(amount, value)).join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join("")}`;
}

function legend(name: string, index: number): string {
  const [x, y] = [FRAME.left + (index % 2) * 280, FRAME.bottom + 66 + Math.floor(index / 2) * 20];
  return `<rect x="${x}" y="${y - 9}" width="14" height="10" rx="2" fill="${colourOf(index)}"/><text x="${x + 20}" y="${y}">${escapeMarkup(shorten(name, 36))}</text>`;
}

function colourOf(index: number): string {
  return LINE_COLOURS[index % LINE_COLOURS.length] as string;
}
