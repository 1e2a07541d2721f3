/** Capture types, compiled: how far a value can extend, and what it is. */

import { parseAddress } from '../../addresses.ts';
import type { CaptureTypePlan, RegexNode } from '../../dsl/pattern-plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import { unescaped } from '../decode/escapes.ts';
import { valueAt } from '../decode/json/json-value.ts';
import type { RecordClock } from '../decode/stamps/clock.ts';
import { isBlank, TextReader } from '../decode/text.ts';
import type { Value } from '../record.ts';
import { BACKSLASH, COLON, COMMA, DASH, ZERO } from '../values/ascii.ts';
import { parseDuration } from '../values/duration.ts';
import { Automaton } from './automata/automaton.ts';
import { ByteSet, TEXT_END } from './automata/byte-set.ts';
import { Dfa } from './automata/dfa.ts';
import { any, avoiding, either, sequence } from './automata/grammar.ts';
import { DEAD } from './automata/lazy-states.ts';
import { wholeProgram } from './automata/program.ts';
import { CAPTURE_GRAMMARS, JSON_SCALAR, LIST_SEPARATOR, LIST_SEPARATORS } from './capture-grammars.ts';
import { readKeyValues } from './kv.ts';
import { compileStamp } from './stamps.ts';
import { TemplateMemory } from './template/memory.ts';

/** Returns the value of the captured bytes; undefined if they are none after all. */
type ReadValue = (bytes: Uint8Array, start: number, end: number) => Value | undefined;

/** A capture type. Its automaton is created on first use. */
export class CaptureType {
  private automaton: Dfa | undefined;
  private beginnings: ByteSet | undefined;

  constructor(
    readonly grammar: RegexNode,
    readonly read: ReadValue,
  ) {}

  /** Determines how far a value can extend. */
  get dfa(): Dfa {
    this.automaton ??= new Dfa(new Automaton(wholeProgram(this.grammar)));
    return this.automaton;
  }

  /** The bytes with which a value can begin. */
  get first(): ByteSet {
    this.beginnings ??= beginningsOf(this.dfa);
    return this.beginnings;
  }

  /** Whether the empty text is a value. */
  get takesNothing(): boolean {
    return this.dfa.matchesAtEnd(this.dfa.initial);
  }
}

/** Includes every byte beyond ASCII: the automaton decides soon enough which characters fit. */
function beginningsOf(dfa: Dfa): ByteSet {
  const set = new ByteSet();
  for (let byte = 0; byte < TEXT_END; byte++) {
    if (byte >= 0x80 || dfa.next(dfa.initial, dfa.alphabet.of(byte)) !== DEAD) set.add(byte);
  }
  return set;
}

/** The capture types that some templates use, each created once. */
export class CaptureTypes {
  /** Shared by the templates that use these types. */
  readonly memory = new TemplateMemory();
  private readonly known = new Map<string, CaptureType>();
  readonly text: ReadValue = (bytes, start, end) => this.reader.word(bytes, start, end);

  /** @param clock supplies what stamps leave out */
  constructor(
    private readonly clock: RecordClock,
    private readonly reader = new TextReader(),
  ) {}

  of(plan: CaptureTypePlan): CaptureType {
    return getOrMake(this.known, JSON.stringify(plan), () => this.make(plan));
  }

  /** One of some fixed texts. */
  oneOf(options: readonly string[]): CaptureType {
    return new CaptureType(either(...options), this.text);
  }

  private make(plan: CaptureTypePlan): CaptureType {
    switch (plan.name) {
      case 'regex':
        return new CaptureType(plan.regex?.node ?? NOTHING, this.text);
      case 'list':
        return this.list(this.of(plan.of ?? { name: 'word' }), plan.of?.name === 'quoted');
      case 'stamp':
        return this.stamp(plan.stamp ?? 'iso');
      case 'json':
        return new CaptureType(JSON_SCALAR, (bytes, start, end) => this.json(bytes, start, end));
      default:
        return new CaptureType(CAPTURE_GRAMMARS[plan.name] ?? NOTHING, this.readerOf(plan.name));
    }
  }

  private readerOf(name: CaptureTypePlan['name']): ReadValue {
    const { reader } = this;
    switch (name) {
      case 'int':
        return readInt;
      case 'float':
        return (bytes, start, end) => finite(Number(reader.text(bytes, start, end)));
      case 'ip':
        return (bytes, start, end) => this.address(bytes, start, end);
      case 'duration':
        return (bytes, start, end) => parseDuration(reader.text(bytes, start, end));
      case 'quoted':
        return (bytes, start, end) => unquoted(reader.text(bytes, start, end));
      case 'kv':
        return (bytes, start, end) => readKeyValues(bytes, start, end, reader);
      default:
        return this.text;
    }
  }

  /** An IPv4 address of this grammar is already canonical. */
  private address(bytes: Uint8Array, start: number, end: number): Value | undefined {
    for (let at = start; at < end; at++) if (bytes[at] === COLON) return parseAddress(this.reader.text(bytes, start, end));
    return this.reader.word(bytes, start, end);
  }

  private stamp(form: string): CaptureType {
    const stamp = compileStamp(form);
    return new CaptureType(stamp.grammar, (bytes, start, end) => finite(stamp.time(bytes, start, end, this.clock)));
  }

  /** Any JSON value; `null` is a missing value. */
  private json(bytes: Uint8Array, start: number, end: number): Value | undefined {
    const { tape } = this.memory;
    return tape.scan(bytes, start, end) ? valueAt(tape, bytes, 0, this.reader) : undefined;
  }

  /** Elements separated by blanks or a comma. Only quoted elements can contain these. */
  private list(element: CaptureType, quoted: boolean): CaptureType {
    const part = quoted ? element.grammar : avoiding(element.grammar, LIST_SEPARATORS);
    const grammar = sequence(part, any(sequence(LIST_SEPARATOR, part)));
    return new CaptureType(grammar, (bytes, start, end) => {
      const values: Value[] = [];
      for (let at = start; at < end; ) {
        const next = quoted ? endOfQuoted(bytes, at, end) : endOfElement(bytes, at, end);
        const value = element.read(bytes, at, next);
        if (value === undefined) return undefined;
        values.push(value);
        at = next;
        while (at < end && isSeparator(bytes[at]!)) at++;
      }
      return values;
    });
  }
}

const NOTHING: RegexNode = { kind: 'choice', options: [] };

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value + 0 : undefined;
}

function readInt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - ZERO;
    if (digit >= 0) value = value * 10 + digit;
  }
  return bytes[start] === DASH ? 0 - value : value;
}

function isSeparator(byte: number): boolean {
  return byte === COMMA || isBlank(byte);
}

function endOfElement(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && !isSeparator(bytes[at]!)) at++;
  return at;
}

/** The offset after the quote that closes the one at this offset. */
function endOfQuoted(bytes: Uint8Array, start: number, end: number): number {
  const quote = bytes[start];
  let at = start + 1;
  for (; at < end; at++) {
    if (bytes[at] === BACKSLASH || (bytes[at] === quote && at + 1 < end && bytes[at + 1] === quote)) at++;
    else if (bytes[at] === quote) break;
  }
  return Math.min(at + 1, end);
}

/** The text between the quotes. */
function unquoted(text: string): string {
  const quote = text.charAt(0);
  const inner = text.slice(1, -1);
  if (!inner.includes(quote)) return unescaped(inner);
  return unescaped(inner.replace(/\\[\s\S]|""|''/g, (pair) => (pair === quote + quote ? quote : pair)));
}
