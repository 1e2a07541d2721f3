/** Earley's recogniser: whether a list of tokens is a sentence of any context-free grammar. */

import type { Production } from '../../scripts/grammar/productions.ts';

type GrammarSymbol = { rule: string } | { token: string };

interface Item {
  rule: string;
  symbols: readonly GrammarSymbol[];
  dot: number;
  /** Where it began. */
  from: number;
}

export class Recogniser {
  private readonly ways = new Map<string, (readonly GrammarSymbol[])[]>();
  private readonly empty = new Set<string>();

  constructor(rules: ReadonlyMap<string, Production>) {
    for (const [name, body] of rules) this.ways.set(name, this.waysOf(body));
    this.findEmpty();
  }

  private waysOf(production: Production): (readonly GrammarSymbol[])[] {
    if (production.kind === 'choice') return production.ways.map((way) => this.symbolsOf(way));
    if (production.kind === 'option') return [[], this.symbolsOf(production.of)];
    return [this.symbolsOf(production)];
  }

  private symbolsOf(production: Production): readonly GrammarSymbol[] {
    switch (production.kind) {
      case 'literal':
        return [{ token: `'${production.text}'` }];
      case 'token':
        return [{ token: production.name }];
      case 'rule':
        return [{ rule: production.name }];
      case 'sequence':
        return production.parts.flatMap((part) => this.symbolsOf(part));
      default: {
        const rule = `#${this.ways.size}`;
        this.ways.set(rule, []);
        const again = production.kind === 'repetition' ? [[], [...this.symbolsOf(production.of), { rule }]] : this.waysOf(production);
        this.ways.set(rule, again);
        return [{ rule }];
      }
    }
  }

  private findEmpty(): void {
    for (let grown = true; grown; ) {
      grown = false;
      for (const [rule, ways] of this.ways) {
        if (this.empty.has(rule)) continue;
        if (!ways.some((symbols) => symbols.every((symbol) => 'rule' in symbol && this.empty.has(symbol.rule)))) continue;
        this.empty.add(rule);
        grown = true;
      }
    }
  }

  /** @param tokens names of kinds; words and signs in single quotes */
  accepts(start: string, tokens: readonly string[]): boolean {
    let items = this.complete([], new Items(start, this.ways.get(start) ?? []), 0);
    const columns = [items];
    for (const [at, token] of tokens.entries()) {
      const next = new Items();
      for (const item of items.waitingFor(`t${token}`)) next.add({ ...item, dot: item.dot + 1 });
      items = this.complete(columns, next, at + 1);
      if (items.size === 0) return false;
      columns.push(items);
    }
    return items.all.some(({ rule, symbols, dot, from }) => rule === start && from === 0 && dot === symbols.length);
  }

  private complete(columns: readonly Items[], items: Items, at: number): Items {
    for (const item of items.all) {
      const symbol = item.symbols[item.dot];
      if (!symbol) {
        const before = item.from === at ? items : columns[item.from];
        for (const waiting of before?.waitingFor(`r${item.rule}`) ?? []) items.add({ ...waiting, dot: waiting.dot + 1 });
      } else if ('rule' in symbol) {
        for (const symbols of this.ways.get(symbol.rule) ?? []) items.add({ rule: symbol.rule, symbols, dot: 0, from: at });
        if (this.empty.has(symbol.rule)) items.add({ ...item, dot: item.dot + 1 });
      }
    }
    return items;
  }
}

/** The items of one position; the list grows while it is read. */
class Items {
  readonly all: Item[] = [];
  private readonly known = new Map<readonly GrammarSymbol[], Set<number>>();
  private readonly waiting = new Map<string, Item[]>();

  constructor(rule = '', ways: readonly (readonly GrammarSymbol[])[] = []) {
    for (const symbols of ways) this.add({ rule, symbols, dot: 0, from: 0 });
  }

  get size(): number {
    return this.all.length;
  }

  add(item: Item): void {
    const places = this.known.get(item.symbols) ?? new Set();
    const place = item.from * 64 + item.dot;
    if (places.has(place)) return;
    this.known.set(item.symbols, places.add(place));
    this.all.push(item);
    const symbol = item.symbols[item.dot];
    if (!symbol) return;
    const key = 'rule' in symbol ? `r${symbol.rule}` : `t${symbol.token}`;
    const list = this.waiting.get(key);
    if (list) list.push(item);
    else this.waiting.set(key, [item]);
  }

  waitingFor(key: string): readonly Item[] {
    return this.waiting.get(key) ?? [];
  }
}
