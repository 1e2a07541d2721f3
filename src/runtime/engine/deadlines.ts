/**
 * All deadlines of a run in one structure: a binary heap with at most one live entry for each subject.
 *
 * A subject whose deadline moves later keeps its old entry and is put back when that entry comes up:
 * most deadlines are moved or dropped long before they are due, and then cost nothing more.
 */

/** Something that waits for a time: an instance, the state of a window, a held record. */
export interface Subject {
  /** Microseconds; Infinity: waits for nothing. */
  due: number;
  /** The time of its live entry; Infinity: none. Kept by {@link Deadlines}. */
  queued: number;
  /** At one time subjects go by rule (stage, name), then by order of opening. */
  readonly rule: number;
  readonly opened: number;
  /** Does what is due at `at`, and sets a new `due`. */
  fire(at: number): void;
}

interface Entry {
  time: number;
  subject: Subject;
}

export class Deadlines {
  private readonly heap: Entry[] = [];

  /** To be called after each change of `subject.due`. */
  update(subject: Subject): void {
    if (subject.due >= subject.queued) return;
    subject.queued = subject.due;
    this.push({ time: subject.due, subject });
  }

  /** The subject with the earliest deadline. */
  peek(): Subject | undefined {
    for (let top = this.heap[0]; top; top = this.heap[0]) {
      const { subject, time } = top;
      if (subject.queued === time && subject.due === time) return subject;
      this.drop();
      if (subject.queued === time) {
        subject.queued = Number.POSITIVE_INFINITY;
        this.update(subject);
      }
    }
    return undefined;
  }

  /** Takes off what {@link peek} gave. */
  take(subject: Subject): void {
    subject.queued = Number.POSITIVE_INFINITY;
    this.drop();
  }

  private push(entry: Entry): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!before(entry, heap[up] as Entry)) break;
      heap[at] = heap[up] as Entry;
      at = up;
    }
    heap[at] = entry;
  }

  private drop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (let down = 1; down < heap.length; down = 2 * at + 1) {
      if (down + 1 < heap.length && before(heap[down + 1] as Entry, heap[down] as Entry)) down++;
      if (!before(heap[down] as Entry, last)) break;
      heap[at] = heap[down] as Entry;
      at = down;
    }
    heap[at] = last;
  }
}

function before(a: Entry, b: Entry): boolean {
  if (a.time !== b.time) return a.time < b.time;
  return a.subject.rule - b.subject.rule < 0 || (a.subject.rule === b.subject.rule && a.subject.opened < b.subject.opened);
}
