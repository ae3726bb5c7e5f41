import { areAdjacent, type Lexeme } from "./lexemes.ts";
import type { Match } from "./match.ts";
import { germanNumber, tensNumber } from "./number-words.ts";

const ENGLISH: ReadonlyMap<string, number> = new Map(
  `first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
  sixteenth seventeenth eighteenth nineteenth`
    .split(/\s+/)
    .map((word, index) => [word, index + 1]),
);

const ENGLISH_TENS: ReadonlyMap<string, number> = new Map(
  "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth"
    .split(" ")
    .map((word, index) => [word, (index + 2) * 10]),
);

const GERMAN: ReadonlyMap<string, number> = new Map([
  ["erste", 1],
  ["dritte", 3],
  ["siebte", 7],
  ["achte", 8],
]);

/** `3rd`, `twenty-first`, `dritte`. */
export function findOrdinals(lexemes: readonly Lexeme[], isGerman: boolean): readonly Match[] {
  return lexemes.flatMap((lexeme, index) => {
    const read = isGerman ? readGerman(lexeme) : readEnglish(lexemes, index);
    if (read === null) return [];
    const { value, first = index, next = index + 1 } = read;
    const start = lexemes[first]?.start ?? 0;
    const end = lexemes[next - 1]?.end ?? 0;
    return [{ dim: "ordinal", start, end, value: { value, type: "value" } }];
  });
}

interface Read {
  readonly value: number;
  readonly first?: number;
  readonly next?: number;
}

function readEnglish(lexemes: readonly Lexeme[], index: number): Read | null {
  const lexeme = lexemes[index];
  if (lexeme?.kind === "digits") {
    const ending = lexemes[index + 1];
    const isOrdinal = areAdjacent(lexeme, ending) && /^(?:st|nd|rd|th)$/.test(ending?.lower ?? "");
    return isOrdinal && lexeme.text.length < 10 ? { value: Number(lexeme.text), next: index + 2 } : null;
  }
  const value = ENGLISH.get(lexeme?.lower ?? "") ?? ENGLISH_TENS.get(lexeme?.lower ?? "");
  if (value === undefined) return null;
  const before = lexemes[index - 1]?.text === "-" ? index - 2 : index - 1;
  const tens = tensNumber(lexemes[before]?.lower ?? "");
  return tens === undefined || value > 9 ? { value } : { value: tens + value, first: before };
}

/** `zweite`, `dritten`, `zwanzigster`. */
function readGerman({ lower }: Lexeme): Read | null {
  const stem = lower.replace(/[nrms]$/, "");
  const known = GERMAN.get(stem);
  if (known !== undefined) return { value: known };
  if (!stem.endsWith("te")) return null;
  const value = germanNumber(stem.replace(/s?te$/, ""));
  return value === undefined || value < 2 ? null : { value };
}
