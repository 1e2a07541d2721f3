import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RegexNode } from '../../../src/dsl/pattern-plan.ts';
import { parseRegex } from '../../../src/dsl/patterns/regex.ts';
import { regexSource } from './arbitrary.ts';
import { search } from './oracle.ts';

/** Steps for each character: the proven bound, times what the engine of the tests spends on one step of the proof. */
const MOST = 500;

const EVIL = [
  '(a+)+$', '(a*)*$', '(a|a)*$', '(a|aa)+$', '(a|a?)+$', '([a-zA-Z]+)*$', '(.*a){20}$', '(.*)*x', '(.+)+x', '(x+x+)+y',
  '(a|b|ab)*c', '(\\w+\\s?)*$', '(\\w+\\d+)+C', '^(\\w+\\.?)+@', '^(([a-z])+.)+[A-Z]([a-z])+$', '(\\d+)*\\d+x', '(?:a{1,50}){1,50}b',
  '(a?){30}a{30}', '(a?b?c?){20}x', '\\s+$', '\\s*,\\s*$', '.*foo', '.*foo.*bar.*baz', '.*?foo.*?bar', '\\w+@\\w+\\.com', '[a-z]+\\d', '\\d+x',
  'x*y', '(?:[^"]|\\\\")*"$', '<.*>.*</', '^.*,.*,.*;$', '^(?:.*,){3}x', '^\\s*(.*)\\s*$', '(?:a|b)*a(?:a|b){12}',
  '^(?:a|b)*a(?:a|b){18}$', '^(?:0|1|01)*$', '(?:ab|a|b)*$', '^a*a*b', '^(?:a|ab)(?:c|bcd)*(?:d*)*$', '[ab]{0,500}c', '^.{0,300}.{0,300}x',
  '\\bx?\\w+\\w+$', '=.*=', '\\B\\w+=', '\\[.*\\] .*$', '(?:(?:(?:a{9}){9}){9}){9}', '(a{1,1000}){1,1000}', '^(?:a?){60}$',
]; // biome-ignore format: one family a line

const LINEAR = [
  'foo', '^foo$', 'foo\\d+bar', '^\\d+$', '^(?<a>\\w+) (?<b>\\w+)$', '\\b\\w+\\b', '\\bfoo\\w+=', 'error|warning|fatal', '^.*\\[preauth\\]$',
  '^(Connection closed|Disconnected|Disconnecting:) .*\\[preauth\\]$', 'blk_-?[0-9]+', 'req-[0-9a-f-]+', '(?:[0-9a-f]{2}:){5}[0-9a-f]{2}',
  '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}', '[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}',
  '^\\S+ \\S+ \\S+ \\[([^\\]]+)\\] "(?<method>\\S+) (?<url>\\S+) [^"]*" (?<status>\\d+)', 'status=(?<s>\\d+)', '^\\s+at ', '^[A-Z]{1,1000}$',
  '\\[[^\\][]*\\]', 'user \\w+ from', '"[^"]*"[^"]*"[^"]*;', '^(?:\\d+,)*\\d+$', 'took (?<n>\\d+(?:\\.\\d+)?) ?ms', '\\$$', '^$',
]; // biome-ignore format: one family a line

/** Texts that could make an engine slow: a start, a repeated part, and an end that does not match. */
const texts = (signs: readonly string[]) =>
  fc
    .tuple(
      fc.string({ unit: fc.constantFrom(...signs), maxLength: 3 }),
      fc.string({ unit: fc.constantFrom(...signs), minLength: 1, maxLength: 4 }),
      fc.string({ unit: fc.constantFrom(...signs), maxLength: 2 }),
    )
    .map(([start, again, end]) => start + again.repeat(Math.ceil(200 / again.length)) + end);

function expectLinear(node: RegexNode, text: string): void {
  const most = MOST * ([...text].length + 1);
  expect(search(node, text, most).steps).toBeLessThanOrEqual(most);
}

/** In the form of a capture's pattern. */
const wholly = (node: RegexNode): RegexNode => ({ kind: 'sequence', items: [{ kind: 'start' }, node, { kind: 'end' }] });

describe('patterns that a backtracking engine can be slow on', () => {
  it.each(EVIL)('%s', (pattern) => {
    const { regex, problems } = parseRegex(pattern, '');
    expect(problems.length > 0 || regex.backtracks).toBe(true);
  });

  it('are at least forty', () => {
    expect(new Set(EVIL).size).toBeGreaterThanOrEqual(40);
  });
});

describe('patterns that it needs linear time for', () => {
  it.each(LINEAR)('%s is proved', (pattern) => {
    const { regex, problems } = parseRegex(pattern, '');
    expect(problems).toEqual([]);
    expect(regex.backtracks).toBe(false);
    const signs = [...new Set(pattern.replace(/[\\[\](){}|^$*+?]/g, '')), 'a', '0', ' ', '['];
    fc.assert(
      fc.property(texts(signs), (text) => expectLinear(regex.node, text)),
      { numRuns: 50 },
    );
  });

  it('are really linear, whatever was proved', () => {
    const proved = { search: 0, whole: 0 };
    fc.assert(
      fc.property(regexSource, fc.array(texts(['a', 'b', '0', '-', ' ', '\n']), { minLength: 5, maxLength: 5 }), (source, hostile) => {
        for (const use of ['search', 'whole'] as const) {
          const { regex, problems } = parseRegex(source, '', use);
          if (problems.length > 0 || regex.backtracks) continue;
          proved[use]++;
          for (const text of hostile) expectLinear(use === 'whole' ? wholly(regex.node) : regex.node, text);
        }
      }),
      { numRuns: 1500 },
    );
    expect(proved.search).toBeGreaterThan(300);
    expect(proved.whole).toBeGreaterThan(100);
  });

  it('within a capture are those that are linear from one position', () => {
    expect(parseRegex('[a-z]+', '').regex.backtracks).toBe(true);
    expect(parseRegex('[a-z]+', '', 'whole').regex).toMatchObject({ backtracks: false, anchored: true });
    expect(parseRegex('(?:a+)+b', '', 'whole').regex.backtracks).toBe(true);
  });
});
