/** Reads chunks of any size byte by byte, or as much as is available. */
export class ChunkReader {
  /** Number of bytes read. */
  count = 0;
  private readonly chunks: AsyncIterator<Uint8Array>;
  private chunk: Uint8Array = new Uint8Array(0);
  private at = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next byte; -1 at the end. */
  async byte(): Promise<number> {
    if (!(await this.fill())) return -1;
    this.count++;
    return this.chunk[this.at++]!;
  }

  /** The rest of the current chunk, or the next chunk if that is empty; empty at the end. It does not count as read yet. */
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
