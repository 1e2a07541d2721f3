/** Reads bytes one by one, or as much as there is, from chunks that come in any size. */
export class ChunkReader {
  /** How many bytes were read. */
  count = 0;
  private readonly chunks: AsyncIterator<Uint8Array>;
  private chunk: Uint8Array = new Uint8Array(0);
  private at = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next byte; -1: there is none. */
  async byte(): Promise<number> {
    if (!(await this.fill())) return -1;
    this.count++;
    return this.chunk[this.at++]!;
  }

  /** What is left of the chunk in hand, and of the next one if that is nothing; empty at the end. It is not yet read. */
  async rest(): Promise<Uint8Array> {
    await this.fill();
    return this.chunk.subarray(this.at);
  }

  skip(count: number): void {
    this.count += count;
    this.at += count;
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private async fill(): Promise<boolean> {
    while (this.at >= this.chunk.length) {
      const { done, value } = await this.chunks.next();
      if (done) return false;
      this.chunk = value;
      this.at = 0;
    }
    return true;
  }
}
