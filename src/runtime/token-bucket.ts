/** The capacity of the bucket: this many at once. */
const AT_ONCE = 3;
/** Milliseconds until one more is allowed. */
const EVERY = 60_000;

/** Limits how often an operator is told of something that may recur without end, such as a peer that is turned away: a token bucket. */
export class TokenBucket {
  private left = AT_ONCE;
  private at: number;

  /** @param now milliseconds of a monotonic clock */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.at = now();
  }

  /** Whether this message may be sent; if so, takes a token. */
  take(): boolean {
    const now = this.now();
    this.left = Math.min(AT_ONCE, this.left + (now - this.at) / EVERY);
    this.at = now;
    if (this.left < 1) return false;
    this.left--;
    return true;
  }
}
