/**
 * Scenarios from the tests of other systems: a stream of events, a rule, and its outcomes. The first line is the log,
 * the rest are the rules. `a1@3{u=x}` is the event `a`, which outcomes call `a1`, 3 seconds after the first, with a
 * field; an event without a time comes one second after the previous one. `...` at the end: nothing follows until all
 * deadlines have passed.
 */

import { type CompiledRules, Correlator, compileRules, type ReportedOutcome } from '../../src/index.ts';

const FIRST = Date.parse('2024-03-01T08:00:00Z');

interface Stamped {
  label: string;
  name: string;
  /** Milliseconds since the first event. */
  at: number;
  fields: Record<string, string | number>;
}

interface Scenario {
  events: Stamped[];
  /** The events as lines of JSON. */
  lines: string[];
  compiled: CompiledRules;
  atEnd: 'open' | 'expire';
}

/** By source: several tests ask for each. */
const scenarios = new Map<string, Scenario>();

/** Parses a scenario, and compiles its rules. */
export function readScenario(source: string): Scenario {
  const found = scenarios.get(source) ?? parsed(source);
  scenarios.set(source, found);
  return found;
}

function parsed(source: string): Scenario {
  const [log = '', ...rules] = source.split('\n');
  const events = eventsOf(log.replace(/ \.\.\.$/, ''));
  const text = programOf(rules.join('\n').trim(), events);
  const compiled = compileRules(['rules.corr'], new Map([['rules.corr', text]]));
  return { events, lines: events.map(lineOf), compiled, atEnd: log.endsWith(' ...') ? 'expire' : 'open' };
}

/** Runs a scenario: one line for each outcome in order, such as `3 success a1 b1`, or the diagnostics of its rules. */
export function scenario(source: string): string {
  const { events, lines, compiled, atEnd } = readScenario(source);
  const { plan, diagnostics } = compiled;
  const told = diagnostics.map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
  if (!plan) return told.join('\n');
  const outcomes: ReportedOutcome[] = [];
  const correlator = new Correlator(plan, { onOutcome: (outcome) => outcomes.push(outcome) });
  correlator.source('log').write(lines.join(''));
  const { imbalances } = correlator.end(atEnd);
  const alone = plan.rules.length === 1;
  return [...told, ...outcomes.map((outcome) => shown(outcome, events, alone)), ...imbalances.map(({ rule }) => `imbalance ${rule}`)].join(
    '\n',
  );
}

function eventsOf(log: string): Stamped[] {
  let now = -1000;
  return log.split(' ').map((written) => {
    const [, name = '', number = '', at, fields = ''] = /^([a-z_]+)(\d*)(?:@([\d.]+))?(?:\{(.*)\})?$/i.exec(written) ?? [];
    if (name === '') throw new Error(`no event: ${written}`);
    now = at === undefined ? now + 1000 : Math.round(Number(at) * 1000);
    const pairs = fields.split(',').map((field) => field.split('='));
    const values = pairs.flatMap(([key = '', value = '']) => (key === '' ? [] : [[key, readValue(value)] as const]));
    return { label: name + number, name, at: now, fields: Object.fromEntries(values) };
  });
}

function readValue(text: string): string | number {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function lineOf({ name, at, fields }: Stamped): string {
  return `${JSON.stringify({ ts: new Date(FIRST + at).toISOString(), e: name, ...fields })}\n`;
}

/** Rules without `records` get one for each event, and clauses without a rule become one transaction. */
function programOf(rules: string, events: readonly Stamped[]): string {
  const whole = /^(transaction|window|schedule|records)/.test(rules) ? rules : `transaction t {\n${rules}\n}\n`;
  if (whole.startsWith('records')) return whole;
  const named = [...whole.matchAll(/\bev\.([a-z_]+)/gi)].map(([, name = '']) => name);
  const records = [...new Set(named)].map((name) => `  ${name} = { e: "${name}"${fieldsOf(name, events)} }\n`);
  return `records ev from json {\n${records.join('')}}\n${whole}`;
}

function fieldsOf(name: string, events: readonly Stamped[]): string {
  const types = new Map<string, string>();
  const own = events.filter((one) => one.name === name);
  // What the log does not have may have any field.
  for (const event of own.length > 0 ? own : events) {
    for (const [field, value] of Object.entries(event.fields)) types.set(field, typeof value === 'number' ? 'float' : 'text');
  }
  return [...types].map(([field, type]) => `, ${field}: ${type}?`).join('');
}

function shown(outcome: ReportedOutcome, events: readonly Stamped[], alone: boolean): string {
  const { rule, outcome: word, name, end, records } = outcome;
  const what = `${alone ? '' : `${rule}.`}${word}${name === undefined ? '' : ` "${name}"`}`;
  const labels = records.map(({ line }) => events[line - 1]?.label ?? '?');
  const { fields } = JSON.parse(JSON.stringify(outcome)) as { fields?: object };
  const emitted = fields && Object.keys(fields).length > 0 ? [JSON.stringify(fields)] : [];
  return [`${(end / 1000 - FIRST) / 1000}`, what, ...labels, ...emitted].join(' ');
}
