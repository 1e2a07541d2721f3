import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withinTime } from '../../../../src/runtime/outputs/senders/within-time.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Ends when it is told to, with its reason. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(new Error('given up', { cause: signal.reason }))));

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

  it('is told when it is over, and has timed out whatever it says', async () => {
    const result = withinTime(1500, new AbortController().signal, untilAborted);
    vi.advanceTimersByTime(1500);
    await expect(result).rejects.toThrow('timed out after 1.5 s');
  });

  it('is told when it is not wanted any more, also before it begins', async () => {
    const wanted = new AbortController();
    const result = withinTime(1000, wanted.signal, untilAborted);
    wanted.abort();
    await expect(result).rejects.toThrow('given up');
    await expect(withinTime(1000, wanted.signal, async (signal) => signal.throwIfAborted())).rejects.toThrow('aborted');
  });
});
