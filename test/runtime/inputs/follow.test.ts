import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FormatPlan } from '../../../src/dsl/plan.ts';
import { FollowCursor, type Left } from '../../../src/runtime/inputs/follow/follow.ts';
import { FakeClock } from '../state/fake-clock.ts';

const LINE: FormatPlan = { name: 'line', base: 'line', time: [] };

/** A log in a folder of its own, and its follower: now and then a new one continues where the last one stopped. */
class Following {
  readonly folder = mkdtempSync(join(tmpdir(), 'corr-follow-'));
  readonly log = join(this.folder, 'app.log');
  readonly seen: string[] = [];
  readonly problems: string[] = [];
  private readonly clock = new FakeClock();
  private left: Left | undefined;
  private cursor: FollowCursor;

  constructor(private readonly format = LINE) {
    this.cursor = this.begin();
  }

  append(text: string): void {
    appendFileSync(this.log, text);
  }

  /** By renaming: `app.log.1` becomes `app.log.2`, and so on. */
  rotate(): void {
    this.age();
    if (existsSync(this.log)) renameSync(this.log, `${this.log}.1`);
  }

  /** By copying and truncating. */
  cut(): void {
    this.age();
    if (!existsSync(this.log)) return;
    copyFileSync(this.log, `${this.log}.1`);
    truncateSync(this.log);
  }

  /** Compressed logs get older with the others. */
  private age(): void {
    for (let age = 8; age > 0; age--) {
      for (const end of ['', '.gz']) {
        if (existsSync(`${this.log}.${age}${end}`)) renameSync(`${this.log}.${age}${end}`, `${this.log}.${age + 1}${end}`);
      }
    }
  }

  compress(age: number): void {
    const path = `${this.log}.${age}`;
    writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
    rmSync(path);
  }

  /** Reads what is there, as long as there is something. */
  async read(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet++) {
      await this.readOnce();
      // A renamed file is waited for.
      this.clock.advance(2500);
    }
  }

  /** The same, without waiting for more. */
  async readOnce(): Promise<void> {
    while (await this.cursor.fill()) while (this.cursor.next()) this.take();
  }

  async restart(): Promise<void> {
    await this.cursor.close();
    this.cursor = this.begin();
  }

  async end(): Promise<void> {
    await this.cursor.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private begin(): FollowCursor {
    const options = {
      formats: [this.format],
      time: { zone: 'UTC' },
      clock: this.clock,
      report: ({ message }: { message: string }) => this.problems.push(message),
    };
    return new FollowCursor(0, { name: this.log, files: [this.log] }, options, this.left);
  }

  private take(): void {
    const { record, end } = this.cursor;
    this.seen.push(Buffer.from(record.bytes).toString('utf8', record.start, record.end));
    const { format, context, place } = this.cursor.origin();
    if (place) this.left = { format, context, place: { ...place, ...end } };
  }
}

let following: Following;
beforeEach(() => {
  following = new Following();
});
afterEach(() => following.end());

describe('a log that grows', () => {
  it('loses nothing of a file that was empty when it was first seen, and was filled and rotated before it was seen again', async () => {
    following.append('');
    await following.read();
    following.append('one\n');
    following.rotate();
    following.append('two\n');
    following.rotate();
    following.append('three\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three']);
    expect(following.problems).toEqual([]);
  });

  it('loses nothing of such a file that was compressed meanwhile, too, nor of one that is removed', async () => {
    following.append('');
    await following.read();
    following.append('one\ntwo\n');
    following.rotate();
    following.compress(1);
    following.append('three\n');
    await following.readOnce();
    rmSync(`${following.log}.1.gz`);
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three']);
    expect(following.problems).toEqual([]);
  });

  it('is waited for until it is there, and line by line', async () => {
    await following.read();
    following.append('one\ntw');
    await following.read();
    expect(following.seen).toEqual(['one']);
    following.append('o\nthree\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three']);
  });

  it('is read on where it was left', async () => {
    following.append('one\ntwo\nthr');
    await following.read();
    await following.restart();
    following.append('ee\nfour\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three', 'four']);
    expect(following.problems).toEqual([]);
  });

  it('is read on where it was left, also when it could not be looked at for a while', async () => {
    following.append('one\n');
    await following.read();
    await following.restart();
    renameSync(following.log, `${following.log}.aside`);
    symlinkSync(following.log, following.log);
    await following.read();
    rmSync(following.log);
    renameSync(`${following.log}.aside`, following.log);
    following.append('two\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two']);
    expect(following.problems).toEqual([expect.stringContaining('ELOOP'), expect.stringContaining('ELOOP')]);
  });
});

it('waits no more for a pipe that has the name of a log than for a missing one', async () => {
  following.append('one\n');
  await following.read();
  rmSync(following.log);
  execFileSync('mkfifo', [following.log]);
  await following.read();
  await following.restart();
  await following.read();
  rmSync(following.log);
  following.append('two\n');
  await following.read();
  expect(following.seen).toEqual(['one', 'two']);
});

