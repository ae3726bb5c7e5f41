/**
 * SQLite keeps UTF-8: engines cut a text at a NUL, and a lone surrogate (half an emoji) becomes U+FFFD, so that two ids
 * would become one. Both are written as U+E000 (private use) and their four hexadecimal digits; so is U+E000 itself.
 */
export const ESCAPE = "\uE000";

const UNSAFE = /[\0\uE000\p{Surrogate}]/gu;

/** A text that every engine gives back as it was. */
export function encodeText(text: string): string {
  // `search` sets no state, and most texts are safe.
  if (text.search(UNSAFE) === -1) return text;
  return text.replace(UNSAFE, (character) => {
    return ESCAPE + character.charCodeAt(0).toString(16).padStart(4, "0");
  });
}

/** The inverse of {@link encodeText}. */
export function decodeText(text: string): string {
  if (!text.includes(ESCAPE)) return text;
  return text.replace(/\uE000([0-9a-f]{4})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** Texts as a JSON array for SQLite's `json_each`, each as {@link encodeText} writes it to a column. */
export function encodeTexts(texts: readonly string[]): string {
  // As a JSON escape, so that the array itself is a safe text.
  return JSON.stringify(texts.map(encodeText)).replaceAll(ESCAPE, "\\ue000");
}
