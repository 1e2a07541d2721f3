import { type Program, type Step, wholeProgram } from './program.ts';
import { ANY } from './ranges.ts';
import { Kind, type Op } from './template-ops.ts';

/** All operations of a template as steps of one automaton. */
export class TemplateProgram implements Program {
  readonly steps: Step[] = [];
  readonly start: number;
  /** By operation: the step with which it begins. */
  readonly entries: number[];
  /** Operations that take JSON, and the steps before it: no character leads on from them. */
  readonly gates: { op: number; step: number }[] = [];

  constructor(ops: readonly Op[]) {
    this.entries = new Array<number>(ops.length);
    for (let i = ops.length - 1; i >= 0; i--) this.entries[i] = this.write(ops[i]!, i);
    this.start = this.entries[0]!;
  }

  private add(step: Step): number {
    return this.steps.push(step) - 1;
  }

  private write(op: Op, index: number): number {
    const next = this.entries[index + 1] ?? 0;
    switch (op.kind) {
      case Kind.end:
        return this.add({ kind: 'match', atEnd: true });
      case Kind.literal:
        return this.literal(Buffer.from(op.bytes).toString(), next);
      case Kind.shortest:
      case Kind.rest:
        return this.anything(next);
      case Kind.optional:
        return this.add({ kind: 'fork', to: [next, this.entries[op.skip]!] });
      case Kind.json:
        return this.add({ kind: 'fork', to: [this.gate(index, next), this.embed(wholeProgram(op.type!.grammar), next)] });
      default:
        return this.embed(wholeProgram(op.type!.grammar), next);
    }
  }

  /** A step of its own comes first: no operation is to be taken for another. */
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

  private gate(op: number, next: number): number {
    const step = this.add({ kind: 'chars', set: [], next });
    this.gates.push({ op, step });
    return step;
  }

  /** Copies a program; where it ends, the next operation begins. */
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
