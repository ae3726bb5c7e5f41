/** Two counts add up to what they stand for only when floats do not get in the way: 0.8 · 35 is 28. */
const TINY = 1e-9;

/**
 * How many of each class go into the test set: as many in all as Rasa takes (what the training fraction leaves over, but
 * at least one of every class), in proportion to the classes, and never the last one of a class.
 */
export function allocateTests(sizes: readonly number[], trainingFraction: number): readonly number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const most = sizes.map((size) => Math.max(0, size - 1));
  const least = most.map((count) => Math.min(1, count));
  const wanted = total - Math.floor(total * trainingFraction + TINY);
  const target = Math.min(Math.max(wanted, sumOf(least)), sumOf(most));
  const ideal = sizes.map((size) => (total === 0 ? 0 : (size * target) / total));
  const counts = ideal.map((share, index) => clamp(Math.floor(share), least[index] ?? 0, most[index] ?? 0));
  let left = target - sumOf(counts);
  while (left !== 0) {
    const step = Math.sign(left);
    const index = mostDeserving({ counts, ideal, least, most, step });
    if (index < 0) break;
    counts[index] = (counts[index] ?? 0) + step;
    left -= step;
  }
  return counts;
}

/** How many of some stories are for testing: what the fraction leaves over, rounded up; at least one, never all. */
export function countTests(size: number, trainingFraction: number): number {
  if (size < 2) return 0;
  return clamp(Math.ceil(size * (1 - trainingFraction) - TINY), 1, size - 1);
}

interface Allocation {
  readonly counts: readonly number[];
  readonly ideal: readonly number[];
  readonly least: readonly number[];
  readonly most: readonly number[];
  /** 1 to give one more, -1 to take one away. */
  readonly step: number;
}

/** The class that is farthest from its share and can still change; the first of equals. */
function mostDeserving({ counts, ideal, least, most, step }: Allocation): number {
  let best = -1;
  let bestDistance = Number.NEGATIVE_INFINITY;
  for (const [index, count] of counts.entries()) {
    const next = count + step;
    if (next < (least[index] ?? 0) || next > (most[index] ?? 0)) continue;
    const distance = ((ideal[index] ?? 0) - count) * step;
    if (distance > bestDistance + TINY) {
      best = index;
      bestDistance = distance;
    }
  }
  return best;
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
