/** Parses a regular expression into its normal form. */

import type { Span } from '../ast.ts';
import type { RegexNode } from '../pattern-plan.ts';
import { readClass } from './classes.ts';
import { Cursor } from './cursor.ts';
import { readEscape } from './escapes.ts';
import { folded } from './folding.ts';
import type { Problems } from './problem.ts';
import { ALL_BUT_LINE_FEED, LAST_CODE_POINT, type Ranges } from './ranges.ts';
import { EMPTY, isAssertion, isNullable, MAX_SIZE, sequenceOf } from './regex-nodes.ts';

export interface GroupName extends Span {
  name: string;
  /** From 1. */
  group: number;
}

interface ReaderOptions {
  /** `i` */
  anyCase: boolean;
  /** `s`: the dot also matches line feeds. */
  dotAll: boolean;
  /** The pattern of a capture: it covers the entire captured text and has no captures of its own. */
  whole: boolean;
}

interface Quantifier {
  min: number;
  max: number | null;
}

/** The state before a term. */
interface Before {
  start: number;
  size: number;
  names: number;
  problems: number;
}

const MAX_DEPTH = 64;
const MAX_REPEAT = 1000;
const LOOK_AROUND = /<?[=!]/y;
const FLAGS = /(?:[imnsuxJU]+(?:-[imnsuxJU]*)?|-[imnsuxJU]+)[:)]/y;
const NAMED = /<([A-Za-z_][A-Za-z0-9_]*)>/y;
const NAMED_BADLY = /<[^>()]*>?/y;
const OTHER_GROUP = /P?[^)]?/y;
/** The ends of the text in other dialects. */
const ANCHOR = /[AZz]/y;
const BACK_REFERENCE = /[1-9]\d*|k(?:<[^>]*>)?/y;
const BOUNDARY = /[bB]/y;
const QUANTIFIER = /[*+?]|\{(?:(\d+)(,(\d*))?|,\d+)\}/y;

export class RegexReader {
  readonly names: GroupName[] = [];
  private readonly cursor: Cursor;
  private readonly taken = new Set<string>();
  private depth = 0;
  /** The size read so far: see {@link MAX_SIZE}. */
  private size = 0;
  private stopped = false;
  private readonly expand: (ranges: Ranges) => Ranges;
  private readonly dot: Ranges;

  constructor(
    pattern: string,
    private readonly options: ReaderOptions,
    private readonly problems: Problems,
  ) {
    this.cursor = new Cursor(pattern);
    this.expand = options.anyCase ? folded : (ranges) => ranges;
    this.dot = options.dotAll ? [[0, LAST_CODE_POINT]] : ALL_BUT_LINE_FEED;
  }

  read(): RegexNode {
    let node = this.choice();
    while (!this.cursor.done) {
      this.cursor.take(')');
      this.problems.add(this.since(this.cursor.at - 1), 'unopened-group', []);
      node = this.choice();
    }
    return node;
  }

  private since(start: number): Span {
    return { start, end: this.cursor.at };
  }

  /** Stops reading, because there is too much. */
  private stop(start: number, code: 'pattern-too-large' | 'pattern-too-deep', most: number): RegexNode {
    if (!this.stopped) this.problems.add(this.since(start), code, [most]);
    this.stopped = true;
    this.cursor.at = this.cursor.text.length;
    return EMPTY;
  }

  private choice(): RegexNode {
    const first = this.sequence();
    const options = [first];
    for (; this.cursor.take('|'); this.size++) options.push(this.sequence());
    return options.length === 1 ? first : { kind: 'choice', options };
  }

  private sequence(): RegexNode {
    const { cursor } = this;
    const items: RegexNode[] = [];
    while (!cursor.done && cursor.text[cursor.at] !== '|' && cursor.text[cursor.at] !== ')') {
      const before = { start: cursor.at, size: this.size, names: this.names.length, problems: this.problems.list.length };
      items.push(this.quantified(this.term(), before));
    }
    return sequenceOf(items);
  }

  private term(): RegexNode {
    const { cursor } = this;
    const start = cursor.at;
    if (++this.size > MAX_SIZE) return this.stop(start, 'pattern-too-large', MAX_SIZE);
    if (cursor.take('(')) return this.group(start);
    if (cursor.take('^')) return this.assertion(start, { kind: 'start' });
    if (cursor.take('$')) return this.assertion(start, { kind: 'end' });
    if (cursor.take('.')) return { kind: 'chars', ranges: this.dot };
    if (cursor.take('[')) return { kind: 'chars', ranges: readClass(cursor, this.problems, this.expand) };
    if (cursor.take('\\')) return this.escape(start);
    if (cursor.match(QUANTIFIER)) {
      this.problems.add(this.since(start), 'nothing-to-repeat', [cursor.textSince(start)]);
      return EMPTY;
    }
    const code = cursor.next() ?? 0;
    return { kind: 'chars', ranges: this.expand([[code, code]]) };
  }

  private assertion(start: number, node: RegexNode): RegexNode {
    if (this.options.whole) this.problems.add(this.since(start), 'assertion-in-capture', [this.cursor.textSince(start)]);
    return node;
  }

