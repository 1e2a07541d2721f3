import {
  Alternation,
  type Alternative,
  type IProduction,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  type TokenType,
} from 'chevrotain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeclarationParser } from '../../../src/dsl/parser/declarations.ts';
import { parse } from '../../../src/dsl/parser.ts';
import { Source } from '../../../src/dsl/source.ts';
import { told } from '../programs.ts';

const parser = new DeclarationParser(true);
const rules: Readonly<Record<string, Rule>> = parser.getGAstProductions();

const SAMPLES: Record<string, readonly string[]> = {
  Name: ['a', 'b_1', 'Xyz'],
  QuotedName: ['`in`', '`@timestamp`'],
  Member: ['a', '`a b`'],
  Word: ['a', 'c'],
  Ident: ['d', '`key`'],
  RecordName: ['e'],
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

/** Writes a text of the grammar: numbers choose, and where there are none left the shortest way is taken. */
class Writer {
  readonly words: string[] = [];
  readonly used = new Set<string>();
  private readonly open: string[] = [];

  constructor(private readonly choices: number[]) {}

  private choose(count: number): number {
    const choice = this.open.length > 40 ? 0 : (this.choices.pop() ?? 0);
    return choice % count;
  }

  rule(name: string): void {
    this.used.add(name);
    this.open.push(name);
    this.all(rules[name]?.definition ?? []);
    this.open.pop();
  }

  private all(parts: readonly IProduction[]): void {
    for (const part of parts) this.write(part);
  }

  private write(part: IProduction): void {
    if (part instanceof Terminal) this.token(part.terminalType);
    else if (part instanceof NonTerminal) this.rule(part.nonTerminalName);
    else if (part instanceof Alternation) this.all(this.alternative(part).definition);
    else if (part instanceof Option) this.times(this.choose(2), part.definition);
    else if (part instanceof Repetition) this.repetition(part);
    else if (part instanceof RepetitionMandatory) this.times(1 + this.choose(2), part.definition);
    else if (part instanceof RepetitionWithSeparator) this.times(this.choose(3), part.definition, part.separator);
    else if (part instanceof RepetitionMandatoryWithSeparator) this.times(1 + this.choose(2), part.definition, part.separator);
  }

  /** A regular expression is an operand of `matches` alone; the first way from an expression to its end is a name. */
  private alternative({ definition }: Alternation): Alternative {
    const possible = (definition as Alternative[]).filter(({ definition: [first] }) => !(this.open.at(-1) === 'primary' && isRegex(first)));
    return possible[this.choose(possible.length)] as Alternative;
  }

  /** A list that may end with a comma is a repetition of items, each with a comma behind it that only the last may lack. */
  private repetition(part: Repetition): void {
    const last = part.definition.at(-1);
    const count = this.choose(3);
    const isList = last instanceof Option && last.idx === 9;
    for (let i = 0; i < count; i++) {
      this.all(isList ? part.definition.slice(0, -1) : part.definition);
      if (isList && (i < count - 1 || this.choose(2) === 1)) this.words.push(',');
    }
  }

  private times(count: number, parts: readonly IProduction[], separator?: TokenType): void {
    for (let i = 0; i < count; i++) {
      if (i > 0 && separator) this.token(separator);
      this.all(parts);
    }
  }

  private token({ name }: TokenType): void {
    const samples = SAMPLES[name];
    this.words.push(samples ? (samples[this.choose(samples.length)] as string) : name.slice(1, -1));
  }
}

function isRegex(part: IProduction | undefined): boolean {
  return part instanceof Terminal && part.terminalType.name === 'Regex';
}

const choices = fc.array(fc.nat({ max: 1000 }), { minLength: 1, maxLength: 400, size: 'max' });

describe('the grammar', () => {
  it('is free of conflicts', () => {
    expect(() => new DeclarationParser(true)).not.toThrow();
  });

  it('reads every text that it describes', () => {
    const used = new Set<string>();
    fc.assert(
      fc.property(choices, (numbers) => {
        const writer = new Writer([...numbers]);
        writer.rule('declaration');
        for (const rule of writer.used) used.add(rule);
        const text = writer.words.join(' ');
        const source = new Source('main.corr', text);
        // The grammar lets parts be said again, but not their meaning.
        const diagnostics = parse(source).diagnostics.filter(({ code }) => code !== 'duplicate-clause');
        expect(told({ diagnostics, sources: new Map([['main.corr', source]]) }), text).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect(Object.keys(rules).filter((rule) => !used.has(rule) && rule !== 'file' && rule !== 'lone')).toEqual([]);
  });
});
