import type { ProjectNluData } from "../project.ts";
import type { ValidationRule } from "./rule.ts";

type Example = ProjectNluData["examples"][number];

/** The same text under two intents, or twice but for upper case. */
export const similarExamples: ValidationRule = {
  code: "project/similar-examples",
  severity: "warning",
  explanation:
    "Two examples have the same text, but different intents or annotations, or differ in upper and lower case alone. Two intents for one text cannot both be learnt; the same text in another case teaches nothing new. Remove one of them.",
  needs: [],
  check({ nlu }, report) {
    const known = new Map<string, Example>();
    for (const example of nlu.examples) {
      const key = example.text.toLowerCase();
      const first = known.get(key);
      if (first === undefined) {
        known.set(key, example);
        continue;
      }
      report(example.at, describe(example, first), {
        hint: "Remove one of them.",
        related: [{ message: "The other is here.", at: first.at }],
      });
    }
  },
};

function describe({ text, intent }: Example, first: Example): string {
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  if (intent !== first.intent) return `'${short}' is an example of '${intent}' and of '${first.intent}'.`;
  return text === first.text
    ? `'${short}' is there twice, with different annotations.`
    : `'${short}' differs from '${first.text.slice(0, 60)}' in upper and lower case alone.`;
}

/** Hardly any examples. */
export const fewExamples: ValidationRule = {
  code: "project/few-examples",
  severity: "warning",
  explanation:
    "An intent has a single example: it cannot be learnt from one. Write at least two, better ten.",
  needs: ["data"],
  check({ nlu }, report) {
    const counts = new Map<string, Example[]>();
    for (const example of nlu.examples) {
      const { intent } = example;
      if (intent === undefined) continue;
      const list = counts.get(intent);
      if (list === undefined) counts.set(intent, [example]);
      else list.push(example);
    }
    for (const [intent, [first, second]] of counts) {
      if (first === undefined || second !== undefined || intent.includes("/")) continue;
      const at = nlu.entries.find(({ kind, name }) => kind === "intent" && name === intent)?.at ?? first.at;
      report(at, `The intent '${intent}' has only one example.`, { hint: "Write at least two, better ten." });
    }
  },
};

/** An intent in two blocks. */
export const intentInTwoBlocks: ValidationRule = {
  code: "project/intent-in-two-blocks",
  severity: "warning",
  explanation:
    "One file holds two blocks of examples for one intent. They are joined; one block is easier to keep in order. Often the second was meant for another intent.",
  needs: [],
  check({ nlu }, report) {
    const known = new Map<string, ProjectNluData["entries"][number]>();
    for (const entry of nlu.entries) {
      if (entry.kind !== "intent") continue;
      const key = `${entry.at.file} ${entry.name}`;
      const first = known.get(key);
      if (first === undefined) known.set(key, entry);
      else {
        report(entry.at, `The intent '${entry.name}' has a block of examples above already.`, {
          hint: "Join them, or correct the name.",
          related: [{ message: "The first block is here.", at: first.at }],
        });
      }
    }
  },
};

/** An annotation that begins or ends inside a word. */
export const misalignedEntity: ValidationRule = {
  code: "project/misaligned-entity",
  severity: "warning",
  explanation:
    "An entity is marked inside a word: extractors find whole words only, so this example cannot be learnt. Mark the whole word.",
  needs: [],
  check({ nlu, places }, report) {
    for (const { text, entities, at } of nlu.examples) {
      for (const entity of entities) {
        const { start, end } = entity;
        const isStartInside = isInsideWord(text, start);
        if (!isStartInside && !isInsideWord(text, end)) continue;
        report(
          places.of(entity) ?? at,
          `The entity '${entity.entity}' ${isStartInside ? "begins" : "ends"} inside a word.`,
          { hint: "Mark the whole word." },
        );
      }
    }
  },
};

/** Whether letters or digits of a script with blanks between words stand on both sides of an offset. */
function isInsideWord(text: string, offset: number): boolean {
  const before = /[\p{L}\p{N}_]$/u.test(text.slice(Math.max(0, offset - 2), offset));
  const after = /^[\p{L}\p{N}_]/u.test(text.slice(offset, offset + 2));
  const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
  return before && after && !unspaced.test(text.slice(Math.max(0, offset - 2), offset + 2));
}
