import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextReader } from '../../../src/runtime/decode/text.ts';
import { readKeyValues } from '../../../src/runtime/match/kv.ts';

const reader = new TextReader();
const pairs = (text: string) => [...readKeyValues(Buffer.from(text), 0, Buffer.byteLength(text), reader)];
const shown = (text: string) => pairs(text).map(([name, value]) => (value === true ? name : `${name}: ${value}`));

describe('names with values', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['a=1 b=two', ['a: 1', 'b: two']],
    ['a=1, b=2; c=3,', ['a: 1', 'b: 2', 'c: 3']],
    ['a=1,b=2', ['a: 1', 'b: 2']],
    ['tags=a,b,c user=x', ['tags: a,b,c', 'user: x']],
    ['delays=0.2/0.02,dsn=2.0.0', ['delays: 0.2/0.02', 'dsn: 2.0.0']],
    ['IN=eth0 OUT= DF PROTO=TCP SYN', ['IN: eth0', 'OUT: ', 'DF', 'PROTO: TCP', 'SYN']],
    ['msg="two \\"words\\"" x=1', ['msg: two "words"', 'x: 1']],
    ["op='a b', y=2", ['op: a b', 'y: 2']],
    ["name=O'Brien z=1", ["name: O'Brien", 'z: 1']],
    ['a="open b=1', ['a: "open', 'b: 1']],
    ['a="x"y b=1', ['a: "x"y', 'b: 1']],
    ['a=b=c', ['a: b=c']],
    ['a=1 a=2', ['a: 2']],
    ['=x y=1', ['x', 'y: 1']],
    ['__proto__=1 constructor=2', ['__proto__: 1', 'constructor: 2']],
  ])('%s', (text, expected) => {
    expect(shown(text)).toEqual(expected);
  });

  it('are read again as they are written in quotes', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', 'é'), minLength: 1, maxLength: 3 });
    const value = fc.string({ unit: fc.constantFrom('a', ' ', '=', ',', ';', "'", 'é'), maxLength: 5 });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(name, value), { selector: ([name]) => name }),
        fc.constantFrom(' ', ', ', '; ', ',', '  '),
        (all, parting) => {
          expect(pairs(all.map(([name, value]) => `${name}="${value}"`).join(parting))).toEqual(all);
        },
      ),
    );
  });
});
