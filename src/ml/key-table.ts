/** Distinct 32-bit keys, numbered in the order in which they come. */
export interface KeyTable {
  /** How many there are. */
  readonly size: number;
  /** By number, in the first `size` places. The list may be another after a key was added. */
  readonly keys: Uint32Array;
  /** The number of a key; one that is new gets the next. */
  place(key: number): number;
  /** Forgets all keys and keeps the room. */
  clear(): void;
}

const FEWEST_SLOTS = 1_024;

/** An empty table: open addressing, at most half full. */
export function createKeyTable(): KeyTable {
  let slots = new Int32Array(FEWEST_SLOTS);
  let keys = new Uint32Array(FEWEST_SLOTS / 2);
  let mask = FEWEST_SLOTS - 1;
  let size = 0;
  /** Where a key is, or where it belongs; slots hold numbers from 1. */
  const find = (key: number): number => {
    let slot = key & mask;
    while (slots[slot] !== 0 && keys[(slots[slot] as number) - 1] !== key) slot = (slot + 1) & mask;
    return slot;
  };
  const grow = (): void => {
    const before = keys;
    slots = new Int32Array(slots.length * 4);
    keys = new Uint32Array(slots.length / 2);
    keys.set(before);
    mask = slots.length - 1;
    for (let at = 0; at < size; at++) slots[find(keys[at] as number)] = at + 1;
  };
  return {
    get size() {
      return size;
    },
    get keys() {
      return keys;
    },
    place(key) {
      let slot = find(key);
      if (slots[slot] !== 0) return (slots[slot] as number) - 1;
      if (size === keys.length) {
        grow();
        slot = find(key);
      }
      keys[size++] = key;
      slots[slot] = size;
      return size - 1;
    },
    clear() {
      // All at once where few are free; else one by one, the last first, since those before led past their slots.
      if (size * 8 > slots.length) slots.fill(0);
      else for (let at = size - 1; at >= 0; at--) slots[find(keys[at] as number)] = 0;
      size = 0;
    },
  };
}
