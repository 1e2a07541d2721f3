/** First in, first out. Taking an item of an array with `shift` moves all others; here they move once half of them are taken. */
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
    if (2 * ++this.taken >= this.items.length) {
      this.items = this.items.slice(this.taken);
      this.taken = 0;
    }
    return first;
  }
}
