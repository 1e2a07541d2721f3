/** Functions and types of other languages, and their equivalents here. */

import { NO_CHOICE, RANGE } from './habits/habit.ts';

/** Equivalents of functions of other languages, keyed by their names in lower case without word separators. */
const FUNCTIONS = new Map(
  [
    ['Use avg.', 'mean average'],
    ['Use distinct.', 'dc dcount countdistinct distinctcount cardinality uniq nunique'],
    ['Use list.', 'values collect collectlist collectset arrayagg makelist makeset'],
    ['Use first.', 'earliest firstvalue'],
    ['Use last.', 'latest lastvalue'],
    ['Use length.', 'len strlen size'],
    ['Use text.', 'str string tostring'],
    ['Use p50, p95 or p99.', 'median percentile quantile p25 p75 p90 p999'],
    ['Count the records of the last minute with a look-back: count(app.bad, 1m).', 'rate persecond'],
    ['In a repetition, refer to the record before as previous: where amount > previous.amount.', 'prev previous lag'],
    ['Join texts with +: host + ":" + text(port).', 'concat strcat'],
    [
      'Compare texts with the operators contains, starts with, ends with, and matches /…/.',
      'startswith endswith hasprefix hassuffix includes indexof like match regex regexmatch wildcard',
    ],
    ['Test whether an address is in a network with: addr in 10.0.0.0/8.', 'cidrmatch inrange ipinrange incidr'],
    [
      'Cut an address to its network with: network(addr, 24); for IPv6 too: network(addr, 24, 64).',
      'subnet cidr cidrmask ipprefix netmask',
    ],
    [
      'Test whether a value is missing with: x == none. Give a default for it with: x ?? 0.',
      'exists has isnull isnotnull defined empty coalesce ifnull nvl',
    ],
    ['Subtract one time from the other: logout.time - login.time.', 'datediff timestampdiff elapsed age'],
    ['The only clock of a rule is the time of its records: login.time.', 'now today sysdate currenttimestamp currenttime currentdate'],
    [RANGE, 'between'],
    [NO_CHOICE, 'if iif iff case choose'],
  ].flatMap(([help = '', names = '']) => names.split(' ').map((name) => [name, help] as const)),
);

/** Types by their names in other languages. */
const TYPES = new Map(
  [
    // The types of captures, which fields do not have: a field is whole already.
    ['text', 'string str varchar char keyword word rest host mac uuid path url email quoted hex'],
    ['int', 'integer long bigint short uint'],
    // A number of JSON may have a fraction.
    ['float', 'double decimal real numeric number'],
    ['bool', 'boolean'],
    ['time', 'timestamp datetime date'],
    ['ip', 'ipv4 ipv6 inet address'],
    ['json', 'object map dict struct'],
    ['list(text)', 'list array'],
  ].flatMap(([type = '', names = '']) => names.split(' ').map((name) => [name, type] as const)),
);

/** The type for a name from another language; the name itself if it is unknown. */
export function typeElsewhere(written: string): string {
  return TYPES.get(written.toLowerCase()) ?? written;
}

/** The help for a call of another language's function; undefined if there is none. */
export function helpForFunction(name: string): string | undefined {
  return FUNCTIONS.get(name.toLowerCase().replaceAll('_', ''));
}
