import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { InputProblems } from '../../../src/cli/run/problems.ts';
import { problemOf } from '../../../src/runtime/inputs/problem.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});

afterEach(() => {
  vi.useRealTimers();
});

it('a problem with an input is told once an hour', () => {
  let told = '';
  const problems = new InputProblems((text) => {
    told += text;
  });
  const meet = () => problems.report(problemOf(new Error('no'), 'a.log'));
  meet();
  const once = told;
  expect(once).toContain('a.log');
  vi.advanceTimersByTime(3_599_999);
  meet();
  expect(told).toBe(once);
  vi.advanceTimersByTime(1);
  meet();
  expect(told).toBe(once + once);
  expect(problems.unreadable).toBe(true);
});
