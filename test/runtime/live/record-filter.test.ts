import { describe, expect, it } from 'vitest';
import { compileRecordFilter } from '../../../src/dsl/record-filter.ts';
import { Source } from '../../../src/dsl/source.ts';
import { Replay } from '../../../src/runtime/live/replay.ts';
import type { Origin } from '../../../src/runtime/state/entry.ts';
import { FrameWriter } from '../../../src/runtime/state/frame-writer.ts';
import { planOfText } from './runs.ts';

const rule = (record: string) => `transaction visit { key none start ${record} then ${record} timeout after 1h }`;
const SYSLOG = planOfText(`records door from syslog { any = "{text:rest}" } ${rule('door.any')}`);
const MIXED = planOfText(`
param most = 3
records door from syslog { any = "{text:rest}" }
records shop from json { any = { order: text } }
${rule('shop.any')}
window doors { key none over 1h fire when count(door.any) > most }
`);

const context = { received: 0, zone: 'UTC' };
const ORIGINS: readonly Origin[] = [
  { source: 'udp://127.0.0.1:514', format: 'syslog', context: { ...context, live: true }, peer: '10.0.0.7:4711' },
  { source: '/var/log/shop', format: 'json', context },
  { source: 'tls://[::1]:6514', format: 'syslog', context: { ...context, live: true }, peer: '[::1]:9', certificate: 'AB:CD' },
];
/** The origin and text of each record; their lines are 1, 2, 3 … */
const RECORDS: readonly (readonly [origin: number, text: string])[] = [
  [0, '<38>1 2024-05-01T12:00:00Z web1 sshd 77 - - Accepted password for bob'],
  [0, '<35>1 2024-05-01T12:00:01Z web2 kernel - - - out of memory'],
  [1, '{"time":"2024-05-01T12:00:02Z","order":"a","amount":3,"source":"till","host":"web1","deep":{"er":true},"message":"sold"}'],
  [2, '<34>1 2024-05-01T12:00:03Z web1 sshd 78 - - no text \u{1F600}'],
];
const RECEIVED = Date.UTC(2024, 4, 1, 12, 0, 10) * 1000;

/** The lines that a condition selects. */
function picked(where: string, plan = MIXED): number[] {
  const compiled = compileRecordFilter(new Source('where', where), plan);
  if (!compiled.expr) throw new Error(compiled.diagnostics.map(({ message }) => message).join(' '));
  const filter = { where: compiled.expr, records: compiled.records };
  return RECORDS.flatMap(([from, text], at) => {
    const replay = new Replay(plan, { where: filter, onOutcome: () => {}, maxSkew: 0, onFault: fail });
    const writer = new FrameWriter();
    const origin = writer.idOf('', () => ORIGINS[from]!);
    const bytes = Buffer.from(text);
    writer.record({ origin, received: RECEIVED + at, flags: 0, line: at + 1, last: at + 1, offset: 0 }, bytes, 0, bytes.length);
    replay.take(writer.seal());
    return replay.counters.read > 0 ? [at + 1] : [];
  });
}

function fail(error: unknown): void {
  throw error;
}

describe('a filter of records', () => {
  it.each([
    ['host == "web1"', [1, 3, 4]],
    ['app == "sshd" and pid > "77"', [4]],
    ['peer starts with "10."', [1, 2]],
    ['peer == none', [3]],
    ['address in 10.0.0.0/8 or address == ::1', [1, 2, 4]],
    ['address == none', [3]],
    ['transport == "file"', [3]],
    ['transport in ["udp", "tls"]', [1, 2, 4]],
    ['certificate == "AB:CD"', [4]],
    ['format == "json"', [3]],
    ['source == "/var/log/shop"', [3]],
    ['fields.source == "till"', [3]],
    ['received >= 2024-05-01T12:00:10Z and line < 3', [1, 2]],
    ['time > 2024-05-01T12:00:01Z', [3, 4]],
    ['message contains "password" or message == "sold"', [1, 3]],
    ['message ends with "\u{1F600}"', [4]],
    ['text matches /^<3[45]>/', [2, 4]],
    ['amount >= most', [3]],
    ['deep.er', [3]],
    ['not (severity == "critical")', [1, 2, 3]],
    ['false', []],
  ])('%s', (where, lines) => {
    expect(picked(where)).toEqual(lines);
  });

  it('knows the order of severities where all formats have them', () => {
    expect(picked('severity >= error', SYSLOG)).toEqual([2, 4]);
    expect(picked('severity < error', SYSLOG)).toEqual([1]);
    expect(picked('severity == critical', SYSLOG)).toEqual([4]);
  });

  it('has no fields of formats that the rules do not know', () => {
    expect(picked('host == none', SYSLOG)).toEqual([3]);
  });

  it.each([
    ['hots == "a"', "Did you mean 'host'?"],
    ['severity >= eror', "Did you mean 'error'?"],
    ['line', undefined],
    ['line ==', undefined],
    ['count(door.any) > 1', undefined],
    ['', undefined],
  ])('is told of %s', (where, help) => {
    const { expr: compiled, diagnostics } = compileRecordFilter(new Source('where', where), SYSLOG);
    expect(compiled).toBeUndefined();
    expect(diagnostics.length).toBeGreaterThan(0);
    if (help) expect(diagnostics[0]?.help).toBe(help);
  });
});
