import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OTHERS } from '../../../src/runtime/scan/layout.ts';
import { TemplateTwin } from '../../../src/runtime/scan/template-twin.ts';
import { expectSame, expectScanned, looksFor, planOf, sourceOf } from './scanned.ts';
import { bsd, clock, part, templateLines } from './template-logs.ts';

const iso = (separator: string, to: number) => (time: Date) => part(0, to)(time).replace('T', separator);

/** Stamps whose like can be told from them. */
const ALIKE: Record<string, (time: Date) => string> = {
  'a stamp of ISO 8601': iso('T', 24),
  'a stamp without a zone': iso(' ', 19),
  'a stamp with milliseconds behind a comma': (time) => iso(' ', 23)(time).replace('.', ','),
  'a stamp without a year': bsd,
  'slashes in the date': (time) => iso(' ', 23)(time).replaceAll('-', '/'),
  'a dash before the clock': (time) =>
    iso(
      '-',
      19,
    )(time)
      .replaceAll('-', ':')
      .replace(/:(?=..:..:..$)/, '-'),
  'a stamp in brackets': (time) => `[${iso('T', 23)(time)}`,
  'blanks before the stamp': (time) => `  ${iso(' ', 19)(time)}`,
  'a colour before the stamp': (time) => `\x1b[32m${iso(' ', 19)(time)}`,
};

/** Those that cannot: what they mean depends on more than their time of day. */
const UNLIKE: Record<string, (time: Date) => string> = {
  'a column of digits behind the stamp': (time) => `${iso(' ', 19)(time)},${part(20, 22)(time)}`,
  'an offset behind a blank': (time) => `${iso(' ', 23)(time)} +01`,
  'a level before the stamp': (time) => `INFO ${iso(' ', 19)(time)}`,
  'a time of day': (time) => part(11, 23)(time),
  'half a day behind the clock': (time) => `${part(0, 10)(time)} 0${clock(time).slice(1)} PM`,
  'seconds since 1970': (time) => (time.getTime() / 1000).toFixed(3),
  'points in the clock': (time) => `${iso('-', 19)(time).replaceAll(':', '.')}.123456`,
  'a number before the stamp': (time) => `7 ${bsd(time)}`,
};

/** What comes between the stamp and the rest: any of it could be a part of the stamp. */
const behind = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(' ', ' ', '] ') },
  fc.constantFrom(
    ...[' PM ', 'PM ', ' PMx ', ' UTC ', ' GMT+01 ', ' GMT', ' Z ', ' Zone ', 'Z ', ' +0100 ', ' -1 ', ' - ', '+01 ', ':123 ', ':1 '],
  ),
  fc.constantFrom(...[' CET ', ' EST: ', ' CST ', ' PST-0700 ', ' EDITED ', ' Europe/Paris] ', ' Europe/Paris ', ' Events ']),
  fc.constantFrom(
    ...[',123 ', ',12 ', ', ', '.5 ', '. ', '0 ', ' 2022 ', ' 2022-01-01 ', ' UTC: ', '\xe2\x80\xafPM ', '\xc3\xa9', '_', '|', ''],
  ),
);

/** Lines with such stamps, to which the next words of their line may belong. */
function lines(stamp: (time: Date) => string): fc.Arbitrary<string> {
  const of = (line: string) => templateLines({ stamp, line });
  return fc.tuple(of('~@ #'), fc.array(behind, { minLength: 1, maxLength: 40 })).map(([log, behind]) => {
    let at = 0;
    return log.replace(/~/g, () => behind[at++ % behind.length]!);
  });
}

/** The functions of the kernel, as far as tests replace them with faulty ones. */
interface Parts {
  words: Int32Array;
  readStamp(start: number, end: number): number;
  hasTextOf(texts: number, start: number, end: number): boolean;
}

const BROKEN: [what: string, method: string, broken: (this: Parts, ...numbers: [number, number, number]) => unknown][] = [
  ['takes all stamps for equally long', 'timeOf', function (start, end) {
    return this.readStamp(start, end);
  }],
  ['asks nothing of what follows the stamp', 'isWanted', function (start, end) {
    return this.hasTextOf(this.words[OTHERS >> 2]!, start, end);
  }],
  ['finds no text', 'hasTextOf', () => false],
  ['wants no stamp to be like the others', 'isAt', () => true],
]; // biome-ignore format: a table

describe('a scan of lines of any text', () => {
  const plan = planOf('line', '{ failed = "{*}Failed {*}" memory = "{*}out of memory" }');

  it.each(Object.entries(ALIKE))('passes over nothing but what is no record, and the same in each kernel, with %s', async (_, stamp) => {
    await expectScanned(plan, lines(stamp));
  });

  it.each(Object.entries(UNLIKE))('passes over nothing but what is no record with %s', async (_, stamp) => {
    const { scanned, all } = looksFor(plan);
    await fc.assert(
      fc.asyncProperty(sourceOf(lines(stamp)), async (source) => expectSame(await scanned(source, 'wasm'), await all(source))),
    );
  });

  it('passes over nothing but what is no record where the stamps are of several kinds', async () => {
    const kinds = fc.constantFrom(...Object.values({ ...ALIKE, ...UNLIKE }));
    const logs = fc.array(kinds.chain(lines), { minLength: 2, maxLength: 5 }).map((logs) => logs.join(''));
    await expectScanned(plan, logs);
  });

  it.each(BROKEN)('would be found out if it %s', async (_, method, broken) => {
    const { scanned, all } = looksFor(plan);
    const right = Reflect.get(TemplateTwin.prototype, method);
    Reflect.set(TemplateTwin.prototype, method, broken);
    onTestFinished(() => void Reflect.set(TemplateTwin.prototype, method, right));
    const logs = fc.constantFrom(iso(' ', 19), bsd).chain(lines);
    const agreement = fc.asyncProperty(sourceOf(logs), async (source) => expectSame(await scanned(source, 'js'), await all(source)));
    expect((await fc.check(agreement, { numRuns: 2000, endOnFailure: true })).failed).toBe(true);
  });
});
