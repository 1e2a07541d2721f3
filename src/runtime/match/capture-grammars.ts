/** The grammars of capture types. */

import type { CaptureTypeName, RegexNode } from '../../dsl/pattern-plan.ts';
import { any, either, maybe, oneOf, sequence, some, times } from './automata/grammar.ts';
import { ANY, BEYOND_ASCII, BLANK, complement, DIGIT, HEX, setOf, union } from './automata/ranges.ts';

const LETTER = setOf('A-Za-z');
const NO_BLANK = oneOf(complement(BLANK));
const digit = oneOf(DIGIT);
const digits = some(digit);
const hexDigit = oneOf(HEX);
const sign = oneOf(setOf('+-'));

const GREATEST_INT = String(2 ** 53);

/** Numbers from 1 to `greatest`, without leading zeros. */
function upTo(greatest: string): RegexNode {
  const smaller = Array.from(greatest, (digit, i) => {
    const least = i === 0 ? 0x31 : 0x30;
    if (digit.charCodeAt(0) <= least) return [];
    const less = oneOf([[least, digit.charCodeAt(0) - 1]]);
    return [sequence(greatest.slice(0, i), less, times(oneOf(DIGIT), greatest.length - i - 1))];
  });
  return either(sequence(oneOf(setOf('1-9')), times(digit, 0, greatest.length - 2)), ...smaller.flat(), greatest);
}

// Each number can be read in one way only, or the automaton would have a state for each combination of ways.
const zero = oneOf(setOf('0'));
const int = sequence(maybe(sign), either(some(zero), sequence(any(zero), upTo(GREATEST_INT))));

const float = sequence(
  maybe(sign),
  either(sequence(digits, maybe('.', any(digit))), sequence('.', digits)),
  maybe(oneOf(setOf('Ee')), maybe(sign), times(digit, 1, 3)),
);

// ── addresses ──

const octet = either(
  sequence('25', oneOf(setOf('0-5'))),
  sequence('2', oneOf(setOf('0-4')), digit),
  sequence('1', digit, digit),
  sequence(oneOf(setOf('1-9')), digit),
  digit,
);
const ipv4 = sequence(octet, times(sequence('.', octet), 3));
const group = times(hexDigit, 1, 4);
const GROUPS = 8;

function groups(count: number): RegexNode {
  return sequence(group, times(sequence(':', group), count - 1));
}

/** What may follow `::` when there is room for this many groups, of which an IPv4 address takes two. */
function behindGap(room: number): RegexNode {
  if (room === 0) return sequence();
  const plain = sequence(group, times(sequence(':', group), 0, room - 1));
  if (room === 1) return maybe(plain);
  return maybe(either(plain, sequence(times(sequence(group, ':'), 0, room - 2), ipv4)));
}

/** RFC 4291, 2.2; `::` replaces at least one group. */
const ipv6 = either(
  groups(GROUPS),
  sequence(groups(GROUPS - 2), ':', ipv4),
  ...Array.from({ length: GROUPS }, (_, before) =>
    sequence(before > 0 ? groups(before) : sequence(), '::', behindGap(GROUPS - 1 - before)),
  ),
);

/** The zone of a link-local address: the link it belongs to. */
const zone = sequence('%', some(oneOf(setOf('0-9A-Z_a-z.~-'))));
const address = either(ipv4, sequence(ipv6, maybe(zone)));

const hexPair = times(hexDigit, 2);
const mac = either(
  sequence(hexPair, times(sequence(':', hexPair), 5)),
  sequence(hexPair, times(sequence('-', hexPair), 5)),
  sequence(times(hexDigit, 4), times(sequence('.', times(hexDigit, 4)), 2)),
);

/** Underscores occur in names of Windows hosts and containers. */
const nameEnd = oneOf(union(setOf('0-9A-Z_a-z'), BEYOND_ASCII));
const nameMiddle = oneOf(union(setOf('0-9A-Z_a-z-'), BEYOND_ASCII));
const label = sequence(nameEnd, maybe(any(nameMiddle), nameEnd));
const hostName = sequence(label, any(sequence('.', label)));

// ── places ──

const hexDigits = (count: number) => times(hexDigit, count);
const uuid = sequence(hexDigits(8), '-', hexDigits(4), '-', hexDigits(4), '-', hexDigits(4), '-', hexDigits(12));

/** A Unix or Windows path. */
const path = sequence(either('/', '~', './', '../', sequence(oneOf(LETTER), ':', oneOf(setOf('/\\'))), '\\\\'), any(NO_BLANK));

const url = sequence(oneOf(LETTER), any(oneOf(setOf('+.0-9A-Za-z-'))), '://', some(oneOf(complement(union(BLANK, setOf('"<>'))))));

const email = sequence(some(oneOf(union(setOf("!#-'*+/-9=?A-Z^-~.-"), BEYOND_ASCII))), '@', hostName);

// ── texts with a form ──

/** A quote inside is escaped by a backslash, or doubled as in CSV (RFC 4180). */
function quotedBy(quote: string): RegexNode {
  const plain = oneOf(complement(setOf(`${quote}\\`)));
  return sequence(quote, any(either(plain, sequence('\\', oneOf(ANY)), quote + quote)), quote);
}

const number = sequence(digits, maybe('.', digits));
const sixty = sequence(oneOf(setOf('0-5')), digit);
const duration = sequence(
  maybe(oneOf(setOf('-'))),
  either(
    some(sequence(number, either('ns', 'us', 'µs', 'μs', 'ms', 's', 'm', 'h', 'd', 'w'))),
    sequence(digits, ':', sixty, ':', sixty, maybe('.', digits)),
  ),
);

/** A name, `=`, and anything: text without `=` is a flag, or part of the value before it. */
const kv = sequence(some(oneOf(complement(union(BLANK, setOf('"\',;='))))), '=', any(oneOf(ANY)));

/** By name; types not listed are not regular, or have an argument. */
export const CAPTURE_GRAMMARS: Partial<Record<CaptureTypeName, RegexNode>> = {
  word: some(NO_BLANK),
  int,
  float,
  hex: sequence(maybe('0', oneOf(setOf('Xx'))), some(hexDigit)),
  ip: address,
  mac,
  host: either(hostName, sequence(ipv6, maybe(zone))),
  uuid,
  path,
  url,
  email,
  quoted: either(quotedBy('"'), quotedBy("'")),
  duration,
  kv,
};

/** Characters between two elements of a list. */
export const LIST_SEPARATORS = union(BLANK, setOf(','));
const blanks = any(oneOf(BLANK));
export const LIST_SEPARATOR: RegexNode = either(sequence(blanks, ',', blanks), some(oneOf(BLANK)));

/** JSON values except objects and arrays (RFC 8259). */
export const JSON_SCALAR: RegexNode = either(
  sequence(
    maybe('-'),
    either('0', sequence(oneOf(setOf('1-9')), any(digit))),
    maybe('.', digits),
    maybe(oneOf(setOf('Ee')), maybe(sign), digits),
  ),
  sequence(
    '"',
    any(
      either(
        oneOf(complement(union(setOf('"\\'), [[0, 0x1f]]))),
        sequence('\\', either(oneOf(setOf('"\\/bfnrt')), sequence('u', times(hexDigit, 4)))),
      ),
    ),
    '"',
  ),
  'true',
  'false',
  'null',
);
