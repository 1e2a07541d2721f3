import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SourceCursor } from '../../../src/runtime/inputs/cursor.ts';
import { createScan } from '../../../src/runtime/scan/create.ts';
import { TemplateTwin } from '../../../src/runtime/scan/template-twin.ts';
import { expectSame, expectScanned, formatOf, looksFor, matcherOf, planOf, sourceOf } from './scanned.ts';
import { TEMPLATES, type TemplateCase, templateLines } from './template-logs.ts';

/** The functions of the kernel, as far as tests replace them with faulty ones. */
interface Parts {
  start: number;
  next: number;
  bytes: Buffer;
  readStamp(start: number, end: number): number;
}

const BROKEN: [what: string, method: string, broken: (this: Parts, start: number, end: number) => unknown][] = [
  ['takes all stamps for equally long', 'timeOf', function (start, end) {
    this.start = start;
    return this.readStamp(start, end);
  }],
  ['asks nothing of what follows the stamp', 'isWanted', function (end) {
    return this.bytes.subarray(this.next, end).includes('Failed') || this.bytes.subarray(this.next, end).includes('out of memory');
  }],
  ['finds no text', 'hasTextOf', () => false],
]; // biome-ignore format: a table

const planFor = ({ format, records }: Pick<TemplateCase, 'format' | 'records'>) => planOf('own', records, `format own = ${format}`);

describe('a scan of lines of a template', () => {
  it.each(Object.entries(TEMPLATES))('passes over nothing but what is no record, and the same in each kernel, with %s', async (_, one) => {
    await expectScanned(planFor(one), templateLines(one));
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

  const stamp = "{time:stamp('yyyy-MM-dd HH:mm:ss')}";
  it.each([
    ['with a word before the time', `"{file} ${stamp} {message:rest}"`],
    ['whose time is optional', `"{?${stamp} }{message:rest}"`],
    ['with several times', `"${stamp} {other:stamp('iso')} {message:rest}" time time time other`],
    ['whose stamp could end elsewhere', '"{time},{message:rest}"'],
    ['whose hour may have one digit', `"{time:stamp('yyyy-MM-dd H:mm:ss')} {message:rest}"`],
    ['whose hour is of half a day', `"{time:stamp('yyyy-MM-dd hh:mm:ss a')} {message:rest}"`],
    ['whose stamp has no seconds', `"{time:stamp('yyyy-MM-dd HH:mm')} {message:rest}"`],
    ['whose stamp has its fraction elsewhere', `"{time:stamp('SSS yyyy-MM-dd HH:mm:ss')} {message:rest}"`],
    ['whose message is quoted', `"${stamp} {message:quoted}"`],
    ['with JSON in it', `"${stamp} {data:json} {message:rest}"`],
    ['with more states than are worth it', `"${stamp} {message:text} {from:ip} {to:ip}"`],
  ])('is not made of a template %s', (_, format) => {
    const plan = planFor({ format, records: '{ failed = "Failed {*}" }' });
    const info = { order: 0, name: '', context: { received: 0, zone: 'UTC' }, files: [], maxLine: 99 };
    expect(createScan(matcherOf(plan).hints, new SourceCursor({ ...info, format: formatOf(plan) }))).toBeUndefined();
  });
});