  private escape(start: number): RegexNode {
    const { cursor } = this;
    const boundary = cursor.match(BOUNDARY);
    if (boundary) return this.assertion(start, { kind: 'boundary', negated: boundary[0] === 'B' });
    if (cursor.match(BACK_REFERENCE)) {
      this.problems.add(this.since(start), 'back-reference', [cursor.textSince(start)]);
      return EMPTY;
    }
    const anchor = cursor.match(ANCHOR);
    if (anchor) {
      this.problems.add(this.since(start), 'unknown-escape', [cursor.textSince(start)], anchor[0] === 'A' ? '^' : '$');
      return EMPTY;
    }
    const ranges = readEscape(cursor, this.problems);
    return ranges ? { kind: 'chars', ranges: this.expand(ranges) } : EMPTY;
  }

  // ── groups ──

  private group(start: number): RegexNode {
    if (this.depth === MAX_DEPTH) return this.stop(start, 'pattern-too-deep', MAX_DEPTH);
    const name = this.cursor.take('?') ? this.groupKind(start) : 'plain';
    if (name === 'closed') return EMPTY;
    this.depth++;
    const body = this.choice();
    this.depth--;
    if (!this.cursor.take(')') && !this.stopped) this.problems.add({ start, end: start + 1 }, 'unclosed-group', []);
    return typeof name === 'object' ? { kind: 'group', index: name.group, body } : body;
  }

  /** What follows `(?`: a name, a plain group, or something unsupported. `closed`: the group ended with it. */
  private groupKind(start: number): GroupName | 'plain' | 'closed' {
    const { cursor, problems } = this;
    if (cursor.take(':')) return 'plain';
    const named = cursor.match(NAMED);
    if (named) return this.named(named[1] ?? '', start);
    if (cursor.match(LOOK_AROUND)) problems.add(this.since(start), 'look-around', [cursor.textSince(start)]);
    else if (cursor.take('>')) problems.add(this.since(start), 'atomic-group', []);
    else if (cursor.match(FLAGS)) problems.add(this.since(start), 'inline-flags', [cursor.textSince(start)]);
    else if (cursor.match(NAMED_BADLY)) problems.add(this.since(start), 'group-name', [cursor.textSince(start)]);
    else {
      cursor.match(OTHER_GROUP);
      const written = cursor.textSince(start);
      problems.add(this.since(start), 'unknown-group-kind', [written], written === '(?P<' ? '(?<' : undefined);
    }
    return cursor.text[cursor.at - 1] === ')' ? 'closed' : 'plain';
  }

  private named(name: string, start: number): GroupName {
    const at = { start: start + '(?<'.length, end: this.cursor.at - '>'.length };
    if (this.options.whole) this.problems.add(at, 'group-in-capture', [name]);
    else if (this.taken.has(name)) this.problems.add(at, 'duplicate-capture', [name]);
    this.taken.add(name);
    const group = { name, group: this.names.length + 1, ...at };
    this.names.push(group);
    return group;
  }

  // ── repetition ──

  private quantified(term: RegexNode, before: Before): RegexNode {
    const { cursor } = this;
    const start = cursor.at;
    const found = cursor.match(QUANTIFIER);
    if (!found) return term;
    const { min, max } = this.bounds(found, start);
    const greedy = !cursor.take('?');
    if (greedy && cursor.take('+')) this.problems.add(this.since(start), 'possessive-quantifier', [cursor.textSince(start)]);
    this.size = before.size + (this.size - before.size) * (max ?? Math.max(min, 1));
    if (this.size > MAX_SIZE) return this.stop(before.start, 'pattern-too-large', MAX_SIZE);
    this.refuseRepeat(term, { min, max }, before, start);
    if (max === 0) return EMPTY;
    if (min === 1 && max === 1) return term;
    // An optional term with captures becomes a choice, so that no repetition contains captures: engines differ in what
    // one contains after several rounds.
    if (this.names.length > before.names) return { kind: 'choice', options: greedy ? [term, EMPTY] : [EMPTY, term] };
    return { kind: 'repeat', body: term, min, max, greedy };
  }

  private bounds([written, from, comma, to]: RegExpExecArray, start: number): Quantifier {
    if (written === '*') return { min: 0, max: null };
    if (written === '+') return { min: 1, max: null };
    if (written === '?') return { min: 0, max: 1 };
    const min = Number(from ?? Number.NaN);
    const max = comma === undefined ? min : to === '' ? null : Number(to);
    if (min <= MAX_REPEAT && (max === null || (min <= max && max <= MAX_REPEAT))) return { min, max };
    this.problems.add(this.since(start), 'repeat-bounds', [written, MAX_REPEAT]);
    return { min: 1, max: 1 };
  }

  /** What cannot be read was already reported, and is not reported twice. */
  private refuseRepeat(body: RegexNode, { min, max }: Quantifier, before: Before, start: number): void {
    if (this.problems.list.length > before.problems) return;
    const used = this.names[before.names];
    if (isAssertion(body)) this.problems.add(this.since(start), 'nothing-to-repeat', [this.cursor.textSince(start)]);
    else if (used && max !== 1) this.problems.add(used, 'repeated-capture', [used.name]);
    else if (min !== max && isNullable(body)) this.problems.add(this.since(start), 'empty-repeat', []);
  }
}
