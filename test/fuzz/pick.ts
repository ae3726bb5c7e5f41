import type { Random } from "../../src/base/index.ts";

/** One of some items; there must be one. */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random.below(items.length)] as Item;
}
