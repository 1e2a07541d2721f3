/** So many at once, and then one every so often. */
const AT_ONCE = 3;
/** Milliseconds. */
const EVERY = 60_000;

/** How often an operator is told of what may come without end, such as a peer that is turned away: a token bucket. */
export class Ration {
  private left = AT_ONCE;
  private at: number;

  /** @param now milliseconds, of a clock that only goes forward */
  constructor(private readonly now: () => number = () => performance.now()) {
    this.at = now();
  }

  /** Whether this one is told. */
  take(): boolean {
    const now = this.now();
    this.left = Math.min(AT_ONCE, this.left + (now - this.at) / EVERY);
    this.at = now;
    if (this.left < 1) return false;
    this.left--;
    return true;
  }
}
