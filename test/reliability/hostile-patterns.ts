/** Patterns that are expensive for a backtracking engine, or an automaton, each with lines that make them so. */

export interface HostilePattern {
  /** In the notation of a program: `/…/` or `"…"`. */
  pattern: string;
  /** Repeated to any length, after a start, and before an end that prevents a match. */
  unit: string;
  start: string;
}

const of = (pattern: string, unit: string, start = ''): HostilePattern => ({ pattern, unit, start });

/**
 * The end of each line: first all texts that the patterns require, so that none is ruled out early, then something that
 * no match ends with.
 */
const END = ' q b c d y z ; x ü = com end baz bar foo !';

export const HOSTILE_PATTERNS: readonly HostilePattern[] = [
  of('/^(?<x>(a+)+)$/', 'a'),
  of('/^(?<x>(a|aa)+)$/', 'a'),
  of('/^(?<x>(a|a)*)$/', 'a'),
  of('/^(?<x>(a*)*)$/', 'a'),
  of('/^(?<x>(.*a){12})$/', 'a'),
  of('/^(?<x>([a-zA-Z]+)*)$/', 'aB'),
  of('/(?<x>a*a*a*a*a*)b$/', 'a'),
  of('/(?<x>.*foo.*bar.*baz)/', 'foo bar ba'),
  of('/(?<x>\\s+)$/', ' '),
  of('/^(?<x>\\s*)(.*)\\s*;$/', ' '),
  of('/(?<x>[^,]*,[^,]*,[^,]*);/', ','),
  of('/^(?<x>(\\w+\\s?)*)$/', 'word '),
  of('/^(?<x>(\\d+)*)$/', '1'),
  of('/(?<x>(x+x+)+)y/', 'x'),
  of('/(?<x>(a|b)*a(a|b){10})c/', 'abba'),
  of('/(?<x>[ab]*a[ab]{12})c/', 'ab'),
  of('/^(?<x>(([a-z])+.)+[A-Z]([a-z])+)$/', 'a'),
  of('/(?<x>\\d+\\.\\d+\\.\\d+\\.\\d+)$/', '1.'),
  of('/^(?<x>([\\w.-]+@)*)x$/', 'a.b-c@'),
  of('/(?<x>(\\w+\\.)+com)$/', 'a.'),
  of('/^(?<x>"(\\\\.|[^"\\\\])*")$/', '\\"', '"'),
  of('/<(?<x>.*)>.*<.*>.*<.*>$/', '<>'),
  of('/(?<x>.{0,50}end)$/', 'en'),
  of('/(?<x>(ab?c?)*d)$/', 'abc'),
  of('/(?<x>error.*failed.*timeout.*)q$/i', 'error failed timeout '),
  of('/(?<x>(aa|aab)*b)$/', 'aab'),
  of('/(?<x>^(.?){25}a{25}$)/', 'a'),
  of('/(?<x>(\\b\\w+\\b\\W+)+)=$/', 'a '),
  of('/(?<x>[a-z]{1,64}:[a-z]{1,64}:[a-z]{1,64});/', 'abc:'),
  of('/(?<x>é*é*é*)ü$/', 'é'),
  of('"{*}a{*}a{*}a{x}z"', 'a '),
  of('"{a:text} x {b:text} y {c:int}"', ' x  y '),
  of('"{*}{a:word}:{b:word}:{c:int}"', 'a:'),
  of('"{*}{a:ip}{*}{b:ip}z"', '1:2:3f:44:'),
  of('"{*}{a:int}{b:int}{c:float}{d:hex}z"', '1'),
  of('"{*}{a:host}{b:email}{c:url}z"', 'a.b@c://'),
  of('"{*}{a:kv}z"', 'a=1 '),
  of('"{*}{a:json}z"', '{"a":1} '),
  of('"{*}{a:json}z"', '['),
  of('"{*}{a:quoted}{b:quoted}z"', '"\\" '),
];

/** A line of this many bytes, or one unit more. */
export function hostileLine({ start, unit }: HostilePattern, bytes: number): Buffer {
  const units = (bytes - start.length - Buffer.byteLength(END)) / Buffer.byteLength(unit);
  return Buffer.from(start + unit.repeat(Math.ceil(units)) + END);
}
