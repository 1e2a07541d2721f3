/** Functions, types, formats, fields and outcomes of other languages, and their equivalents here. */

import { NO_CHOICE, RANGE } from './habits/habit.ts';

/** What is here for each of several names elsewhere, which are in lower case. */
function byNames(pairs: readonly (readonly [here: string, elsewhere: string])[]): ReadonlyMap<string, string> {
  return new Map(pairs.flatMap(([here, elsewhere]) => elsewhere.split(' ').map((name) => [name, here] as const)));
}

/** The name here for one from elsewhere; that itself if it is unknown. */
function translation(pairs: readonly (readonly [here: string, elsewhere: string])[]): (written: string) => string {
  const names = byNames(pairs);
  return (written) => names.get(written.toLowerCase()) ?? written;
}

/** Both values and functions of other languages. */
const CLOCK = [
  'The only clock of a rule is the time of its records: login.time.',
  'now today sysdate currenttimestamp currenttime currentdate',
] as const;

/** Values of other languages, keyed as the functions are. */
const VALUES = byNames([
  ['Write `none` for a missing value, `true` and `false` for booleans.', 'null nil undefined none true false'],
  CLOCK,
]);

/** Equivalents of functions of other languages, keyed by their names in lower case without word separators. */
const FUNCTIONS = byNames([
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
  ['Cut an address to its network with: network(addr, 24); for IPv6 too: network(addr, 24, 64).', 'subnet cidr cidrmask ipprefix netmask'],
  [
    'Test whether a value is missing with: x == none. Give a default for it with: x ?? 0.',
    'exists has isnull isnotnull defined empty coalesce ifnull nvl',
  ],
  ['Subtract one time from the other: logout.time - login.time.', 'datediff timestampdiff elapsed age'],
  CLOCK,
  [RANGE, 'between'],
  [NO_CHOICE, 'if iif iff case choose'],
]);

/** Types by their names in other systems. */
export const typeElsewhere = translation([
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
]);

/** Formats by their names in other systems. */
export const formatElsewhere = translation([
  ['syslog', 'rfc5424 rfc3164 rsyslog syslogd'],
  ['json', 'ndjson jsonl jsonlines'],
  ['clf', 'apache nginx combined common accesslog access_log httpd'],
  ['logfmt', 'kv keyvalue'],
  ['journal', 'journald journalctl systemd'],
  ['container', 'docker cri containerd kubernetes k8s'],
  ['line', 'text plain raw txt file log csv regex'],
]);

/** Fields of syslog by their names in other systems. */
export const fieldElsewhere = translation([
  ['app', 'program programname appname app_name application ident tag process'],
  ['host', 'hostname fromhost machine'],
  ['pid', 'procid'],
  ['message', 'msg'],
  ['severity', 'level priority loglevel syslogseverity'],
  ['sd', 'structured_data structureddata'],
  ['time', 'timestamp datetime date'],
]);

/** Outcomes by their names in other systems. */
export const outcomeElsewhere = translation([
  ['success', 'succeeded successful succeed ok passed done complete completed'],
  ['failure', 'failed fail fails error'],
  ['timeout', 'timedout timed_out expired'],
  ['abandoned', 'cancelled canceled aborted'],
  ['missing', 'missed absent'],
  ['begin', 'began start started'],
  ['end', 'ended stop stopped closed'],
]);

/** The help for the name of another language's value; undefined if it is none. */
export function helpForValue(name: string): string | undefined {
  return VALUES.get(plain(name));
}

/** The help for a call of another language's function; undefined if there is none. */
export function helpForFunction(name: string): string | undefined {
  return FUNCTIONS.get(plain(name));
}

/** In lower case, without word separators. */
function plain(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
