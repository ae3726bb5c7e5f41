/** Offsets in UTF-16 units, as tsbot counts, as the code points that Rasa counts. */
export function toCodePoints(text: string): (units: number) => number {
  return (units) => [...text.slice(0, units)].length;
}
