/** The place of a key in a list of distinct keys, or -1: open addressing in a table of twice the size. */
export function createLookup(keys: Uint32Array): (key: number) => number {
  let size = 16;
  while (size < keys.length * 2) size *= 2;
  const mask = size - 1;
  const table = new Int32Array(size).fill(-1);
  keys.forEach((key, index) => {
    let slot = key & mask;
    while (table[slot] !== -1) slot = (slot + 1) & mask;
    table[slot] = index;
  });
  return (key) => {
    for (let slot = key & mask; ; slot = (slot + 1) & mask) {
      const index = table[slot] as number;
      if (index === -1 || keys[index] === key) return index;
    }
  };
}
