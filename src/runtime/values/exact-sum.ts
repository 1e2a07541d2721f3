/**
 * A sum of doubles without rounding error, rounded once when it is read: the order of additions does not matter, and
 * what is removed leaves no trace (Shewchuk 1997, like `fsum` of Python).
 */

/** From here on a sum of many values could leave the range of doubles, and with it its exactness. */
const BEYOND = 2 ** 960;

const NOTHING: readonly number[] = [];

export class ExactSum {
  /** The non-overlapping parts of the sum: the largest one, and the others, smallest first. */
  private head = 0;
  private tail: number[] | undefined;
  /** Number of values beyond what can be summed. */
  private beyond = 0;

  add(value: number): void {
    if (Math.abs(value) < BEYOND) this.put(value);
    else this.beyond++;
  }

  /** Removes a value that was added before. */
  remove(value: number): void {
    if (Math.abs(value) < BEYOND) this.put(-value);
    else this.beyond--;
  }

  /** The sum, correctly rounded; undefined while it contains a value that is not finite, or beyond {@link BEYOND}. */
  get value(): number | undefined {
    if (this.beyond > 0) return undefined;
    const { tail = NOTHING } = this;
    let sum = this.head;
    for (let i = tail.length - 1; i >= 0; i--) {
      const before = sum;
      const part = tail[i] as number;
      sum = before + part;
      const lost = part - (sum - before);
      if (lost !== 0) return this.toEven(sum, lost, i) + 0;
    }
    return sum + 0;
  }

  /** The rounding error may be exactly half a unit; the remaining parts then decide the direction. */
  private toEven(sum: number, lost: number, place: number): number {
    const next = this.tail?.[place - 1];
    if (next === undefined || Math.sign(next) !== Math.sign(lost)) return sum;
    const doubled = lost * 2;
    const up = sum + doubled;
    return up - sum === doubled ? up : sum;
  }

  /** Plain JSON, for {@link ExactSum.restore}. */
  save(): unknown {
    return !this.tail && this.beyond === 0 ? this.head : [this.beyond, this.head, ...(this.tail ?? NOTHING)];
  }

  restore(saved: unknown): void {
    const [beyond, head = 0, ...tail] = Array.isArray(saved) ? (saved as number[]) : [0, saved as number];
    Object.assign(this, { beyond, head, tail: tail.length > 0 ? tail : undefined });
  }

  private put(value: number): void {
    const carried = this.tail ? this.throughTail(this.tail, value) : value;
    const sum = carried + this.head;
    const lost = lostIn(sum, carried, this.head);
    this.head = sum;
    if (lost !== 0) this.tail = [...(this.tail ?? NOTHING), lost];
  }

  /** Adds a value to the parts of the tail, keeping the rounding errors there; returns the rounded sum. */
  private throughTail(tail: number[], value: number): number {
    let carried = value;
    let kept = 0;
    for (const part of tail) {
      const sum = carried + part;
      const lost = lostIn(sum, carried, part);
      if (lost !== 0) tail[kept++] = lost;
      carried = sum;
    }
    tail.length = kept;
    if (kept === 0) this.tail = undefined;
    return carried;
  }
}

/** The rounding error of a sum of two. */
function lostIn(sum: number, a: number, b: number): number {
  return Math.abs(a) < Math.abs(b) ? a - (sum - b) : b - (sum - a);
}
