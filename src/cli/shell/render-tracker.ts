import { isJsonObject, type JsonObject, type JsonValue } from "../../base/index.ts";
import { plainText } from "../table.ts";
import { count } from "../words.ts";

/** More events than this would push the conversation off the screen. */
const EVENTS_SHOWN = 20;

/** The tracker's JSON as a person reads it: slots, active loop, latest message, last events. */
export function renderTracker(tracker: JsonValue): readonly string[] {
  if (!isJsonObject(tracker)) return [];
  const { slots, latest_message: latest, active_loop: loop, paused } = tracker;
  return [
    "Slots",
    ...entriesOf(slots).map(([name, value]) => `  ${name}: ${toText(value)}`),
    ...(isJsonObject(loop) && typeof loop["name"] === "string" ? [`Active loop: ${loop["name"]}`] : []),
    ...(paused === true ? ["The conversation is paused."] : []),
    ...(isJsonObject(latest) ? [`Latest message: ${userLine(latest)}`] : []),
    ...eventLines(tracker["events"]),
  ].map(plainText);
}

function entriesOf(value: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  return isJsonObject(value) ? Object.entries(value) : [];
}

function eventLines(value: JsonValue | undefined): readonly string[] {
  const events = Array.isArray(value) ? value.filter(isJsonObject) : [];
  const lines = events.flatMap((event) => {
    const what = describe(event);
    return what === null ? [] : [`  ${String(event["event"]).padEnd(12)}  ${what}`];
  });
  const shown = lines.slice(-EVENTS_SHOWN);
  const all = shown.length === lines.length;
  return [all ? "Events" : `Last ${EVENTS_SHOWN} of ${count(lines.length, "event")}`, ...shown];
}

/** Null for events that only policies look at. */
function describe(event: JsonObject): string | null {
  switch (event["event"]) {
    case "user":
      return userLine(isJsonObject(event["parse_data"]) ? event["parse_data"] : event);
    case "bot":
      return event["text"] === null || event["text"] === undefined
        ? toText(event["data"] ?? null)
        : toText(event["text"]);
    case "slot":
      return `${toText(event["name"] ?? null)} = ${toText(event["value"] ?? null)}`;
    case "action":
      return actionLine(event);
    case "reminder":
      return `${toText(event["name"] ?? null)}: ${toText(event["intent"] ?? null)} at ${toText(event["date_time"] ?? null)}`;
    case "user_featurization":
      return null;
    default:
      return toText(event["name"] ?? event["intent"] ?? "");
  }
}

function actionLine({ name, action_text: text, policy }: JsonObject): string {
  const by = typeof policy === "string" ? ` (${policy})` : "";
  return `${toText(name ?? text ?? null)}${by}`;
}

function userLine({ text, intent, entities }: JsonObject): string {
  const { name = null, confidence = null } = isJsonObject(intent) ? intent : {};
  const understood = [
    ...(name === null
      ? []
      : [`${toText(name)}${typeof confidence === "number" ? ` ${confidence.toFixed(2)}` : ""}`]),
    ...(Array.isArray(entities) ? entities : [])
      .filter(isJsonObject)
      .map(({ entity, value }) => `${toText(entity ?? null)} = ${toText(value ?? null)}`),
  ];
  return `${toText(text ?? null)}${understood.length > 0 ? `  [${understood.join(", ")}]` : ""}`;
}

function toText(value: JsonValue): string {
  if (value === null) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
