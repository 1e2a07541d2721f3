/** The form of the stamps in a log: that of `stamp('…')`, or a regular expression for others that are read without one. */

import { readStamp } from '../../runtime/decode/stamps/any-stamp.ts';
import { Stamp } from '../../runtime/decode/stamps/stamp.ts';
import { ZONE_NAMES } from '../../runtime/decode/stamps/zone-names.ts';
import type { Column } from './header.ts';

/** Forms, the more exact first: `02/03/2023` is in February unless a line contradicts it. The date may be separated otherwise from the time. */
const FORMS: readonly string[] = [
  'yyyy-MM-dd HH:mm:ss',
  'yyyy-MM-dd HH.mm.ss',
  'yyyy/MM/dd HH:mm:ss',
  'yyyy.MM.dd HH:mm:ss',
  'yyyy-DDD HH:mm:ss',
  'dd.MM.yyyy HH:mm:ss',
  'MM/dd/yyyy HH:mm:ss',
  'dd/MM/yyyy HH:mm:ss',
  'dd-MM-yyyy HH:mm:ss',
  'MM-dd-yyyy HH:mm:ss',
  'M/d/yyyy H:mm:ss',
  'd/M/yyyy H:mm:ss',
  'MMM d, yyyy H:mm:ss',
  'dd-MMM-yyyy HH:mm:ss',
  'dd MMM yyyy HH:mm:ss',
  'EEE MMM d HH:mm:ss.SSSSSS yyyy',
  'EEE MMM d HH:mm:ss yyyy',
  'dd/MMM/yyyy HH:mm:ss',
  'yyyyMMdd HH:mm:ss',
  'yyMMdd HHmmss',
  'yyMMdd HH:mm:ss',
  'yy/MM/dd HH:mm:ss',
  'MM/dd/yy HH:mm:ss',
  'dd/MM/yy HH:mm:ss',
  'dd.MM.yy HH:mm:ss',
  'M/d/yy H:mm:ss',
  'd/M/yy H:mm:ss',
  'MM-dd HH:mm:ss',
  'MM.dd HH:mm:ss',
  'MMdd HH:mm:ss.SSSSSS',
];
/** Dates without a time of day, whose signs tell them from numbers. */
const DATES: readonly string[] = [...new Set(FORMS.flatMap((form) => /^(?:yyyy\W.*|.*\Wyyyy)(?= H)/.exec(form)?.[0] ?? []))];
/** What parts the date from the time of day, the usual first. */
const SEPARATORS: readonly string[] = [' ', ':', '-', ', ', ' - ', '::', ';', ','];
/** Forms with each separator. */
const DATED: readonly string[] = SEPARATORS.flatMap((separator) => FORMS.map((one) => one.replace(/ (?=H)/, separator)));
/** Times of day, which begin a line: behind other columns there may be a date before them. */
const CLOCKS: readonly string[] = ['HH:mm:ss', 'HH.mm.ss', 'h:mma'];
/** What may follow a form: a fraction, half of the day, and a zone. */
const TAILS: readonly string[] = ['.SSSSSSSSS', '.SSSSSSS', '.SSSSSS', '.SSSS', '.SSS', '.SS', ',SSSSSS', ',SSS', ':SSS', '']
  .flatMap((fraction) => [`${fraction} a`, fraction])
  .flatMap((tail) => [`${tail} Z`, `${tail}Z`, tail]);

const ISO = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?';
const NUMBERS: readonly (readonly [form: string, pattern: string])[] = [
  ['epoch_ms', '1\\d{12}(?!\\d)'],
  ['epoch', '1\\d{9}(?:\\.\\d+)?(?!\\d)'],
];
/** What a run of letters stands for, if not as many digits. */
const PARTS: Readonly<Record<string, string>> = {
  yy: '(?:1[3-9]|[2-9]\\d)',
  M: '(?:1[0-2]|0?[1-9])',
  MMM: '[A-Za-z]{3}',
  d: '(?:3[01]|[12]\\d|[0 ]?[1-9])',
  H: '[ \\d]?\\d',
  h: '\\d?\\d',
  a: '[AaPp][Mm]',
  EEE: '[A-Za-z]{3}',
  Z: `(?:(?:Z|${ZONE_NAMES.join('|')})(?![A-Za-z])|[+-]\\d\\d:?\\d\\d)`,
};
/** Exact where day and month may be mistaken for each other: in forms that do not begin with the year. */
const EXACT: Readonly<Record<string, string>> = { MM: '(?:0[1-9]|1[0-2])', dd: '(?:0[1-9]|[12]\\d|3[01])' };

