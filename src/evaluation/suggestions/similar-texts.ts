/** Two texts that are alike, by their places in the list; the later one first. */
export interface SimilarPair {
  readonly index: number;
  readonly other: number;
  /** Jaccard similarity of the sets of three letters; 1 for texts that are equal but for case and punctuation. */
  readonly similarity: number;
}

/** A text without what does not change its meaning: case, punctuation, width, blanks. */
export function normalise(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\p{P}\p{S}]+/gu, (marks) => (/^\p{P}+$/u.test(marks) ? " " : marks))
    .replaceAll(/\s+/g, " ")
    .trim();
}

/**
 * All pairs of texts of different groups that are alike at least as much as the threshold (0 to 1).
 *
 * Exact, and fast by prefix filtering (Bayardo, Ma and Srikant 2007, "Scaling up all pairs similarity search"): two sets
 * that alike share one of their rarest few members, so only texts that do are compared.
 */
export function similarPairs(
  texts: readonly string[],
  groupOf: (index: number) => string,
  threshold: number,
): readonly SimilarPair[] {
  const sets = rarestFirst(texts.map(normalise));
  const withGram = new Map<number, number[]>();
  return sets.flatMap((set, index) => {
    const prefix = set.subarray(0, set.length - Math.ceil(threshold * set.length) + 1);
    const candidates = new Set([...prefix].flatMap((gram) => withGram.get(gram) ?? []));
    for (const gram of prefix) listOf(withGram, gram).push(index);
    return [...candidates]
      .filter((other) => groupOf(other) !== groupOf(index))
      .map((other) => ({ index, other, similarity: jaccard(set, sets[other] as Uint32Array, threshold) }))
      .filter(({ similarity }) => similarity >= threshold);
  });
}

function listOf(lists: Map<number, number[]>, key: number): number[] {
  const known = lists.get(key) ?? [];
  lists.set(key, known);
  return known;
}

/** Sets of three letters as sorted numbers: the rarer over all texts, the lower. */
function rarestFirst(texts: readonly string[]): readonly Uint32Array[] {
  const grams = texts.map(threeLetters);
  const counts = new Map<string, number>();
  for (const set of grams) for (const gram of set) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  const ranks = new Map(
    [...counts]
      .sort(([left, few], [right, many]) => few - many || (left < right ? -1 : 1))
      .map(([gram], rank) => [gram, rank]),
  );
  return grams.map((set) => Uint32Array.from(set, (gram) => ranks.get(gram) ?? 0).sort());
}

/** With a blank before and behind, so that where words begin and end counts. */
function threeLetters(text: string): ReadonlySet<string> {
  const padded = ` ${text} `;
  const grams = new Set<string>();
  for (let start = 0; start + 3 <= padded.length; start++) grams.add(padded.slice(start, start + 3));
  return grams;
}

function jaccard(left: Uint32Array, right: Uint32Array, threshold: number): number {
  // However many they share, sets that differ in size cannot be alike.
  if (Math.min(left.length, right.length) < threshold * Math.max(left.length, right.length)) return 0;
  let shared = 0;
  for (let [one, two] = [0, 0]; one < left.length && two < right.length; ) {
    const difference = (left[one] as number) - (right[two] as number);
    if (difference === 0) shared++;
    if (difference <= 0) one++;
    if (difference >= 0) two++;
  }
  return shared / (left.length + right.length - shared);
}
