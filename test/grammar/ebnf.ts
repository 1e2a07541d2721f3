/** Parses `grammar/corr.ebnf` in the notation that its head defines. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Production } from '../../scripts/grammar/productions.ts';

export interface Ebnf {
  rules: ReadonlyMap<string, Production>;
  /** Kinds of tokens that are defined by a regular expression. */
  kinds: ReadonlyMap<string, RegExp>;
}

export function readEbnf(): Ebnf {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'grammar', 'corr.ebnf'), 'utf8').replace(/^\/\/.*$/gm, '');
  const kinds = new Map<string, RegExp>();
  const rest = text.replace(/^(\w+) = \/(.*)\/ ;$/gm, (_, name: string, source: string) => {
    kinds.set(name, new RegExp(`^(?:${source})$`));
    return '';
  });
  const reader = new Reader(rest.match(/'[^']+'|\w+|[=;|(){}[\]]/g) ?? [], kinds);
  return { rules: reader.rules(), kinds };
}

class Reader {
  private at = 0;

  constructor(
    private readonly symbols: readonly string[],
    private readonly kinds: ReadonlyMap<string, RegExp>,
  ) {}

  rules(): Map<string, Production> {
    const rules = new Map<string, Production>();
    while (this.at < this.symbols.length) {
      const name = this.take();
      this.expect('=');
      rules.set(name, this.choice());
      this.expect(';');
    }
    return rules;
  }

  private take(): string {
    return this.symbols[this.at++] ?? '';
  }

  private expect(symbol: string): void {
    const found = this.take();
    if (found !== symbol) throw new Error(`'${symbol}' expected, '${found}' found at symbol ${this.at}`);
  }

  private choice(): Production {
    const ways = [this.sequence()];
    while (this.symbols[this.at] === '|') {
      this.at++;
      ways.push(this.sequence());
    }
    return ways.length === 1 ? (ways[0] as Production) : { kind: 'choice', ways };
  }

  private sequence(): Production {
    const parts: Production[] = [];
    while (!/^[|;)\]}]?$/.test(this.symbols[this.at] ?? '')) parts.push(this.part());
    return { kind: 'sequence', parts };
  }

  private part(): Production {
    const symbol = this.take();
    const within = (close: string) => {
      const of = this.choice();
      this.expect(close);
      return of;
    };
    if (symbol === '(') return within(')');
    if (symbol === '[') return { kind: 'option', of: within(']') };
    if (symbol === '{') return { kind: 'repetition', of: within('}') };
    if (symbol.startsWith("'")) return { kind: 'literal', text: symbol.slice(1, -1) };
    return this.kinds.has(symbol) ? { kind: 'token', name: symbol } : { kind: 'rule', name: symbol };
  }
}
