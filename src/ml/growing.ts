/** A list of numbers of which nobody knows how long it becomes. */
export interface Growing<Numbers> {
  readonly length: number;
  add(number: number): void;
  addAll(numbers: ArrayLike<number>): void;
  /** The numbers, where threads can share them; the list is empty then. */
  finish(): Numbers;
}

const FEWEST = 1_024;
const PORTION = 1 << 20;

/** A list that grows by portions: one that doubled would be there two and three times over while it does. */
export function createGrowing<Numbers extends Uint32Array | Float32Array>(
  type: new (buffer: ArrayBufferLike | number) => Numbers,
): Growing<Numbers> {
  const full: Numbers[] = [];
  let last = new type(FEWEST);
  let used = 0;
  const makeRoom = (count: number): void => {
    if (used === PORTION) {
      full.push(last);
      last = new type(PORTION);
      used = 0;
      return;
    }
    let length = last.length;
    while (length < PORTION && length < used + count) length *= 2;
    const larger = new type(length);
    larger.set(last);
    last = larger;
  };
  return {
    get length() {
      return full.length * PORTION + used;
    },
    add(number) {
      if (used === last.length) makeRoom(1);
      last[used++] = number;
    },
    addAll(numbers) {
      for (let at = 0; at < numbers.length; at++) {
        if (used === last.length) makeRoom(numbers.length - at);
        last[used++] = numbers[at] as number;
      }
    },
    finish() {
      const shared = new type(new SharedArrayBuffer((full.length * PORTION + used) * 4));
      shared.set(last.subarray(0, used), full.length * PORTION);
      for (let at = full.length - 1; at >= 0; at--) shared.set(full.pop() as Numbers, at * PORTION);
      last = new type(FEWEST);
      used = 0;
      return shared;
    },
  };
}
