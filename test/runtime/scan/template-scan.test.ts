import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SourceCursor } from '../../../src/runtime/inputs/cursor.ts';
import { createScan } from '../../../src/runtime/scan/create.ts';
import { TemplateTwin } from '../../../src/runtime/scan/template-twin.ts';
import { expectEqual } from '../../equal.ts';
import { expectSame, expectScanned, formatOf, looksFor, matcherOf, planOf, sourceOf } from './scanned.ts';
import { BEGINNING, TEMPLATES, type TemplateCase, templateLines } from './template-logs.ts';

/** The functions of the kernel, as far as tests replace them with faulty ones. */
interface Parts {
  next: number;
  bytes: Buffer;
  readStamp(start: number, end: number): number;
  targetOf(automaton: number, target: number, byte: number): number;
}
const { targetOf } = TemplateTwin.prototype as unknown as Parts;

const BROKEN: [what: string, method: string, broken: (this: Parts, ...numbers: [number, number, number]) => unknown][] = [
  ['takes all stamps for equally long', 'timeOf', function (start, end) {
    return this.readStamp(start, end);
  }],
  ['asks nothing of what follows the stamp', 'isWanted', function (_, end) {
    return this.bytes.subarray(this.next, end).includes('Failed') || this.bytes.subarray(this.next, end).includes('out of memory');
  }],
  ['finds no text', 'hasTextOf', () => false],
  ['is sure of every beginning', 'targetOf', function (automaton, target, byte) {
    const next = targetOf.call(this, automaton, target, byte);
    return (next & 1) === 1 ? next | 2 : next;
  }],
]; // biome-ignore format: a table

/** What it makes; undefined if it throws. */
function possible<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

const planFor = ({ format, records }: Pick<TemplateCase, 'format' | 'records'>) => planOf('own', records, `format own = ${format}`);

describe('a scan of lines of a template', () => {
  it.each(Object.entries(TEMPLATES))('passes over nothing but what is no record, and the same in each kernel, with %s', async (_, one) => {
    await expectScanned(planFor(one), templateLines(one));
  });

  it('passes over nothing but what is no record of any template, and the same in each kernel', async () => {
    const piece = fc.constantFrom(
      ...[
        ' ',
        ': ',
        '[',
        '] ',
        ' - ',
        'a',
        '{w}',
        '{t:text}',
        '{n:int}',
        '{r:/[a-c]+/}',
        '{?[{o}] }',
        '{?{p:int} }',
        '{?{q:text}: }',
        '{*}',
      ],
    );
    const bit = fc.constantFrom(...['a', 'b', '1', ' ', ' ', ': ', '[', '] ', ' - ', 'Failed x', 'Failed ', '[1] ', 'a: ', '1 ']);
    const texts = fc.array(fc.array(bit, { maxLength: 9 }), { minLength: 5, maxLength: 25, size: 'max' });
    const agreement = fc.asyncProperty(fc.array(piece, { maxLength: 6 }), texts, async (pieces, texts) => {
      const names = pieces.map((piece, i) => piece.replace(/\b[a-z](?=[:}])/, (name) => name + i));
      const plan = possible(() => planFor({ format: `"{time:stamp('iso')} ${names.join('')}{message:rest}"`, records: BEGINNING }));
      fc.pre(plan !== undefined);
      const { scanned, all } = looksFor(plan);
      const files = [texts.map((bits) => `2023-11-14T22:13:20Z ${bits.join('')}\n`).join('')];
      const source = { files, size: 1 << 16, zone: 'UTC', year: undefined, maxLine: 1 << 16 };
      const found = await scanned(source, 'js');
      expectSame(found, await all(source));
      expectEqual(await scanned(source, 'wasm'), found);
    });
    await fc.assert(agreement, { numRuns: Number(process.env['CORR_SCAN_RUNS'] ?? 60) * 5 });
  });

  it('passes over nothing where the time has no date: whether it is of the next day is for the clock to say', async () => {
    const { scanned, all } = looksFor(planFor({ format: `"[{time:stamp('HH:mm:ss')}] {message:rest}"`, records: BEGINNING }));
    const files = [['23:59:58', '00:00:01', '23:59:59', '00:00:02'].map((time) => `[${time}] x\n`).join('')];
    // The second line spans two chunks, and so is not seen by the scan.
    const source = { files, size: 20, zone: 'UTC', year: 2023, maxLine: 1 << 16 };
    expectSame(await scanned(source, 'wasm'), await all(source));
  });

  it.each(BROKEN)('would be found out if it %s', async (_, method, broken) => {
    const one = TEMPLATES['an optional piece before the message']!;
    const { scanned, all } = looksFor(planFor(one));
    const right = Reflect.get(TemplateTwin.prototype, method);
    Reflect.set(TemplateTwin.prototype, method, broken);
    onTestFinished(() => void Reflect.set(TemplateTwin.prototype, method, right));
    const lines = sourceOf(templateLines(one));
    const agreement = fc.asyncProperty(lines, async (source) => expectSame(await scanned(source, 'js'), await all(source)));
    expect((await fc.check(agreement, { numRuns: 2000, endOnFailure: true })).failed).toBe(true);
  });
});

describe('a scan', () => {
  const stamp = "{time:stamp('yyyy-MM-dd HH:mm:ss')}";
  it.each([
    ['with a word before the time', `"{file} ${stamp} {message:rest}"`],
    ['whose records ask for a number', `"${stamp} {id:int} {message:rest}"`, 'where id == 7 { any = {} }'],
    ['whose records ask for a quoted text', `"${stamp} {id:quoted} {message:rest}"`, 'where id == "7" { any = {} }'],
    ['whose records ask for an address', `"${stamp} {id:ip} {message:rest}"`, 'where id == "::1" { any = {} }'],
    ['whose records ask for no text', `"${stamp} {?{id}: }{message:rest}"`, 'where id == "" { any = {} }'],
    ['whose time is optional', `"{?${stamp} }{message:rest}"`],
    ['whose stamp has no date', '"{time:stamp(\'HH:mm:ss\')} {message:rest}"'],
    ['with several times', `"${stamp} {other:stamp('iso')} {message:rest}" time time time other`],
    ['whose stamp could end elsewhere', '"{time},{message:rest}"'],
    ['whose hour may have one digit', `"{time:stamp('yyyy-MM-dd H:mm:ss')} {message:rest}"`],
    ['whose hour is of half a day', `"{time:stamp('yyyy-MM-dd hh:mm:ss a')} {message:rest}"`],
    ['whose stamp has no seconds', `"{time:stamp('yyyy-MM-dd HH:mm')} {message:rest}"`],
    ['whose stamp has its fraction elsewhere', `"{time:stamp('SSS yyyy-MM-dd HH:mm:ss')} {message:rest}"`],
    ['whose message is quoted', `"${stamp} {message:quoted}"`],
    ['with JSON in it', `"${stamp} {data:json} {message:rest}"`],
    ['with more states than are worth it', `"${stamp} {message:text} {from:ip} {to:ip}"`],
  ])('is not made of a template %s', (_, format, records = '{ failed = "Failed {*}" }') => {
    const plan = planFor({ format, records });
    const info = { order: 0, name: '', context: { received: 0, zone: 'UTC' }, files: [], maxLine: 99 };
    expect(createScan(matcherOf(plan).hints, new SourceCursor({ ...info, format: formatOf(plan) }))).toBeUndefined();
  });
});
