import { describe, expect, it } from 'vitest';
import type { Value } from '../../../src/runtime/record.ts';
import { nearMiss } from '../../../src/runtime/trace/near-misses.ts';

type Arguments = Parameters<typeof nearMiss>;

const parts = ['host', 'user'].map((name) => ({ name, type: 'json' }));
const RUNNER = { plan: { keys: [{ name: 'session', parts }] } } as unknown as Arguments[0];
const EVENT = { time: 5, matches: [{ record: 0 }] } as unknown as Arguments[2];
const ENVIRONMENT = { records: [{ name: 'app.paid' }] } as unknown as Arguments[4];

/** Why a record with a key did not reach a transaction with another. */
function whyNot(own: Value[], carried: Value[], isOrphan = false): string | undefined {
  const values = (id: string, values: Value[]) => [{ key: 0, id, values }] as unknown as Arguments[3];
  const passed = { owned: values('own', own), awaited: ['app.paid'], ended: undefined, isOrphan };
  return nearMiss(RUNNER, passed, EVENT, values('carried', carried), ENVIRONMENT)?.why;
}

describe('a record with nearly the key of a transaction', () => {
  const user = (name: string) => new Map<string, Value>([['name', name]]);

  it('differs in its host only, whatever the other parts are', () => {
    expect(whyNot(['gw', 'bob'], ['gw2', 'bob'])).toBe('has a different host: "gw2", not "gw"');
    expect(whyNot(['gw', user('bob')], ['gw2', user('bob')])).toBe('has a different host: "gw2", not "gw"');
    expect(whyNot(['gw', ['bob']], ['gw2', ['bob']])).toBe('has a different host: "gw2", not "gw"');
  });

  it('is none if it differs in more', () => {
    expect(whyNot(['gw', user('bob')], ['gw2', user('eve')])).toBeUndefined();
    expect(whyNot(['gw', ['bob']], ['gw2', ['eve']])).toBeUndefined();
  });

  it('is similar if it is longer or shorter, and in no other transaction: ids of equal length are counted up', () => {
    const orders = (own: string, carried: string, isOrphan = true) => whyNot(['gw', own], ['gw', carried], isOrphan);
    expect(orders('A-1017', '1017')).toBe('has a different user: "1017", not "A-1017", and is in no other');
    expect(orders('A-1017', 'A-10117')).toBe('has a different user: "A-10117", not "A-1017", and is in no other');
    expect(orders('A-1017', '1017', false)).toBeUndefined();
    expect(orders('A-1017', 'A-1018')).toBeUndefined();
    expect(orders('A-1017', 'A-2')).toBeUndefined();
    expect(orders('A-10', '10')).toBeUndefined();
  });
});
