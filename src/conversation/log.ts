/**
 * A list that grows at its end, each length of it a value of its own: appending copies nothing unless another list has
 * grown from the same one already. What was in a list stays as it is.
 */
export class Log<Item> implements Iterable<Item> {
  /** Shared with the lists that grew from this one, or that this one grew from; only ever added to. */
  readonly #items: Item[];
  readonly length: number;

  private constructor(items: Item[], length: number) {
    this.#items = items;
    this.length = length;
  }

  /** A list of these items. */
  static of<Item>(items: readonly Item[]): Log<Item> {
    return new Log([...items], items.length);
  }

  append(item: Item): Log<Item> {
    const items = this.#items.length === this.length ? this.#items : this.toArray();
    items.push(item);
    return new Log(items, this.length + 1);
  }

  /** As `Array.at`: negative places count from the end. */
  at(place: number): Item | undefined {
    const index = place < 0 ? this.length + place : place;
    return index < this.length ? this.#items[index] : undefined;
  }

  /** As `Array.slice`. */
  slice(start: number, end = this.length): Item[] {
    const place = (index: number): number => Math.min(this.length, index < 0 ? this.length + index : index);
    return this.#items.slice(Math.max(0, place(start)), Math.max(0, place(end)));
  }

  /** As `Array.findLastIndex`. */
  findLastIndex(isWanted: (item: Item) => boolean): number {
    for (let index = this.length - 1; index >= 0; index--)
      if (isWanted(this.#items[index] as Item)) return index;
    return -1;
  }

  toArray(): Item[] {
    return this.#items.slice(0, this.length);
  }

  *[Symbol.iterator](): Generator<Item, undefined> {
    for (let index = 0; index < this.length; index++) yield this.#items[index] as Item;
  }
}