describe('a log that is rotated', () => {
  it('by renaming is read to its end, and what is written to it late, too', async () => {
    following.append('one\n');
    await following.read();
    following.append('two\n');
    following.rotate();
    following.append('three\n');
    appendFileSync(`${following.log}.1`, 'late\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'late', 'three']);
  });

  it('several times while nobody reads is read from where it was left', async () => {
    following.append('one\n');
    await following.read();
    await following.restart();
    for (const text of ['two\n', 'three\n', 'four\n']) {
      following.append(text);
      following.rotate();
    }
    following.append('five\n');
    following.compress(3);
    following.compress(2);
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(following.problems).toEqual([]);
  });

  it('by cutting it is read to the end of its copy', async () => {
    following.append('one\n');
    await following.read();
    following.append('two\nthr');
    following.cut();
    following.append('four\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'thr', 'four']);
    expect(following.problems).toEqual([]);
  });

  it('by cutting it without a copy begins anew, and says so', async () => {
    following.append('one\ntwo\n');
    await following.read();
    truncateSync(following.log);
    following.append('three\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'three']);
    expect(following.problems.length).toBe(1);
  });

  it('by another that has its inode is known by its beginning', async () => {
    following.append('one\ntwo\n');
    await following.read();
    await following.restart();
    // Overwritten, it keeps its inode, as a file that was removed and recreated often does.
    writeFileSync(following.log, 'other\nlines, and longer ones\n');
    await following.read();
    expect(following.seen).toEqual(['one', 'two', 'other', 'lines, and longer ones']);
    expect(following.problems.length).toBe(1);
  });
});

describe('a message in parts', () => {
  const line = (mark: string, text: string, stream = 'stdout') => `2024-02-29T10:00:00Z ${stream} ${mark} ${text}\n`;
  const container: FormatPlan = { name: 'container', base: 'container', time: [] };

  it('is waited for, but not for ever', async () => {
    await following.end();
    following = new Following(container);
    following.append(line('P', 'a'));
    following.append(line('F', 'x', 'stderr'));
    following.append(line('F', 'b') + line('P', 'c'));
    await following.read();
    following.append(line('F', 'd'));
    await following.read();
    expect(following.seen).toEqual([line('F', 'x', 'stderr'), line('F', 'ab'), line('P', 'c'), line('F', 'd')].map((text) => text.trim()));
  });

  it('is read again from its beginning by the next run, unless it was told', async () => {
    await following.end();
    following = new Following(container);
    following.append(line('F', 'a') + line('P', 'b'));
    await following.readOnce();
    await following.restart();
    following.append(line('F', 'c'));
    await following.read();
    expect(following.seen).toEqual([line('F', 'a'), line('F', 'bc')].map((text) => text.trim()));
  });
});

it('loses no line of a log that was empty at first, however soon its files are compressed', async () => {
  const action = fc.constantFrom('append', 'append', 'rotate', 'compress', 'readOnce');
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 20 }), async (actions) => {
      const one = new Following();
      try {
        one.append('');
        await one.readOnce();
        let written = 0;
        for (const kind of actions) {
          if (kind === 'append') one.append(`line ${written++}\n`);
          else if (kind === 'readOnce') await one.readOnce();
          else if (kind === 'compress') existsSync(`${one.log}.1`) && one.compress(1);
          else if (existsSync(one.log) && readFileSync(one.log).length > 0 && !existsSync(`${one.log}.8.gz`)) one.rotate();
        }
        await one.read();
        expect(one.seen).toEqual(Array.from({ length: written }, (_, at) => `line ${at}`));
        expect(one.problems).toEqual([]);
      } finally {
        await one.end();
      }
    }),
    { numRuns: 100 },
  );
});

it('loses no line and tells none twice, whatever happens to the log', async () => {
  const action = fc.oneof(
    { weight: 5, arbitrary: fc.nat(3).map((count) => ({ kind: 'append' as const, count })) },
    { weight: 3, arbitrary: fc.constant({ kind: 'read' as const }) },
    { weight: 2, arbitrary: fc.constantFrom({ kind: 'rotate' as const }, { kind: 'cut' as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: 'restart' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'compress' as const }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 30 }), async (actions) => {
      const one = new Following();
      try {
        const written: string[] = [];
        let rotations = 0;
        // What was written and truncated since an earlier truncation, without a look in between, leaves no trace in the
        // log itself.
        let isUnseen = false;
        for (const { kind, ...rest } of [
          { kind: 'append' as const, count: 1 },
          { kind: 'read' as const },
          ...actions,
          { kind: 'read' as const },
        ]) {
          if (kind === 'append') {
            for (let i = 0; i < ((rest as { count: number }).count ?? 0); i++) {
              written.push(`line ${written.length}`);
              one.append(`${written.at(-1)}\n`);
            }
          } else if (kind === 'rotate' || kind === 'cut') {
            // More rotations than logs are kept would lose lines; an empty log is not rotated.
            if (rotations < 7 && existsSync(one.log) && readFileSync(one.log).length > 0) {
              if (isUnseen) await one.read();
              isUnseen = kind === 'cut';
              one[kind]();
              rotations++;
            }
          } else if (kind === 'compress') {
            if (existsSync(`${one.log}.2`)) one.compress(2);
          } else {
            await one[kind]();
            if (kind === 'read' && existsSync(one.log) && readFileSync(one.log).length > 0) isUnseen = false;
          }
        }
        expect(one.seen).toEqual(written);
        expect(one.problems).toEqual([]);
      } finally {
        await one.end();
      }
    }),
    { numRuns: 80 },
  );
});