/**
 * The stamp at the beginning of nearly all of these texts; undefined if there is none.
 * @param fits whether enough of the texts begin with a regular expression
 * @param isFirst whether nothing but signs precedes them in their lines
 */
export function stampOf(texts: readonly string[], fits: (pattern: string) => boolean, isFirst: boolean): Column | undefined {
  const form = formOf(fits, isFirst);
  const regex = form && new RegExp(`^${form.pattern}`);
  // No form has a fraction of any length, and that of ISO 8601 no name of a zone: where more of the text is read than the form, it is the time.
  const shape = texts
    .filter((text) => regex === undefined || lengthOfStamp(text) > (regex.exec(text)?.[0].length ?? Number.POSITIVE_INFINITY))
    .map(shapeOfStamp)
    .find((one) => one !== undefined && fits(one));
  return shape === undefined ? form : { template: `{time:/${shape}/}`, pattern: shape };
}

function formOf(fits: (pattern: string) => boolean, isFirst: boolean): Column | undefined {
  if (fits(ISO)) return ofForm('iso', ISO);
  const form = [...DATED, ...(isFirst ? CLOCKS : [])].find((one) => fits(patternOf(one)));
  if (form !== undefined) {
    const whole = wholeForm(form, fits);
    return whole === undefined ? undefined : ofForm(whole, patternOf(whole));
  }
  const number = NUMBERS.find(([, pattern]) => fits(pattern));
  return number && ofForm(...number);
}

/**
 * A regular expression for what only repeats the stamp of a record in another form, such as its date; undefined if these
 * texts do not begin so. A number may be anything, and a time of day a duration.
 * @param fits as for {@link stampOf}
 */
export function repeatedStampOf(texts: readonly string[], fits: (pattern: string) => boolean): string | undefined {
  if (fits(ISO)) return ISO;
  const form = DATED.find((one) => fits(patternOf(one)));
  const whole = form === undefined ? undefined : wholeForm(form, fits);
  if (whole !== undefined) return patternOf(whole);
  const date = DATES.map(patternOf).find((pattern) => fits(`${pattern}(?![\\w.:-])`));
  return date ?? texts.map(shapeOfStamp).find((one) => one?.includes(':') && fits(one));
}

function wholeForm(form: string, fits: (pattern: string) => boolean): string | undefined {
  return TAILS.map((tail) => withTail(form, tail)).find((one) => fits(`${patternOf(one)}(?!\\d)`));
}

function ofForm(form: string, pattern: string): Column {
  return { template: `{time:stamp('${form}')}`, pattern };
}

function withTail(form: string, tail: string): string {
  return (tail.includes('a') ? form.replace(/HH?/, (run) => run.toLowerCase()) : form) + tail;
}

/** A regular expression for the stamps of a form. */
function patternOf(form: string): string {
  return form.replace(/([A-Za-z])\1*|./g, (run: string) => {
    if (!/[A-Za-z]/.test(run)) return escaped(run);
    const exact = form.startsWith('yyyy') ? undefined : EXACT[run];
    return exact ?? PARTS[run] ?? (run.length < 3 ? '\\d'.repeat(run.length) : `\\d{${run.length}}`);
  });
}

/** A regular expression for what has the shape of the stamp that begins a text; undefined if none does. */
function shapeOfStamp(text: string): string | undefined {
  const length = lengthOfStamp(text);
  return length === 0 ? undefined : shapeOf(text.slice(0, length));
}

/** Of the stamp that begins a text; 0 if none does. */
function lengthOfStamp(text: string): number {
  const bytes = Buffer.from(text, 'latin1');
  const stamp = new Stamp();
  return readStamp(bytes, 0, bytes.length, stamp) && stamp.isPossible() ? stamp.next : 0;
}

/** Whether nothing but signs precedes a stamp. */
export function beginsWithStamp(text: string): boolean {
  return lengthOfStamp(text.replace(/^[^\w\s]*/, '')) > 0;
}

/** A regular expression for texts that have other numbers and words in the same places. */
export function shapeOf(text: string): string {
  return text.replace(/\d+|[A-Za-z]+ *|./g, (run) => {
    if (/\d/.test(run)) return '\\d+';
    // Days behind the name of a month may be padded.
    return /[A-Za-z]/.test(run) ? `[A-Za-z]+${run.endsWith(' ') ? ' +' : ''}` : escaped(run);
  });
}

/** Characters as a regular expression, also between slashes. */
export function escaped(text: string): string {
  const signs = text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('/', '[/]');
  return signs.replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}
