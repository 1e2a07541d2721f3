import { describe, expect, it } from 'vitest';
import { paramsOf } from '../../../src/cli/run/params.ts';
import { compile } from '../../../src/dsl/compiler.ts';

const RULES = `param since_when: time = 2024-01-01T00:00:00Z
param span: duration = 5m
param patience: duration = 5m
param town = "UTC"
records app from json {
  failed = { event: "failed", host: text }
}

window many {
  key host
  over span
  open when count(app.failed) >= 3
}

transaction one {
  key host
  start app.failed where time >= since_when and hour(time, town) < 20
  timeout "late" after patience
  then  app.failed where count(app.failed, span) > 1
}
`;

describe('--param', () => {
  const { plan } = compile({ read: () => RULES }, ['a.corr']);
  if (!plan) throw new Error('The rules do not compile.');

  it('takes a span of time', () => {
    expect([...paramsOf(['span=10s', 'patience=0s'], plan)]).toEqual([
      ['span', 10_000_000],
      ['patience', 0],
    ]);
  });

  it('takes a time as rules have it: without a zone it is UTC, wherever the program runs', () => {
    const moment = Date.UTC(2024, 2, 1, 8) * 1000;
    for (const text of ['2024-03-01T08:00:00Z', '2024-03-01T08:00', '2024-03-01 10:00:00+02:00'])
      expect(paramsOf([`since_when=${text}`], plan).get('since_when')).toBe(moment);
    for (const text of ['Mar 1 2024', '2024-02-30T08:00:00Z', '1'])
      expect(() => paramsOf([`since_when=${text}`], plan)).toThrow("'since_when', which is time");
  });

  it('takes values as rules have them', () => {
    const rules = `param least: duration = 5m\nparam due = 06:00\nparam most = 3\nparam hosts = ["a"]
records app from json { a = { n: int, took: duration, host: text } where n > most and took > least and took < due and host in hosts }
window many { key host over 5m open when count(app.a) > 3 }`;
    const { plan: other } = compile({ read: () => rules }, ['a.corr']);
    const valuesOf = (...given: string[]) => [...paramsOf(given, other!).values()];
    expect(valuesOf('least=-5m', 'due=07:30', 'most=4KB', 'hosts=b, c')).toEqual([-300e6, 27_000e6, 4000, ['b', 'c']]);
    expect(valuesOf('due=07:30:01', 'most=-1', 'hosts=')).toEqual([27_001e6, -1, []]);
    for (const text of ['due=25:00', 'due=7', 'most=1.5', 'most=4kb', 'most=9GB9'])
      expect(() => valuesOf(text)).toThrow('is not a valid value');
  });

  it('refuses a window or a look-back of no time at all, with a next step', () => {
    expect(() => paramsOf(['span=0s'], plan)).toThrow(
      expect.objectContaining({ exitCode: 3, help: 'Give a longer duration: --param span=1s.' }),
    );
  });

  it('refuses a time zone that does not exist, with a next step', () => {
    expect([...paramsOf(['town=Asia/Tokyo'], plan)]).toEqual([['town', 'Asia/Tokyo']]);
    expect(() => paramsOf(['town=Tokio'], plan)).toThrow(
      expect.objectContaining({
        message: "'town' is a time zone, and there is no time zone 'Tokio'.",
        help: 'Give a name from the IANA time zone database: --param town=Europe/Paris.',
      }),
    );
  });
});
