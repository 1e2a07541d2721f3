/** The tokens that may directly follow each word of the language where it is not a name. */

import { type GrammarRule, type Production, partsOf } from './productions.ts';

/** What a production may begin with: literals as `'text'`, kinds of tokens by their names. */
interface First {
  tokens: ReadonlySet<string>;
  /** Whether the production may be empty. */
  empty: boolean;
}

/** The end of the file. */
const END = 'EOF';

/** Outcomes are names that happen to be words. */
export const OUTCOME = 'outcome';

export class Followers {
  private readonly firsts = new Map<string, First>();
  private readonly follows = new Map<string, Set<string>>();
  /** By the text of the word. */
  readonly words = new Map<string, Set<string>>();
  private grown = true;

  constructor(rules: readonly GrammarRule[]) {
    for (const { name } of rules) {
      this.firsts.set(name, { tokens: new Set(), empty: false });
      this.follows.set(name, new Set(name === 'file' ? [END] : []));
    }
    while (this.grown) {
      this.grown = false;
      for (const { name, body } of rules) {
        this.growFirst(name, this.first(body));
        if (name !== OUTCOME) this.walk(body, this.follows.get(name) as Set<string>);
      }
    }
  }

  private growFirst(name: string, { tokens, empty }: First): void {
    const known = this.firsts.get(name) as First;
    if (tokens.size === known.tokens.size && empty === known.empty) return;
    this.firsts.set(name, { tokens, empty });
    this.grown = true;
  }

  private first(production: Production): First {
    switch (production.kind) {
      case 'literal':
        return { tokens: new Set([`'${production.text}'`]), empty: false };
      case 'token':
        return { tokens: new Set([production.name]), empty: false };
      case 'rule':
        return this.firsts.get(production.name) as First;
      case 'choice':
        return production.ways.map((way) => this.first(way)).reduce((a, b) => ({ tokens: union(a, b), empty: a.empty || b.empty }));
      case 'sequence':
        return this.firstOf(production.parts);
      default:
        return { ...this.first(production.of), empty: true };
    }
  }

  private firstOf(parts: readonly Production[]): First {
    const [head, ...rest] = parts;
    if (!head) return { tokens: new Set(), empty: true };
    const first = this.first(head);
    if (!first.empty) return first;
    const behind = this.firstOf(rest);
    return { tokens: union(first, behind), empty: behind.empty };
  }

  /** @param next the tokens that may follow the production in its context */
  private walk(production: Production, next: ReadonlySet<string>): void {
    switch (production.kind) {
      case 'token':
        return;
      case 'literal':
        this.grow(this.words, production.text, next);
        return;
      case 'rule':
        this.grow(this.follows, production.name, next);
        return;
      case 'sequence':
        for (const [i, part] of production.parts.entries()) this.walk(part, this.behind(production.parts.slice(i + 1), next));
        return;
      case 'repetition':
        this.walk(production.of, new Set([...this.first(production.of).tokens, ...next]));
        return;
      default:
        for (const part of partsOf(production)) this.walk(part, next);
    }
  }

  private behind(parts: readonly Production[], next: ReadonlySet<string>): ReadonlySet<string> {
    const { tokens, empty } = this.firstOf(parts);
    return empty ? new Set([...tokens, ...next]) : tokens;
  }

  private grow(sets: Map<string, Set<string>>, name: string, more: ReadonlySet<string>): void {
    const known = sets.get(name) ?? new Set();
    const before = known.size;
    for (const token of more) known.add(token);
    sets.set(name, known);
    if (known.size > before) this.grown = true;
  }
}

function union(a: First, b: First): Set<string> {
  return new Set([...a.tokens, ...b.tokens]);
}
