import { EVENT_DOCUMENT, EVENT_SCALAR, type Event } from "js-yaml";
import type { YamlProblem } from "./problem.ts";

/** That a file holds more than one document; null when it does not. Rasa reads none of such a file. */
export function findSecondDocument(source: string, events: readonly Event[]): YamlProblem | null {
  let documents = 0;
  let end = 0;
  for (const event of events) {
    if (event.type === EVENT_DOCUMENT && ++documents === 2) return secondDocument(source, end);
    if (event.type === EVENT_SCALAR && event.valueEnd > end) end = event.valueEnd;
  }
  return null;
}

/** @param end of the last text of the first */
function secondDocument(source: string, end: number): YamlProblem {
  // The line may be the first one of the file, when the first document is empty.
  const marker = /^---(?=\s|$)/gm;
  marker.lastIndex = end;
  let at = marker.exec(source)?.index ?? end;
  if (end === 0) at = marker.exec(source)?.index ?? at;
  return {
    code: "project/yaml-syntax",
    message: "A second document begins here; a file holds one.",
    hint: "Remove the line `---`, and join what is below it to what is above; or make it a file of its own.",
    start: at,
    end: Math.min(at + 3, source.length),
  };
}
