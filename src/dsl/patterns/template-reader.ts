/** Parses the text of a template into its pieces. */

import { given } from '../../given.ts';
import type { Span } from '../ast.ts';
import type { FieldPlan, PiecePlan } from '../pattern-plan.ts';
import { fieldOf } from './capture-types.ts';
import { Cursor } from './cursor.ts';
import type { Problems } from './problem.ts';
import { QUOTED_OPTION, unquoted } from './quoted.ts';
import { readType } from './type-reader.ts';

export interface Capture extends FieldPlan, Span {
  slot: number;
}

interface CaptureName extends Span {
  name: string;
}

const MAX_DEPTH = 32;
/** The maximum number of captures, optional pieces and choices: each can add to the cost of matching a line. */
const MAX_HOLES = 500;
/** The maximum length of text quoted in messages. */
const MAX_QUOTED = 40;

const PLAIN = /[^{}]+/y;
const BLANKS = /\s*/y;
const NAME = /([A-Za-z_][A-Za-z0-9_]*)|`([^`{}]+)`/y;
const OPTION = /[^|{}]*/y;

export class TemplateReader {
  /** By slot. */
  readonly captures: Capture[] = [];
  /** The positions of captures, for later checks of the pieces. */
  readonly places = new Map<PiecePlan, Span>();
  private readonly cursor: Cursor;
  private readonly slots = new Map<string, number>();
  /** The number of open optional pieces. */
  private depth = 0;
  private holes = 0;
  private stopped = false;

  constructor(
    text: string,
    private readonly problems: Problems,
  ) {
    this.cursor = new Cursor(text);
  }

  /**
   * Reads up to the end, or up to the brace that closes an optional piece. In an optional piece, two closing braces are
   * a literal one only if the piece contains an opening one for it: `{?, {how}{? fast}}` closes two pieces, as people
   * read it.
   */
  read(): PiecePlan[] {
    const { cursor } = this;
    const pieces: PiecePlan[] = [];
    let literal = 0;
    for (;;) {
      if (this.problems.full) this.stop();
      const start = cursor.at;
      const plain = cursor.match(PLAIN);
      if (plain) append(pieces, { kind: 'text', text: plain[0] });
      else if (cursor.take('{{')) {
        append(pieces, { kind: 'text', text: '{' });
        literal++;
      } else if (cursor.take('{')) append(pieces, this.hole(start));
      else if ((this.depth === 0 || literal > 0) && cursor.take('}}')) {
        append(pieces, { kind: 'text', text: '}' });
        literal--;
      } else if (cursor.done || this.depth > 0) return pieces;
      else {
        cursor.take('}');
        this.problems.add(this.since(start), 'lone-brace', []);
      }
    }
  }

  private since(start: number): Span {
    return { start, end: this.cursor.at };
  }

  /** The rest is not read. */
  private stop(): void {
    this.cursor.at = this.cursor.text.length;
    this.stopped = true;
  }

  private hole(start: number): PiecePlan | undefined {
    const { cursor } = this;
    if (this.holes++ === MAX_HOLES) {
      this.stop();
      this.problems.add({ start, end: start + 1 }, 'too-many-captures', [MAX_HOLES]);
      return undefined;
    }
    if (cursor.take('?')) return this.optional(start);
    if (cursor.take('*')) return this.capture(start, undefined);
    if (cursor.take('=')) return this.oneOf(start, undefined);
    const name = this.name();
    if (!name) return this.malformed(start);
    return cursor.take('=') ? this.oneOf(start, name) : this.capture(start, name);
  }

  private name(): CaptureName | undefined {
    const { cursor } = this;
    cursor.match(BLANKS);
    const start = cursor.at;
    const [, plain, quoted] = cursor.match(NAME) ?? [];
    const name = plain ?? quoted;
    const at = this.since(start);
    cursor.match(BLANKS);
    return name === undefined ? undefined : { name, ...at };
  }

  /** Reports an invalid or unclosed brace; continues after it. */
  private malformed(start: number): undefined {
    const { cursor } = this;
    cursor.match(PLAIN);
    if (!cursor.take('}')) return this.unclosed(start);
    const written = Array.from(cursor.textSince(start));
    const shown = written.slice(0, MAX_QUOTED).join('') + (written.length > MAX_QUOTED ? '…' : '');
    this.problems.add(this.since(start), 'malformed-capture', [shown]);
  }

  private unclosed(start: number): undefined {
    if (!this.stopped) this.problems.add({ start, end: start + 1 }, 'unclosed-capture', []);
  }

  private optional(start: number): PiecePlan | undefined {
    const { cursor } = this;
    if (this.depth === MAX_DEPTH) {
      this.stop();
      this.problems.add({ start, end: start + '{?'.length }, 'pattern-too-deep', [MAX_DEPTH]);
      return undefined;
    }
    this.depth++;
    const pieces = this.read();
    this.depth--;
    if (!cursor.take('}')) this.unclosed(start);
    else if (pieces.length === 0) this.problems.add(this.since(start), 'empty-optional', []);
    return { kind: 'optional', pieces };
  }

  private oneOf(start: number, name: CaptureName | undefined): PiecePlan | undefined {
    const { cursor, problems } = this;
    const options = new Set<string>();
    do {
      const from = cursor.at;
      const quoted = cursor.match(QUOTED_OPTION);
      const option = quoted ? unquoted(quoted) : (cursor.match(OPTION)?.[0] ?? '');
      if (option === '') problems.add({ start: from - 1, end: cursor.at }, 'empty-option', []);
      else if (options.has(option)) problems.add(this.since(from), 'duplicate-option', [option]);
      options.add(option);
    } while (cursor.take('|'));
    const slot = name && this.slotOf(name, { type: 'text' });
    if (!cursor.take('}')) return this.malformed(start);
    if (slot !== undefined) return { kind: 'oneOf', options: [...options], slot };
    const [first = '', ...others] = options;
    return others.length === 0 ? { kind: 'text', text: first } : { kind: 'oneOf', options: [first, ...others] };
  }

  private capture(start: number, name: CaptureName | undefined): PiecePlan | undefined {
    const { cursor } = this;
    const type = cursor.take(':') ? readType(cursor, this.problems) : { name: name ? ('word' as const) : ('text' as const) };
    const slot = name && this.slotOf(name, type ? fieldOf(type) : { type: 'json' });
    if (!type || !cursor.take('}')) return this.malformed(start);
    const piece: PiecePlan = { kind: 'capture', type, ...given({ slot }) };
    this.places.set(piece, this.since(start));
    return piece;
  }

  private slotOf({ name, start, end }: CaptureName, field: Pick<FieldPlan, 'type' | 'canonical'>): number {
    const known = this.slots.get(name);
    if (known !== undefined) {
      this.problems.add({ start, end }, 'duplicate-capture', [name]);
      return known;
    }
    const slot = this.captures.length;
    this.captures.push({ name, ...field, optional: this.depth > 0, slot, start, end });
    this.slots.set(name, slot);
    return slot;
  }
}

/** Adjacent texts are merged. */
function append(pieces: PiecePlan[], piece: PiecePlan | undefined): void {
  const last = pieces[pieces.length - 1];
  if (piece?.kind === 'text' && last?.kind === 'text') last.text += piece.text;
  else if (piece) pieces.push(piece);
}
