import { hashText } from "../../ml/index.ts";
import type { Token } from "../message.ts";

/** Words that lookup tables name, lower-cased, by their first word. */
export type Gazetteer = ReadonlyMap<string, readonly (readonly string[])[]>;

/** Hashed features of every token: its own form, its surroundings, and whether a lookup table knows it. */
export function sequenceFeatures(
  tokens: readonly Token[],
  gazetteers: ReadonlyMap<string, Gazetteer>,
): readonly Uint32Array[] {
  const lows = tokens.map(({ text }) => text.toLowerCase());
  const known = gazetteerMarks(lows, gazetteers);
  return tokens.map((_, index) => {
    const features: string[] = ["bias"];
    for (let offset = -2; offset <= 2; offset++) features.push(`low${offset}=${lowAt(lows, index + offset)}`);
    features.push(
      `low-1,0=${lowAt(lows, index - 1)} ${lows[index]}`,
      `low0,1=${lows[index]} ${lowAt(lows, index + 1)}`,
    );
    for (let offset = -1; offset <= 1; offset++) addForm(features, tokens[index + offset]?.text, offset);
    addAffixes(features, lows[index] as string);
    for (const mark of known[index] ?? []) features.push(`known=${mark}`);
    if (index === 0) features.push("BOS");
    if (index === tokens.length - 1) features.push("EOS");
    return Uint32Array.from(features, (feature) => hashText(feature));
  });
}

function lowAt(lows: readonly string[], index: number): string {
  if (index < 0) return "<";
  return lows[index] ?? ">";
}

function addForm(features: string[], text: string | undefined, offset: number): void {
  if (text === undefined) return;
  features.push(`shape${offset}=${shapeOf(text)}`);
  if (/^\d+$/.test(text)) features.push(`digit${offset}`);
}

/** `Paul` → `Xx`, `10am` → `dx`, `USA` → `X`. */
function shapeOf(text: string): string {
  return text
    .replaceAll(/\p{Lu}+/gu, "X")
    .replaceAll(/\p{Ll}+/gu, "x")
    .replaceAll(/\p{N}+/gu, "d");
}

function addAffixes(features: string[], low: string): void {
  for (let length = 1; length <= 4 && length < low.length; length++) {
    features.push(`prefix=${low.slice(0, length)}`, `suffix=${low.slice(-length)}`);
  }
}

function gazetteerMarks(
  lows: readonly string[],
  gazetteers: ReadonlyMap<string, Gazetteer>,
): readonly string[][] {
  const marks: string[][] = lows.map(() => []);
  for (const [name, entries] of gazetteers) {
    lows.forEach((low, start) => {
      for (const words of entries.get(low) ?? []) {
        if (!words.every((word, offset) => lows[start + offset] === word)) continue;
        for (let offset = 0; offset < words.length; offset++) marks[start + offset]?.push(name);
      }
    });
  }
  return marks;
}
