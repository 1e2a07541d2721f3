/**
 * Generates texts of the grammar: numbers make the choices, and when there are none left the shortest alternative is
 * taken.
 */

import type { Production } from '../../scripts/grammar/productions.ts';

const SAMPLES: Readonly<Record<string, readonly string[]>> = {
  Name: ['a', 'b_1', 'Xyz'],
  QuotedName: ['`in`', '`@timestamp`', '`a b`'],
  String: ['"x"', '"\\""'],
  Block: ['"""x"""'],
  Regex: ['/x/i'],
  Int: ['1', '12'],
  Float: ['1.5', '2e3'],
  Duration: ['10s', '1h30m'],
  Size: ['4KB'],
  Ip: ['10.0.0.0/8', '::1'],
  Clock: ['06:00'],
  Stamp: ['2024-03-01T08:00:00Z'],
};

export class Writer {
  readonly words: string[] = [];
  readonly used = new Set<string>();
  private readonly open: string[] = [];

  constructor(
    private readonly rules: ReadonlyMap<string, Production>,
    private readonly choices: number[],
  ) {}

  private choose(count: number): number {
    const choice = this.open.length > 40 ? 0 : (this.choices.pop() ?? 0);
    return choice % count;
  }

  rule(name: string): void {
    const body = this.rules.get(name);
    if (!body) throw new Error(`no rule of the grammar: ${name}`);
    this.used.add(name);
    this.open.push(name);
    this.write(body);
    this.open.pop();
  }

  private write(part: Production): void {
    switch (part.kind) {
      case 'literal':
        this.words.push(part.text);
        return;
      case 'token':
        this.token(part.name);
        return;
      case 'rule':
        this.rule(part.name);
        return;
      case 'sequence':
        for (const inner of part.parts) this.write(inner);
        return;
      case 'choice':
        this.write(this.wayOf(part.ways));
        return;
      case 'option':
        if (this.choose(2) === 1) this.write(part.of);
        return;
      case 'repetition':
        for (let left = this.choose(3); left > 0; left--) this.write(part.of);
    }
  }

  /** A regular expression is an operand of `matches` only: elsewhere it might follow an operand, where '/' divides. */
  private wayOf(ways: readonly Production[]): Production {
    const possible = ways.filter((way) => !(this.open.at(-1) === 'primary' && isRegex(way)));
    return possible[this.choose(possible.length)] as Production;
  }

  private token(name: string): void {
    const samples = SAMPLES[name];
    if (!samples) throw new Error(`no sample of ${name}`);
    this.words.push(samples[this.choose(samples.length)] as string);
  }
}

function isRegex(way: Production): boolean {
  if (way.kind === 'sequence') return way.parts.length === 1 && way.parts.every(isRegex);
  return way.kind === 'token' && way.name === 'Regex';
}
