/** Reads a pattern from its beginning to its end. */
export interface Cursor {
  isAtEnd(): boolean;
  sees(character: string): boolean;
  /** Goes over a character, if it is the next. */
  take(character: string): boolean;
  /** Goes over what a sticky pattern finds here. */
  match(pattern: RegExp): RegExpExecArray | null;
  skip(pattern: RegExp): void;
  /** The next code point, gone over. */
  next(): number;
  peek(length: number): string;
}

export function createCursor(source: string): Cursor {
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    if (found !== null) at += found[0].length;
    return found;
  };
  return {
    isAtEnd: () => at >= source.length,
    sees: (character) => source[at] === character,
    take(character) {
      if (source[at] !== character) return false;
      at++;
      return true;
    },
    match,
    skip: match,
    next() {
      const codePoint = source.codePointAt(at) ?? 0;
      at += codePoint > 0xffff ? 2 : 1;
      return codePoint;
    },
    peek: (length) => source.slice(at, at + length),
  };
}
