import type { SourcePosition } from "../../base/index.ts";
import { escapeMarkup } from "../charts/svg.ts";

// Small pieces of the page. Everything that comes from a project is escaped here, or by who calls.

/** Examples of one kind that a page lists; more help nobody, and make it slow. */
const MOST_LISTED = 500;

/** `0.87`; a dash where there is no figure. */
export function figure(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : value.toFixed(2);
}

/** `87.3 %` */
export function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

export function tile(value: string, name: string): string {
  return `<div class="tile"><b>${escapeMarkup(value)}</b><span>${escapeMarkup(name)}</span></div>`;
}

/** A label, or what stands in its place where there is none. */
export function labelText(label: string): string {
  return label === "" ? '<span class="soft">(none)</span>' : escapeMarkup(label);
}

/** A bar for a figure between 0 and 1. */
export function track(value: number): string {
  const isPoor = value < 0.7 ? ' class="poor"' : "";
  return `<span class="track"><i${isPoor} style="width:${(value * 100).toFixed(0)}%"></i></span>`;
}

export function place(at: SourcePosition | null): string {
  return at === null ? "" : `<span class="place">${escapeMarkup(at.file)}:${at.line}</span>`;
}

/** A column's heading; numbers stand at the right. */
export interface Column {
  readonly name: string;
  readonly kind?: "number" | "bar" | "name";
}

/** @param rows cells as HTML */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cell = (tag: "th" | "td", { kind }: Column, html: string): string =>
    `<${tag}${kind === undefined ? "" : ` class="${kind}"`}>${html}</${tag}>`;
  const head = columns.map((column) => cell("th", column, escapeMarkup(column.name))).join("");
  const body = rows.map(
    (row) => `<tr>${columns.map((column, index) => cell("td", column, row[index] ?? "")).join("")}</tr>`,
  );
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`;
}

/** Items to fold open. @param items as HTML */
export function fold(summary: string, items: readonly string[], isOpen = false): string {
  const listed = items.slice(0, MOST_LISTED).map((item) => `<li>${item}</li>`);
  const more =
    items.length > MOST_LISTED ? `<li class="soft">… and ${items.length - MOST_LISTED} more</li>` : "";
  return `<details${isOpen ? " open" : ""}><summary><span class="count">${items.length}</span>${summary}</summary><ul>${listed.join("\n")}${more}</ul></details>`;
}
