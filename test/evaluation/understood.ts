import type { Entity, ParseResult } from "../../src/conversation/index.ts";
import type { Understood } from "../../src/evaluation/understood.ts";

/** `text | intent>predicted confidence`, as a text that was understood. */
export function understood(lines: string): readonly Understood[] {
  return lines
    .trim()
    .split("\n")
    .map((line, index) => {
      const [, text = "", intent = "", predicted = "", confidence = "1"] =
        /^\s*(.*?) \| (\S*)>(\S*) ?(\S*)$/.exec(line) ?? [];
      const name = predicted === "" ? null : predicted;
      return {
        wanted: { text, intent, entities: [], at: { file: "data/nlu.yml", line: index + 1, column: 7 } },
        result: { text, intent: { name, confidence: Number(confidence) }, entities: [] },
      };
    });
}

/** Marks `[text](type)` as entities: those annotated, and those an extractor found. */
export function withEntities(annotated: string, found: string, extractor = "DIETClassifier"): Understood {
  const wanted = unmark(annotated);
  const entities = unmark(found).entities.map(
    (entity): Entity => ({ ...entity, value: "", extractor, confidence_entity: 0.9 }),
  );
  const result: ParseResult = { text: wanted.text, intent: { name: null, confidence: 0 }, entities };
  return { wanted, result };
}

function unmark(marked: string) {
  const entities: { entity: string; start: number; end: number }[] = [];
  let text = "";
  let end = 0;
  for (const match of marked.matchAll(/\[(.*?)\]\((.*?)\)/g)) {
    text += marked.slice(end, match.index);
    const [whole, word = "", entity = ""] = match;
    entities.push({ entity, start: text.length, end: text.length + word.length });
    text += word;
    end = match.index + whole.length;
  }
  return { text: text + marked.slice(end), entities };
}
