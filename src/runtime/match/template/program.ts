import { type Program, type Step, wholeProgram } from '../automata/program.ts';
import { ANY } from '../automata/ranges.ts';
import type { Part } from './parts.ts';

/** All parts of a template as steps of one automaton. */
export class TemplateProgram implements Program {
  readonly steps: Step[] = [];
  readonly start: number;
  /** By part: its first step, which belongs to no other part. */
  readonly entries: number[];
  /** By part: the number of steps of this part and those behind it, which come first. */
  readonly counts: number[];
  /** Parts that take JSON, and their step for objects and arrays, from which no character leads on. */
  readonly gates: { part: number; step: number }[] = [];

  constructor(parts: readonly Part[]) {
    this.entries = new Array<number>(parts.length);
    this.counts = new Array<number>(parts.length);
    for (let i = parts.length - 1; i >= 0; i--) {
      this.entries[i] = this.write(parts[i]!, i);
      this.counts[i] = this.steps.length;
    }
    this.start = this.entries[0]!;
  }

  private add(step: Step): number {
    return this.steps.push(step) - 1;
  }

  private write(part: Part, index: number): number {
    const next = this.entries[index + 1] ?? 0;
    switch (part.kind) {
      case 'end':
        return this.add({ kind: 'match', atEnd: true });
      case 'literal':
        return this.literal(part.text, next);
      case 'shortest':
      case 'rest':
        return this.anything(next);
      case 'optional':
        return this.add({ kind: 'fork', to: [next, this.entries[part.behind]!] });
      case 'json':
        return this.add({ kind: 'fork', to: [this.gate(index, next), this.embed(wholeProgram(part.type.grammar), next)] });
      case 'longest':
      case 'word':
        return this.embed(wholeProgram(part.type.grammar), next);
    }
  }

  private literal(text: string, next: number): number {
    const codes = Array.from(text, (character) => character.codePointAt(0)!);
    const entry = codes.reduceRight((after, code) => this.add({ kind: 'chars', set: [[code, code]], next: after }), next);
    return this.add({ kind: 'fork', to: [entry] });
  }

  private anything(next: number): number {
    const to = [next];
    const entry = this.add({ kind: 'fork', to });
    to.push(this.add({ kind: 'chars', set: ANY, next: entry }));
    return entry;
  }

  private gate(part: number, next: number): number {
    const step = this.add({ kind: 'chars', set: [], next });
    this.gates.push({ part, step });
    return step;
  }

  /** Copies a program; the next part begins where it ends. */
  private embed({ steps, start }: Program, next: number): number {
    const first = this.steps.length;
    for (const step of steps) {
      if (step.kind === 'match') this.add({ kind: 'fork', to: [next] });
      else if (step.kind === 'fork') this.add({ ...step, to: step.to.map((to) => first + to) });
      else this.add({ ...step, next: first + step.next });
    }
    return this.add({ kind: 'fork', to: [first + start] });
  }
}
