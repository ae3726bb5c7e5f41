/** FNV-1a over UTF-16 units, 32 bits: start with {@link HASH_START}, add units one by one. */
export const HASH_START = 0x811c9dc5;

/** One step of FNV-1a. */
export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** FNV-1a of a text as an unsigned integer. */
export function hashText(text: string, start = HASH_START): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) hash = hashUnit(hash, text.charCodeAt(index));
  return finishHash(hash);
}

/** Mixes the bits so that the low ones may serve as a bucket (the finaliser of MurmurHash3). */
export function finishHash(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
