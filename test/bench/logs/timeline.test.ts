import { describe, expect, it } from 'vitest';
import { appLog } from '../../../bench/logs/app.ts';
import { authLog } from '../../../bench/logs/auth.ts';
import { type Timeline, writeInOrder } from '../../../bench/logs/timeline.ts';

describe('a log that does not fit into memory', () => {
  const kinds: Record<string, (timeline: Timeline) => void> = {
    auth: (timeline) => authLog(timeline, 3000),
    plain: (timeline) => appLog(timeline, 3000, false),
    json: (timeline) => appLog(timeline, 3000, true),
  };

  it.each(Object.entries(kinds))('%s: is of the same bytes', (_, make) => {
    const text = (held: number) => {
      const texts: string[] = [];
      writeInOrder(make, (text) => texts.push(text), held);
      return texts.join('');
    };
    const whole = text(1_000_000);
    expect(whole.split('\n').length).toBeGreaterThan(3000);
    for (const held of [1000, 100]) expect(text(held)).toBe(whole);
  });
});
