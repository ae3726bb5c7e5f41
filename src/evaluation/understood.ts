import type { SourcePosition } from "../base/index.ts";
import type { Entity, Interpreter, ParseResult } from "../conversation/index.ts";

/** A text with what it should be understood as. */
export interface LabelledText {
  readonly text: string;
  /** With its response, e.g. `faq/opening`, where it has one. */
  readonly intent?: string;
  readonly entities: readonly Pick<Entity, "entity" | "start" | "end" | "role" | "group">[];
  /** Where it is written. */
  readonly at?: SourcePosition;
}

/** A text, and what it was understood as. */
export interface Understood {
  readonly wanted: LabelledText;
  readonly result: ParseResult;
}

/** Others may work in between after so many texts. */
const TEXTS_AT_ONCE = 50;

/** Understands every text. @param pause lets others work in between; told how many texts are done */
export async function understandTexts(
  texts: readonly LabelledText[],
  interpreter: Interpreter,
  pause: (done: number) => Promise<void>,
): Promise<readonly Understood[]> {
  const understood: Understood[] = [];
  for (const wanted of texts) {
    understood.push({ wanted, result: await interpreter.parse(wanted.text) });
    if (understood.length % TEXTS_AT_ONCE === 0) await pause(understood.length);
  }
  return understood;
}
