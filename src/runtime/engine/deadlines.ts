/**
 * All deadlines of a run: a binary heap with one entry for each waiting subject.
 *
 * A subject whose deadline moves later keeps its entry in place; the entry is corrected when it reaches the top. Most
 * deadlines move many times before they are due, and each move then costs nothing.
 */

/** Something with a deadline: an instance, a window, a held record. */
export interface Subject {
  /** Microseconds; Infinity if it waits for nothing. */
  due: number;
  /** The index of its heap entry, maintained by {@link Deadlines}; negative if it has none. */
  place: number;
  /** Subjects due at the same time fire in order of rule (stage, name), then of opening. */
  readonly rule: number;
  readonly opened: number;
  /** Does what is due at `at`, and sets a new `due`. */
  fire(at: number): void;
}

export class Deadlines {
  private readonly heap: Subject[] = [];
  /** The time of each entry, in a column of its own: most comparisons then need not touch the subjects, scattered in memory. */
  private readonly times: number[] = [];

  /** Must be called after each change of `subject.due`. */
  update(subject: Subject): void {
    if (subject.due === Number.POSITIVE_INFINITY) this.remove(subject);
    else if (subject.place < 0) {
      this.heap.push(subject);
      this.rise(subject, subject.due, this.heap.length - 1);
    } else if (subject.due < (this.times[subject.place] as number)) this.rise(subject, subject.due, subject.place);
  }

  /** The subject with the earliest deadline; undefined if there is none. */
  peek(): Subject | undefined {
    for (let top = this.heap[0]; top; top = this.heap[0]) {
      if (top.due === this.times[0]) return top;
      this.sink(top, top.due, 0);
    }
    return undefined;
  }

  /** Removes a subject without a deadline. Most of these were far from being due, near the end of the heap, where removal is cheap. */
  private remove(subject: Subject): void {
    const { place } = subject;
    if (place < 0) return;
    subject.place = -1;
    const last = this.heap.pop() as Subject;
    const time = this.times.pop() as number;
    if (last === subject) return;
    if (place > 0 && this.isBefore(last, time, (place - 1) >> 1)) this.rise(last, time, place);
    else this.sink(last, time, place);
  }

  private rise(subject: Subject, queued: number, from: number): void {
    let at = from;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!this.isBefore(subject, queued, up)) break;
      this.put(this.heap[up] as Subject, this.times[up] as number, at);
      at = up;
    }
    this.put(subject, queued, at);
  }

  private sink(subject: Subject, queued: number, from: number): void {
    const { heap, times } = this;
    let at = from;
    for (let down = 2 * at + 1; down < heap.length; down = 2 * at + 1) {
      const next = down + 1;
      if (next < heap.length) {
        const time = times[next] as number;
        if (time <= (times[down] as number) && this.isBefore(heap[next] as Subject, time, down)) down = next;
      }
      if (this.isBefore(subject, queued, down)) break;
      this.put(heap[down] as Subject, times[down] as number, at);
      at = down;
    }
    this.put(subject, queued, at);
  }

  private put(subject: Subject, queued: number, place: number): void {
    this.heap[place] = subject;
    this.times[place] = queued;
    subject.place = place;
  }

  /** Whether a subject that is queued for a time goes before the entry at a place. */
  private isBefore({ rule, opened }: Subject, queued: number, place: number): boolean {
    const time = this.times[place] as number;
    if (queued !== time) return queued < time;
    const other = this.heap[place] as Subject;
    return rule < other.rule || (rule === other.rule && opened < other.opened);
  }
}
