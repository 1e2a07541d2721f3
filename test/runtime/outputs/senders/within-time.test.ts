import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withinTime } from '../../../../src/runtime/outputs/senders/within-time.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

const endless = () => new Promise<string>(() => {});

describe('what has so much time', () => {
  it.each([
    ['is done', async () => 'done'],
    ['fails', () => Promise.reject(new Error('no'))],
  ])('leaves neither a timer nor a listener when it %s', async (_, work) => {
    const wanted = new AbortController();
    await withinTime(1000, wanted.signal, work).catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(wanted.signal, 'abort')).toEqual([]);
  });

  it('is aborted when the time is over, and not waited for', async () => {
    let told: AbortSignal | undefined;
    const result = withinTime(1500, new AbortController().signal, (signal) => {
      told = signal;
      return endless();
    });
    vi.advanceTimersByTime(1500);
    await expect(result).rejects.toThrow('timed out after 1.5 s');
    expect(told?.aborted).toBe(true);
  });

  it('is not waited for when it is not wanted any more, nor when it never was', async () => {
    const wanted = new AbortController();
    const result = withinTime(1000, wanted.signal, endless);
    wanted.abort(new Error('stop'));
    await expect(result).rejects.toThrow('stop');
    await expect(withinTime(1000, wanted.signal, endless)).rejects.toThrow('stop');
  });
});
