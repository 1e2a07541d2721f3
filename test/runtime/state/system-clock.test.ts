import { afterEach, describe, expect, it, vi } from 'vitest';
import { LONGEST_WAIT } from '../../../src/runtime/state/clock.ts';
import { systemClock } from '../../../src/runtime/state/system-clock.ts';

describe('systemClock', () => {
  afterEach(() => void vi.useRealTimers());

  it('sleeps for as long as a timer can when asked to sleep longer, not for a moment', async () => {
    vi.useFakeTimers();
    let isAwake = false;
    const sleep = systemClock.sleep(2 * LONGEST_WAIT).then(() => {
      isAwake = true;
    });
    await vi.advanceTimersByTimeAsync(LONGEST_WAIT - 1);
    expect(isAwake).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await sleep;
  });

  it('wakes when the signal is aborted, and sleeps not at all when it was before', async () => {
    const waking = new AbortController();
    const sleep = systemClock.sleep(LONGEST_WAIT, waking.signal);
    waking.abort();
    await sleep;
    await systemClock.sleep(LONGEST_WAIT, waking.signal);
  });
});
