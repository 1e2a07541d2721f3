import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../../src/dsl/patterns/template.ts';
import { RecordClock } from '../../../src/runtime/decode/stamps/clock.ts';
import { CaptureTypes } from '../../../src/runtime/match/capture-types.ts';
import { compileTemplate } from '../../../src/runtime/match/template/template.ts';

const types = new CaptureTypes(new RecordClock({ received: 0, zone: 'UTC', live: true }, undefined));

/** The number of bytes examined, counting repetitions. */
function looksAt(template: string, text: string): number {
  let looks = 0;
  const counted = new Proxy(Buffer.from(text) as Uint8Array, {
    get(bytes, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
      return Reflect.get(bytes, key);
    },
  });
  compileTemplate(parseTemplate(template).template, types).match(counted, 0, text.length);
  return looks;
}

const OPTIONALS = '{?a}'.repeat(40);

/** Templates and lines for which backtracking would take quadratic time, or worse. */
const HOSTILE: [string, string, string][] = [
  ['Failed {method} for {user:text} from {addr:ip} port {port:int} ssh2', 'Failed x for ', ' from 10.0.0.1 port 2 ssh2 '],
  ['{a:text} x {b:text} y {c:int}', '', ' x  y '],
  ['{a:text}x{b:text}y{c:text}z{d:int}', '', 'xyz'],
  ['{*}{a:word}:{b:word}:{c:int}', '', 'a'],
  ['{*}{a:word}:{b:word}:{c:int}', '', 'a:'],
  ['{*}{a:ip}{*}{b:ip}z', '', '1:2:3f:44:'],
  ['{*}{a:int}{b:int}{c:float}{d:hex}z', '', '1'],
  ['{*}{a:host}{b:email}{c:url}z', '', 'a.b@c://'],
  ['{*}{a:quoted}{b:quoted}z', '', '"\\" '],
  ['{*}{a:kv}{b:kv}z', '', 'a=1 '],
  ['{*}{a:list(int)}{b:list(ip)}z', '', '1,2,3, '],
  ["{*}{a:stamp('yyyy-MM-dd HH:mm:ss')}{b:duration}z", '', '2024-01-01 00:00:00'],
  ['{*}{a:/(a|b)*a(a|b){12}/}c{b:/.*c/}z', '', 'abaabb'],
  [`${OPTIONALS}{*}b{*}z`, '', 'a'],
  ['{*}{a:json}z', '', '{"a":1} '],
  ['{*}{a:json}{b:json}z', '', '"\\"[1,'],
];

describe('a hostile line', () => {
  it.each(HOSTILE)('for %s takes a number of looks in proportion to its length', (template, start, unit) => {
    const line = (units: number) => `${start}${unit.repeat(units)}!`;
    const units = Math.ceil(4000 / unit.length);
    const once = looksAt(template, line(units));
    expect(once).toBeLessThan(16 * line(units).length);
    expect(looksAt(template, line(2 * units))).toBeLessThan(2.5 * once);
  });

  it('of brackets is given up at the depth that JSON may have', () => {
    const looks = (count: number) => looksAt('{*}{a:json}z', `${'['.repeat(count)}!`);
    expect(looks(8000)).toBeLessThan(2.5 * looks(4000));
  });
});
