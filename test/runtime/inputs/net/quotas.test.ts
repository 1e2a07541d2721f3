import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Quota, Quotas } from '../../../../src/runtime/inputs/net/quotas.ts';

const PEER = '192.0.2.1';
const RATE = 1000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the quota of a peer', () => {
  it('makes it wait while it is over its quota, on all its connections', () => {
    const quotas = new Quotas(0, RATE);
    const [one, other] = [entered(quotas), entered(quotas)];
    expect(one.spend(RATE)).toBe(1000);
    expect(other.spend(RATE / 2)).toBe(1500);
    vi.advanceTimersByTime(1400);
    expect(one.spend(0)).toBe(100);
    vi.advanceTimersByTime(10_000);
    expect(one.spend(RATE)).toBe(1000);
  });

  it('is not made new by hanging up, until its time has passed', () => {
    const quotas = new Quotas(0, RATE);
    const first = entered(quotas);
    first.spend(RATE);
    first.leave();
    vi.advanceTimersByTime(600);
    const again = entered(quotas);
    expect(again.spend(RATE)).toBe(1400);
    again.leave();
    vi.advanceTimersByTime(1399);
    expect(quotas.of(PEER)).toBe(again);
    vi.advanceTimersByTime(1);
    expect(quotas.of(PEER)).toBeUndefined();
  });

  it('holds as many connections as it may have', () => {
    const quotas = new Quotas(2, 0);
    const [first] = [entered(quotas), entered(quotas)];
    expect(quotas.enter(PEER)).toBeUndefined();
    expect(quotas.enter('192.0.2.2')).toBeDefined();
    first.leave();
    expect(entered(quotas).spend(1e9)).toBe(0);
  });
});

function entered(quotas: Quotas): Quota {
  const quota = quotas.enter(PEER);
  if (!quota) throw new Error('it may have no more');
  return quota;
}
