/** Which pieces of texts are worth a feature. */
export interface VocabularyLimits {
  /** Of fewer texts: a share of them below 1, a count from 1. */
  readonly minimum: number;
  /** Of more texts: a share of them up to 1, a count above 1. */
  readonly maximum: number;
  /** Only the most frequent; null for all. */
  readonly most: number | null;
}

/** The pieces that texts have, sorted; the same for the same texts, whatever their order. */
export function buildVocabulary(
  texts: readonly (readonly string[])[],
  { minimum, maximum, most }: VocabularyLimits,
): readonly string[] {
  const totals = new Map<string, number>();
  const documents = new Map<string, number>();
  for (const pieces of texts) {
    for (const piece of pieces) totals.set(piece, (totals.get(piece) ?? 0) + 1);
    for (const piece of new Set(pieces)) documents.set(piece, (documents.get(piece) ?? 0) + 1);
  }
  const least = minimum < 1 ? minimum * texts.length : minimum;
  const highest = maximum <= 1 ? maximum * texts.length : maximum;
  const kept = [...documents]
    .filter(([, count]) => count >= least && count <= highest)
    .map(([piece]) => piece);
  const frequent =
    most === null || kept.length <= most
      ? kept
      : kept
          .sort(
            (left, right) => (totals.get(right) ?? 0) - (totals.get(left) ?? 0) || (left < right ? -1 : 1),
          )
          .slice(0, most);
  return frequent.sort();
}
