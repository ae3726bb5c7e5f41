/** A source of random numbers that can be seeded. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  below(bound: number): number;
}

/** Deterministic generator: mulberry32 by Tommy Ettinger (32 bits of state, period 2^32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return { next, below: (bound) => Math.floor(next() * bound) };
}

/** Shuffles in place (Fisher–Yates) and returns the same array. */
export function shuffle<Item>(items: Item[], random: Random): Item[] {
  for (let index = items.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    const kept = items[index] as Item;
    items[index] = items[other] as Item;
    items[other] = kept;
  }
  return items;
}
