/**
 * All deadlines of a run: a binary heap with one entry for each subject that waits for something.
 *
 * A subject whose deadline moves later keeps its entry where it is, and is put right when that entry comes up: most
 * deadlines are moved again and again before they are due, and that then costs nothing.
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

export class Deadlines {
  private readonly heap: Subject[] = [];

  /** To be called after each change of `subject.due`. */
  update(subject: Subject): void {
    if (subject.due === Number.POSITIVE_INFINITY) this.remove(subject);
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
      top.queued = top.due;
      this.sink(top, 0);
    }
    return undefined;
  }

  private remove(subject: Subject): void {
    const { place } = subject;
    if (place < 0) return;
    subject.place = -1;
    const last = this.heap.pop();
    if (!last || last === subject) return;
    this.rise(last, place);
    this.sink(last, last.place);
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
