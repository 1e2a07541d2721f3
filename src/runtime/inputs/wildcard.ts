/** Names with wildcards, as in a shell: `*`, `?`, `[a-z]`, `[!x]`, `\*`. Close enough to linear for any file name. */

/** One segment of a path, between two slashes. */
type Wildcard = readonly Symbol[];

type Symbol =
  | { kind: 'text'; char: string }
  | { kind: 'any' }
  | { kind: 'many' }
  | { kind: 'class'; negated: boolean; ranges: [string, string][] };

/** Whether a text has wildcards, or alternatives in braces. */
export function hasWildcards(path: string): boolean {
  return /[*?[{]/.test(path);
}

export function parseWildcard(text: string): Wildcard {
  const symbols: Symbol[] = [];
  const chars = [...text];
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!;
    const close = char === '[' ? endOfClass(chars, at) : -1;
    if (char === '*') symbols.push({ kind: 'many' });
    else if (char === '?') symbols.push({ kind: 'any' });
    else if (close > 0) {
      symbols.push(parseClass(chars.slice(at + 1, close)));
      at = close;
    } else if (char === '\\' && at + 1 < chars.length) symbols.push({ kind: 'text', char: chars[++at]! });
    else symbols.push({ kind: 'text', char });
  }
  return symbols;
}

/** The index of the `]` of a class; one that comes first is a member. -1 if the `[` stands for itself. */
function endOfClass(chars: readonly string[], open: number): number {
  const first = chars[open + 1] === '!' || chars[open + 1] === '^' ? open + 2 : open + 1;
  return chars.indexOf(']', first + 1);
}

function parseClass(chars: readonly string[]): Symbol {
  const negated = chars[0] === '!' || chars[0] === '^';
  const ranges: [string, string][] = [];
  for (let at = negated ? 1 : 0; at < chars.length; at++) {
    const isRange = chars[at + 1] === '-' && at + 2 < chars.length;
    ranges.push([chars[at]!, isRange ? chars[at + 2]! : chars[at]!]);
    if (isRange) at += 2;
  }
  return { kind: 'class', negated, ranges };
}

/** Whether the entire name matches. After a mismatch only the last `*` takes more: what earlier ones took need not change. */
export function matchesWildcard(wildcard: Wildcard, name: string): boolean {
  const chars = [...name];
  let at = 0;
  let symbol = 0;
  let lastMany = -1;
  let lastAt = 0;
  while (at < chars.length) {
    if (wildcard[symbol]?.kind === 'many') {
      lastMany = symbol++;
      lastAt = at;
    } else if (fits(wildcard[symbol], chars[at]!)) {
      symbol++;
      at++;
    } else if (lastMany >= 0) {
      symbol = lastMany + 1;
      at = ++lastAt;
    } else return false;
  }
  while (wildcard[symbol]?.kind === 'many') symbol++;
  return symbol === wildcard.length;
}

function fits(symbol: Symbol | undefined, char: string): boolean {
  switch (symbol?.kind) {
    case 'any':
      return true;
    case 'text':
      return symbol.char === char;
    case 'class':
      return symbol.ranges.some(([from, to]) => from <= char && char <= to) !== symbol.negated;
    default:
      return false;
  }
}
