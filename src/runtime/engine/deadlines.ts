/**
 * All deadlines of a run: a binary heap with one entry for each subject that waits for something.
 *
 * A subject whose deadline moves later or falls away keeps its entry where it is, and is put right when that entry comes
 * up: most deadlines are moved again and again before they are due, and that then costs nothing. Entries that nobody
 * waits for are swept out before they are half of all.
 */

/** Something that waits for a time: an instance, the state of a window, a held record. */
export interface Subject {
  /** Microseconds; Infinity: waits for nothing. */
  due: number;
  /** The time and the place of its entry, kept by {@link Deadlines}; a negative place: it has none. */
  queued: number;
  place: number;
  /** At one time subjects go by rule (stage, name), then by order of opening. */
  readonly rule: number;
  readonly opened: number;
  /** Does what is due at `at`, and sets a new `due`. */
  fire(at: number): void;
}

/** Sweeping fewer is not worth while. */
const FEW = 64;

export class Deadlines {
  private heap: Subject[] = [];
  /** How often a subject has dropped its deadline since the last sweep: no fewer than the entries nobody waits for. */
  private dropped = 0;

  /** To be called after each change of `subject.due`. */
  update(subject: Subject): void {
    if (subject.due === Number.POSITIVE_INFINITY) this.drop(subject);
    else if (subject.place < 0) {
      subject.queued = subject.due;
      this.heap.push(subject);
      this.rise(subject, this.heap.length - 1);
    } else if (subject.due < subject.queued) {
      subject.queued = subject.due;
      this.rise(subject, subject.place);
    }
  }

  /** The subject with the earliest deadline. */
  peek(): Subject | undefined {
    for (let top = this.heap[0]; top; top = this.heap[0]) {
      if (top.queued === top.due) return top;
      if (top.due === Number.POSITIVE_INFINITY) this.shift(top);
      else {
        top.queued = top.due;
        this.sink(top, 0);
      }
    }
    return undefined;
  }

  private drop({ place }: Subject): void {
    if (place < 0) return;
    this.dropped++;
    if (this.dropped > FEW && this.dropped * 2 > this.heap.length) this.sweep();
  }

  private sweep(): void {
    const { heap } = this;
    this.heap = [];
    this.dropped = 0;
    for (const subject of heap) {
      subject.place = -1;
      this.update(subject);
    }
  }

  /** Takes out the topmost entry, for which nobody waits. */
  private shift(top: Subject): void {
    top.place = -1;
    const last = this.heap.pop();
    if (last && last !== top) this.sink(last, 0);
  }

  private rise(subject: Subject, from: number): void {
    const { heap } = this;
    let at = from;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const above = heap[up] as Subject;
      if (!before(subject, above)) break;
      this.put(above, at);
      at = up;
    }
    this.put(subject, at);
  }

  private sink(subject: Subject, from: number): void {
    const { heap } = this;
    let at = from;
    for (let down = 2 * at + 1; down < heap.length; down = 2 * at + 1) {
      if (down + 1 < heap.length && before(heap[down + 1] as Subject, heap[down] as Subject)) down++;
      const below = heap[down] as Subject;
      if (!before(below, subject)) break;
      this.put(below, at);
      at = down;
    }
    this.put(subject, at);
  }

  private put(subject: Subject, place: number): void {
    this.heap[place] = subject;
    subject.place = place;
  }
}

function before(a: Subject, b: Subject): boolean {
  if (a.queued !== b.queued) return a.queued < b.queued;
  return a.rule < b.rule || (a.rule === b.rule && a.opened < b.opened);
}
