/**
 * How far the patterns of a record fit a line, for a line that is none. Beginnings of each pattern are run by the
 * matcher itself, so that the answer cannot differ from it.
 */

import type { AlternativePlan, FieldTestPlan, PiecePlan, RegexNode, RegexPlan, TemplatePlan } from '../../dsl/pattern-plan.ts';
import type { CaptureTypes } from '../match/capture-types.ts';
import { FieldTests } from '../match/field-tests.ts';
import { compileRegex } from '../match/regex.ts';
import { compileTemplate } from '../match/template.ts';
import { v8Source } from '../match/v8-source.ts';
import type { LogRecord } from '../record.ts';
import { shownValue } from './expression-text.ts';

/** How far a pattern fits. */
export interface Reach {
  /** All of it fits. */
  whole: boolean;
  /** Offset in the message, in bytes, up to which it fits; undefined of patterns over fields. */
  at?: number;
  /** What would have to come there, or what is wrong. */
  expected: string;
}

/** Of several patterns of one record, the one that fits furthest. */
export function furthest(record: LogRecord, alternatives: readonly AlternativePlan[], types: CaptureTypes): Reach | undefined {
  const reaches = alternatives.map((alternative) => reachOf(record, alternative, types));
  return reaches.find(({ whole }) => whole) ?? reaches.toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0))[0];
}

function reachOf(record: LogRecord, alternative: AlternativePlan, types: CaptureTypes): Reach {
  switch (alternative.kind) {
    case 'template':
      return templateReach(record, alternative.template, types);
    case 'regex':
      return regexReach(record, alternative.regex);
    case 'fields':
      return fieldsReach(record, alternative.fields);
  }
}

/** A slot that no plan has. */
const REST = 1_000_000;

function templateReach(record: LogRecord, { pieces }: TemplatePlan, types: CaptureTypes): Reach {
  const reach = (list: readonly PiecePlan[]): number => {
    const rest: PiecePlan = { kind: 'capture', type: { name: 'text' }, slot: REST };
    const template = compileTemplate({ pieces: [...list, rest], literals: [] }, types);
    const { bytes, messageStart, messageEnd } = record;
    return template.match(bytes, messageStart, messageEnd) ? template.startOf(REST) - messageStart : -1;
  };
  const whole = compileTemplate({ pieces, literals: [] }, types).match(record.bytes, record.messageStart, record.messageEnd);
  let count = pieces.length;
  let at = reach(pieces);
  while (at < 0 && count > 0) at = reach(pieces.slice(0, --count));
  const next = pieces[count];
  if (!next) return { whole, at, expected: 'nothing more' };
  if (next.kind !== 'text') return { whole, at, expected: pieceText(next) };
  const chars = [...next.text];
  for (let length = chars.length - 1; length > 0; length--) {
    const further = reach([...pieces.slice(0, count), { kind: 'text', text: chars.slice(0, length).join('') }]);
    if (further >= 0) return { whole, at: further, expected: JSON.stringify(chars.slice(length).join('')) };
  }
  return { whole, at, expected: JSON.stringify(next.text) };
}

function pieceText(piece: PiecePlan): string {
  switch (piece.kind) {
    case 'text':
      return JSON.stringify(piece.text);
    case 'capture':
      return `a value of type '${piece.type.name}'`;
    case 'oneOf':
      return `one of ${piece.options.map((option) => JSON.stringify(option)).join(', ')}`;
    case 'optional':
      return piece.pieces.map(pieceText).join(', ');
  }
}

function regexReach(record: LogRecord, regex: RegexPlan): Reach {
  const text = Buffer.from(
    record.bytes.buffer,
    record.bytes.byteOffset + record.messageStart,
    record.messageEnd - record.messageStart,
  ).toString();
  if (compileRegex(regex).test(text)) return { whole: true, at: Buffer.byteLength(text), expected: 'nothing more' };
  const reaches = optionsOf(regex.node).map((items) => sequenceReach(text, items, regex));
  return reaches.toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0))[0] as Reach;
}

/** The rows of items of an expression, one for each way that it can begin. */
function optionsOf(node: RegexNode): RegexNode[][] {
  if (node.kind === 'choice') return node.options.flatMap(optionsOf);
  if (node.kind === 'group') return optionsOf(node.body);
  if (node.kind !== 'sequence') return [[node]];
  const at = node.items.findIndex(({ kind }) => kind !== 'start');
  const first = node.items[at];
  if (first?.kind !== 'choice' && first?.kind !== 'group') return [node.items];
  return optionsOf(first).map((items) => [...node.items.slice(0, at), ...items, ...node.items.slice(at + 1)]);
}

function sequenceReach(text: string, items: readonly RegexNode[], regex: RegexPlan): Reach {
  for (let count = items.length - 1; count > 0; count--) {
    const node: RegexNode = { kind: 'sequence', items: items.slice(0, count) };
    const end = compileRegex({ ...regex, node, literals: [] }).exec(text)?.[1];
    const next = items[count] as RegexNode;
    if (end !== undefined) return { whole: false, at: Buffer.byteLength(text.slice(0, end)), expected: nodeText(items.slice(count), next) };
  }
  return { whole: false, at: 0, expected: nodeText(items, items[0] as RegexNode) };
}

/** A row of single characters is shown as the text that it is. */
function nodeText(items: readonly RegexNode[], first: RegexNode): string {
  const end = items.findIndex((node) => singleChar(node) === undefined);
  const text = (end < 0 ? items : items.slice(0, end)).map(singleChar).join('');
  return text === '' ? (first.kind === 'end' ? 'the end' : `/${v8Source(first)}/`) : JSON.stringify(text);
}

function singleChar(node: RegexNode): string | undefined {
  const [range, more] = node.kind === 'chars' ? node.ranges : [];
  return range && !more && range[0] === range[1] ? String.fromCodePoint(range[0]) : undefined;
}

function fieldsReach(record: LogRecord, fields: readonly FieldTestPlan[]): Reach {
  const broken = fields.find((field) => !new FieldTests([field]).matches(record));
  if (!broken) return { whole: true, expected: '' };
  const { path, equals, matches, type } = broken;
  const name = path.join('.');
  const value = record.field(path);
  if (value === undefined) return { whole: false, expected: `${name} is missing` };
  const wanted =
    equals !== undefined
      ? `not ${JSON.stringify(equals)}`
      : matches
        ? 'which its expression does not match'
        : `no ${typeof type === 'string' ? type : 'list'}`;
  return { whole: false, expected: `${name} is ${shownValue(value, undefined)}, ${wanted}` };
}
