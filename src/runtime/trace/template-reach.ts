/** How far a template fits a message. Prefixes of the template are run by the matcher itself, so that the answers cannot differ. */

import type { CaptureTypePlan, PiecePlan, TemplatePlan } from '../../dsl/pattern-plan.ts';
import { given } from '../../given.ts';
import { textIn } from '../decode/text.ts';
import type { CaptureTypes } from '../match/capture-types.ts';
import { compileTemplate, type Template } from '../match/template/template.ts';
import type { LogRecord } from '../record.ts';
import { greatest, hasWord, type Reach } from './reach.ts';

/** A slot that no plan uses. */
const REST = 1_000_000;

const ANYTHING: PiecePlan = { kind: 'capture', type: { name: 'text' }, slot: REST };

/** A prefix of the template: this many pieces, and this many characters of the text piece after them. */
interface Beginning {
  pieces: number;
  chars: number;
  template?: Template;
}

export class TemplateReach {
  private readonly whole: Template;
  /** Variants of the template with a simple change by which all of the message might fit. */
  private readonly mended: readonly Mended[];
  /** From the empty prefix to the entire template. */
  private readonly beginnings: readonly Beginning[];

  /** @param names of the slots */
  constructor(
    private readonly plan: TemplatePlan,
    private readonly types: CaptureTypes,
    private readonly names: readonly string[],
  ) {
    this.whole = compileTemplate(plan, types);
    this.mended = mendedOf(plan.pieces, types);
    const last: Beginning = { pieces: plan.pieces.length, chars: 0 };
    this.beginnings = [...plan.pieces.flatMap(beginningsIn), last];
  }

  of(record: LogRecord): Reach {
    const { bytes, messageStart, messageEnd } = record;
    const whole = this.whole.match(bytes, messageStart, messageEnd);
    const most = greatest(this.beginnings.length - 1, (count) => this.endOf(count, record) >= 0);
    const taken = this.piecesOf(this.beginnings[most]!);
    const remedy = whole ? undefined : this.remedyFor(record);
    return {
      whole,
      at: textIn(bytes, messageStart, messageStart + this.endOf(most, record)).length,
      expected: this.expectedAt(this.beginnings[most]!),
      fits: taken.map((piece) => written(piece, this.names)).join(''),
      near: hasWord(ownText(taken)) || remedy !== undefined,
      ...given({ remedy }),
    };
  }

  private remedyFor({ bytes, messageStart, messageEnd }: LogRecord): string | undefined {
    const message = Buffer.from(bytes.subarray(messageStart, messageEnd));
    return this.mended.find(({ template, read }) => {
      const text = read(message);
      return template.match(text, 0, text.length);
    })?.remedy;
  }

  /** Where a prefix ends in the message, in bytes; -1 if it does not fit. */
  private endOf(index: number, { bytes, messageStart, messageEnd }: LogRecord): number {
    const beginning = this.beginnings[index]!;
    const pieces = [...this.piecesOf(beginning), ANYTHING];
    beginning.template ??= compileTemplate({ pieces, literals: [] }, this.types);
    const { template } = beginning;
    return template.match(bytes, messageStart, messageEnd) ? template.startOf(REST) - messageStart : -1;
  }

  private piecesOf({ pieces: count, chars }: Beginning): PiecePlan[] {
    const pieces = this.plan.pieces.slice(0, count);
    const next = this.plan.pieces[count];
    return chars === 0 || next?.kind !== 'text' ? pieces : [...pieces, { kind: 'text', text: [...next.text].slice(0, chars).join('') }];
  }

  private expectedAt({ pieces, chars }: Beginning): string {
    const next = this.plan.pieces[pieces];
    if (!next) return 'nothing more';
    return next.kind === 'text' ? JSON.stringify([...next.text].slice(chars).join('')) : wantedBy(next);
  }
}

interface Mended {
  remedy: string;
  template: Template;
  /** The message in the form that this template is matched against. */
  read(message: Buffer): Buffer;
}

function mendedOf(pieces: readonly PiecePlan[], types: CaptureTypes): Mended[] {
  const made = (pieces: PiecePlan[]) => compileTemplate({ pieces, literals: [] }, types);
  const changed = (remedy: string, change: (text: string) => string): Mended => ({
    remedy,
    template: made(pieces.map((piece) => withTexts(piece, change))),
    read: (message) => Buffer.from(change(message.toString())),
  });
  const ofBlanks = changed('it fits completely except for the number of blanks: {*:/ +/} takes several', (text) =>
    text.replace(/ {2,}/g, ' '),
  );
  // Without a word of its own, a template with anything in front would fit almost any line.
  if (!hasWord(ownText(pieces))) return [ofBlanks];
  return [
    { remedy: 'with {*} in front it fits completely', template: made([ANYTHING, ...pieces]), read: (message) => message },
    changed('it fits completely except for upper and lower case', (text) => text.toLowerCase()),
    ofBlanks,
  ];
}

/** A piece with all its own texts changed. */
function withTexts(piece: PiecePlan, change: (text: string) => string): PiecePlan {
  switch (piece.kind) {
    case 'text':
      return { ...piece, text: change(piece.text) };
    case 'oneOf':
      return { ...piece, options: piece.options.map(change) };
    case 'optional':
      return { ...piece, pieces: piece.pieces.map((inner) => withTexts(inner, change)) };
    case 'capture':
      return piece;
  }
}

/** The text of pieces, with a brace for each piece that is no text. */
function ownText(pieces: readonly PiecePlan[]): string {
  return pieces.map((piece) => (piece.kind === 'text' ? piece.text : '{')).join('');
}

function beginningsIn(piece: PiecePlan, pieces: number): Beginning[] {
  if (piece.kind !== 'text') return [{ pieces, chars: 0 }];
  return [...piece.text].map((_, chars) => ({ pieces, chars }));
}

function wantedBy(piece: PiecePlan): string {
  switch (piece.kind) {
    case 'text':
      return JSON.stringify(piece.text);
    case 'capture':
      return piece.type.stamp === undefined ? `a value of type '${piece.type.name}'` : `a time, ${typeText(piece.type)}`;
    case 'oneOf':
      return `one of ${piece.options.map((option) => JSON.stringify(option)).join(', ')}`;
    case 'optional':
      return piece.pieces.map(wantedBy).join(', ');
  }
}

/** The piece as an author would write it. */
function written(piece: PiecePlan, names: readonly string[]): string {
  switch (piece.kind) {
    case 'text':
      return piece.text.replaceAll('{', '{{').replaceAll('}', '}}');
    case 'capture':
      return `{${captureText(piece.type, piece.slot === undefined ? undefined : names[piece.slot])}}`;
    case 'oneOf':
      return `{${piece.slot === undefined ? '' : (names[piece.slot] ?? '')}=${piece.options.join('|')}}`;
    case 'optional':
      return `{?${piece.pieces.map((inner) => written(inner, names)).join('')}}`;
  }
}

function captureText(type: CaptureTypePlan, name: string | undefined): string {
  const usual = name === undefined ? 'text' : 'word';
  return type.name === usual ? (name ?? '*') : `${name ?? '*'}:${typeText(type)}`;
}

function typeText({ name, stamp, of }: CaptureTypePlan): string {
  if (stamp !== undefined) return `stamp('${stamp}')`;
  if (name === 'regex') return '/…/';
  return of ? `list(${typeText(of)})` : name;
}
