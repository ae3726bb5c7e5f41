import { type JsonValue, toIsoTime } from "../../base/index.ts";
import type { BotMessage } from "../../conversation/index.ts";
import type { ExpectedMessage } from "../../project/index.ts";

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;

/** `1h 30m`; `0s`. */
export function describeDuration(milliseconds: number): string {
  let rest = Math.abs(milliseconds);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const amount = Math.floor(rest / size);
    if (amount > 0) parts.push(`${amount}${unit}`);
    rest -= amount * size;
  }
  return (milliseconds < 0 ? "-" : "") + (parts.join(" ") || "0s");
}

/** `2026-01-01 09:00:05 UTC` */
export function describeTime(instant: number): string {
  return `${toIsoTime(instant)
    .replace("T", " ")
    .replace(/(?:\.000)?Z$/, "")} UTC`;
}

/** A message on one line. */
export function describeMessage(message: BotMessage, channel: string | null): string {
  const { text, image, attachment, custom, buttons } = message;
  const parts = [
    ...(text === undefined ? [] : [text]),
    ...(image === undefined ? [] : [`image ${image}`]),
    ...(attachment === undefined ? [] : [`attachment ${JSON.stringify(attachment)}`]),
    ...(custom === undefined ? [] : [`custom ${JSON.stringify(custom)}`]),
    ...(buttons === undefined ? [] : [`buttons ${buttons.map(buttonName).join(", ")}`]),
    ...(channel === null ? [] : [`(over ${channel})`]),
  ];
  return parts.join(" ");
}

/** What is wanted of a message, on one line. */
export function describeExpected({
  text,
  image,
  attachment,
  custom,
  buttons,
  channel,
}: ExpectedMessage): string {
  const words = { exact: "", contains: "contains ", regex: "matches " };
  const parts = [
    ...(text === undefined ? [] : [`${words[text.kind]}${text.text.trim()}`]),
    ...(image === undefined ? [] : [`image ${image}`]),
    ...(attachment === undefined ? [] : [`attachment ${JSON.stringify(attachment)}`]),
    ...(custom === undefined ? [] : [`custom ${JSON.stringify(custom)}`]),
    ...(buttons === undefined ? [] : [`buttons ${buttons.join(", ")}`]),
    ...(channel === undefined ? [] : [`(over ${channel})`]),
  ];
  return parts.join(" ") || "any message";
}

function buttonName({
  title,
  payload,
}: {
  readonly title?: JsonValue;
  readonly payload?: JsonValue;
}): string {
  return String(title ?? payload ?? "");
}
