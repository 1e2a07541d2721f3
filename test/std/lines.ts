/**
 * Log lines and the records of a library that they match, as text. Each line is followed by `=> group.record
 * field=value …` for each record that it matches, or `=> nothing`, or `=> undecodable`. `--- FORMAT` begins the lines
 * of a format, `#` a comment.
 */

import type { FieldPlan, RecordPlan } from '../../src/dsl/pattern-plan.ts';
import type { Plan } from '../../src/dsl/plan.ts';
import { formatNamed } from '../../src/runtime/decode/detect.ts';
import { createRecordReader } from '../../src/runtime/decode/records/record-readers.ts';
import { LineSplitter } from '../../src/runtime/inputs/lines.ts';
import { Matcher } from '../../src/runtime/match/matcher.ts';
import type { Match, Value } from '../../src/runtime/record.ts';
import { renderValue } from '../../src/runtime/values/render.ts';

const CONTEXT = { received: Date.UTC(2024, 0, 1) * 1000, zone: 'UTC', year: 2024 };

/** A log record of one or more lines. */
export interface Recognised {
  /** The number of its first line, from 1. */
  line: number;
  time: number;
  undecodable: boolean;
  matches: readonly Match[];
}

/** The records that the lines of a log match. */
export function recognise(plan: Plan, format: string, lines: readonly string[]): Recognised[] {
  const matcher = new Matcher(plan, { records: plan.records, params: new Map(), tables: plan.tables }).forFormat(format);
  const reader = createRecordReader(formatNamed(format, plan.formats) ?? { name: format, base: 'line', time: [] }, CONTEXT);
  const splitter = new LineSplitter();
  const found: Recognised[] = [];
  const take = () => {
    const { record, line } = reader;
    found.push({ line, time: record.time, undecodable: record.undecodable, matches: matcher.match(record, 0, line) });
  };
  splitter.feed(Buffer.from(lines.join('\n')));
  while (splitter.next() || splitter.finish()) if (reader.take(splitter)) take();
  if (reader.flush()) take();
  return found;
}

export interface Section {
  format: string;
  /** Without the recognised records. */
  lines: string[];
}

export function sectionsOf(text: string): Section[] {
  const sections: Section[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const format = /^--- (\S+)$/.exec(line)?.[1];
    if (format !== undefined) sections.push({ format, lines: [] });
    else if (!line.startsWith('=> ')) sections[sections.length - 1]?.lines.push(line);
  }
  return sections;
}

const isRemark = (line: string): boolean => line === '' || line.startsWith('#');

/** The bytes of a log with the lines of a section. */
export function logOf({ lines }: Section): Uint8Array {
  return Buffer.from(`${lines.filter((line) => !isRemark(line)).join('\n')}\n`);
}

/** The records in the lines of a section, which exclude comments. */
export function recogniseSection(plan: Plan, { format, lines }: Section): Recognised[] {
  return recognise(
    plan,
    format,
    lines.map((line) => (isRemark(line) ? '' : line)),
  );
}

/** The text with the recognised records, replacing previous ones. */
export function annotated(plan: Plan, text: string): string {
  return `${sectionsOf(text)
    .flatMap((section) => [`--- ${section.format}`, ...annotatedSection(plan, section)])
    .join('\n')}\n`;
}

function annotatedSection(plan: Plan, section: Section): string[] {
  const { lines } = section;
  const found = recogniseSection(plan, section);
  const written = lines.slice(0, (found[0]?.line ?? lines.length + 1) - 1);
  for (const [i, record] of found.entries()) {
    const block = lines.slice(record.line - 1, (found[i + 1]?.line ?? lines.length + 1) - 1);
    const end = block.findLastIndex((line) => !isRemark(line)) + 1;
    written.push(...block.slice(0, end), ...resultsOf(plan, record), ...block.slice(end));
  }
  return written;
}

function resultsOf({ records }: Plan, { undecodable, time, matches }: Recognised): string[] {
  if (undecodable) return ['=> undecodable'];
  if (matches.length === 0) return ['=> nothing'];
  return matches.map((match) => `=> ${renderValue(time, 'time')} ${matchText(records[match.record]!, match)}`);
}

function matchText(record: RecordPlan, { values, weight }: Match): string {
  const fields = ownFields(record).flatMap(({ name, type, slot }) => {
    const value = values[slot];
    return value === undefined ? [] : [`${name}=${quoted(renderValue(value, type))}`];
  });
  if (weight !== 1) fields.push(`weight=${weight}`);
  return [record.name, ...fields].join(' ');
}

/** The fields of a record besides those of its format. */
export function ownFields({ fields, header }: RecordPlan): (FieldPlan & { slot: number })[] {
  return fields.map((field, slot) => ({ ...field, slot })).filter(({ slot }) => !header.some((copied) => copied.slot === slot));
}

/** Verbatim if its end is unambiguous, otherwise quoted. */
function quoted(text: string): string {
  return /^[^\s"]+$/.test(text) ? text : JSON.stringify(text);
}

/** Alternatives and fields of records that no line shows, by name: untested ones may be wrong or never match. */
export function unseen(plan: Plan, text: string): string[] {
  const single = onePerAlternative(plan);
  const seen = new Set<string>();
  for (const section of sectionsOf(text)) {
    for (const { matches } of recogniseSection(plan, section)) for (const match of matches) noteFields(plan, match, seen);
    for (const { matches } of recogniseSection(single, section)) noteFirst(single, matches, seen);
  }
  const fields = plan.records.flatMap((record) => ownFields(record).map(({ name }) => `${record.name} ${name}`));
  return [...single.records.map(({ name }) => name), ...fields].filter((name) => !seen.has(name));
}

/** Each alternative as a separate record. */
function onePerAlternative(plan: Plan): Plan {
  const records = plan.records.flatMap((record) =>
    record.alternatives.map((alternative, i) => ({ ...record, name: `${record.name} |${i + 1}`, alternatives: [alternative] })),
  );
  return { ...plan, records };
}

function noteFields(plan: Plan, { record, values }: Match, seen: Set<string>): void {
  const plain = plan.records[record]!;
  for (const { name, slot } of ownFields(plain)) if (hasContent(values[slot])) seen.add(`${plain.name} ${name}`);
}

function hasContent(value: Value | undefined): boolean {
  return value !== undefined && value !== '';
}

/** Of the alternatives of one record only the first is taken. */
function noteFirst(single: Plan, matches: readonly Match[], seen: Set<string>): void {
  const taken = new Set<string>();
  for (const { record } of matches) {
    const { name } = single.records[record]!;
    const whole = name.slice(0, name.indexOf(' '));
    if (!taken.has(whole)) seen.add(name);
    taken.add(whole);
  }
}
