/** First in, first out. Taking an item of a long array with `shift` moves all others. Once it is empty, its memory is freed. */
export class Queue<T> {
  private items: T[] = [];
  private taken = 0;

  /** The item that is next; undefined if there is none. */
  get first(): T | undefined {
    return this.items[this.taken];
  }

  add(item: T): void {
    this.items.push(item);
  }

  /** Removes and returns the first item; undefined if there is none. */
  take(): T | undefined {
    const { first } = this;
    if (++this.taken >= this.items.length) {
      this.items = [];
      this.taken = 0;
    }
    return first;
  }
}
