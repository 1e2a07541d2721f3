import { expect, it, onTestFinished, vi } from 'vitest';
import type { SourceCursor } from '../../../src/runtime/inputs/cursor.ts';
import { openInputs } from '../../../src/runtime/inputs/open.ts';
import { LINE, NOW } from './sources.ts';

function textOf(cursor: SourceCursor | undefined): string {
  const { bytes, start, end } = cursor?.record ?? {};
  return Buffer.from(bytes ?? []).toString('utf8', start, end);
}

it.each([
  ['without time\n', 'without time'],
  ['without time\n2020-01-01T00:00:00Z ti', 'without time'],
])('a live pipe is read as it comes once it is silent: %j', async (text, first) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  let goOn = (_: string) => {};
  const more = new Promise<string>((resolve) => (goOn = resolve));
  async function* live(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
    yield Buffer.from(await more);
  }
  const specs = [{ name: '-', files: ['-'], format: 'line' }];
  const opening = openInputs(specs, { formats: [LINE], received: NOW, zone: 'UTC', stdin: live(), report: () => {} });
  let isOpen = false;
  void opening.then(() => (isOpen = true));
  while (!isOpen) {
    await vi.advanceTimersByTimeAsync(500);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [cursor] = (await opening).cursors;
  await cursor?.fill();
  expect(cursor?.next()).toBe(true);
  expect(textOf(cursor)).toBe(first);
  goOn('me\nlast\n');
  while (await cursor?.fill()) while (cursor?.next());
  expect(textOf(cursor)).toBe('last');
});
