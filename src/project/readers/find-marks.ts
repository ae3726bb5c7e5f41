/** What an annotation in an example is written as; offsets count from the example's start. */
export interface WrittenMark {
  readonly start: number;
  readonly end: number;
  readonly surface: string;
  /** `[text](type:value)` */
  readonly type?: string;
  readonly value?: string;
  /** `[text]{"entity": …}` or `[text][{…}, {…}]`, as JSON text. */
  readonly json?: string;
}

type Label = Omit<WrittenMark, "start" | "surface">;

/**
 * The annotations of an example, as Rasa's regular expression finds them (rasa/shared/nlu/training_data/entities_parser.py
 * 3.6), but in time linear in the text. All brackets that open before the same `]` fail or succeed together, and every
 * closing character is looked for once.
 */
export function findMarks(source: string): readonly WrittenMark[] {
  const finders = createFinders(source);
  const marks: WrittenMark[] = [];
  let start = source.indexOf("[");
  while (start >= 0) {
    const close = finders.square(start + 1);
    if (close < 0) break;
    const label = close === start + 1 ? null : readLabel(source, close + 1, finders);
    if (label !== null) marks.push({ start, surface: source.slice(start + 1, close), ...label });
    start = source.indexOf("[", label?.end ?? close + 1);
  }
  return marks;
}

/** What follows a text in brackets: its first character says which kind it is. */
function readLabel(source: string, open: number, finders: Finders): Label | null {
  switch (source[open]) {
    case "(":
      return readType(source, open, finders);
    case "{": {
      const close = finders.curly(open + 1);
      return close <= open + 1 ? null : { json: source.slice(open, close + 1), end: close + 1 };
    }
    case "[":
      return readList(source, open, finders);
    default:
      return null;
  }
}

/** `(type)` or `(type:value)`, neither of them empty. */
function readType(source: string, open: number, { round, colon }: Finders): Label | null {
  const close = round(open + 1);
  const split = colon(open + 1);
  const end = close + 1;
  if (close <= open + 1 || split === open + 1) return null;
  if (split < 0 || split > close) return { type: source.slice(open + 1, close), end };
  if (split === close - 1) return null;
  return { type: source.slice(open + 1, split), value: source.slice(split + 1, close), end };
}

/** `[{…}, {…}]`, on one line from the first brace to the last. */
function readList(source: string, open: number, { listEnd, lineBreak }: Finders): Label | null {
  let brace = open + 1;
  while (/\s/.test(source[brace] ?? "")) brace++;
  if (source[brace] !== "{") return null;
  const last = listEnd(brace + 1);
  const broken = lineBreak(brace + 1);
  if (last < 0 || (broken >= 0 && broken < last)) return null;
  const end = source.indexOf("]", last) + 1;
  return { json: source.slice(open, end), end };
}

type Finder = (from: number) => number;
type Finders = Readonly<Record<"square" | "round" | "curly" | "colon" | "listEnd" | "lineBreak", Finder>>;

function createFinders(source: string): Finders {
  return {
    square: createFinder(source, /\]/g),
    round: createFinder(source, /\)/g),
    curly: createFinder(source, /\}/g),
    colon: createFinder(source, /:/g),
    listEnd: createFinder(source, /\}\s*\]/g),
    lineBreak: createFinder(source, /[\n\r\u2028\u2029]/g),
  };
}

/** The next match at or after an offset, -1 for none. Offsets only grow, so what was found ahead is not sought again. */
function createFinder(source: string, pattern: RegExp): Finder {
  let found = -1;
  let isOver = false;
  return (from) => {
    if (!isOver && found < from) {
      pattern.lastIndex = from;
      const match = pattern.exec(source);
      isOver = match === null;
      found = match?.index ?? -1;
    }
    return found;
  };
}
