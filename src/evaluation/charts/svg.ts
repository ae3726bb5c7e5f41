/** A drawing: the inside of an `<svg>` element, drawn with the classes of {@link CHART_STYLE}. */
export interface Chart {
  readonly width: number;
  readonly height: number;
  /** What it shows, for those who cannot see it. */
  readonly label: string;
  readonly body: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What XML and HTML cannot hold: control characters, and halves of surrogate pairs. */
const UNPRINTABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A text as it must be written in HTML and XML, between tags or in quotes. */
export function escapeMarkup(text: string): string {
  return text
    .replace(UNPRINTABLE, "\ufffd")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A long name, cut. */
export function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join("")}…`;
}

/** A number for a coordinate: two decimals are finer than anybody sees. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** The colours, light and dark; a page that shows charts defines the same. */
export const COLOURS = {
  light:
    "--ink: #1d2433; --soft: #667085; --paper: #ffffff; --card: #f7f8fb; --line: #dde2ec; --right: #2a9d6f; --wrong: #d6455d; --accent: #3b6fd4",
  dark: "--ink: #e7eaf1; --soft: #98a2b6; --paper: #12151c; --card: #1a1f2a; --line: #2e3646; --right: #3fbf8b; --wrong: #f0677d; --accent: #7aa2f7",
};

export const CHART_STYLE = `.chart text { fill: var(--ink); font: 12px system-ui, sans-serif; }
.chart .small { font-size: 10px; }
.chart .soft { fill: var(--soft); }
.chart .title { font-weight: 600; font-size: 13px; }
.chart .end { text-anchor: end; }
.chart .middle { text-anchor: middle; }
.chart .paper { fill: var(--paper); }
.chart .grid { stroke: var(--line); stroke-width: 1; fill: none; }
.chart .right { fill: var(--right); }
.chart .wrong { fill: var(--wrong); }`;

/** A file of its own, which shows the same in every viewer. */
export function chartToFile(chart: Chart): string {
  const { width, height, label, body } = chart;
  const style = `.chart { ${COLOURS.light} }
@media (prefers-color-scheme: dark) { .chart { ${COLOURS.dark} } }
${CHART_STYLE}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<title>${escapeMarkup(label)}</title>
<style>${style}</style>
<rect class="paper" width="${width}" height="${height}"/>
${body}
</svg>
`;
}

/** A part of a page that has {@link COLOURS} and {@link CHART_STYLE}. */
export function chartInPage({ width, height, label, body }: Chart): string {
  return `<svg class="chart" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(label)}">${body}</svg>`;
}
