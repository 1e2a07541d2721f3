/** A log in a folder of its own, and its follower. */

import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FormatPlan } from '../../../../src/dsl/plan.ts';
import { FollowCursor, type Left } from '../../../../src/runtime/inputs/follow/follow.ts';
import { newSince } from '../../../../src/runtime/inputs/follow/succession.ts';
import { temporaryFolder } from '../../../folder.ts';
import { FakeClock } from '../../state/fake-clock.ts';

const LINE: FormatPlan = { name: 'line', base: 'line', time: [] };

/** Milliseconds by which its clock is ahead: what is written now is old, unless it is touched. */
const AHEAD = 3_600_000;

/** Now and then a new follower continues where the last one stopped. */
export class Following {
  readonly folder = temporaryFolder();
  readonly log = join(this.folder, 'app.log');
  readonly seen: string[] = [];
  /** The times of these records, in microseconds since 1970. */
  readonly times: number[] = [];
  readonly problems: string[] = [];
  private readonly clock = new FakeClock((Date.now() + AHEAD) * 1000);
  private left: Left | undefined;
  /** Since when the log has been followed, on the clock of its files. */
  private readonly since: number;
  private key = '';
  private readonly formats: readonly FormatPlan[];
  private cursor: FollowCursor;

  /** @param formats those of the program; plain lines if there is none */
  constructor(...formats: readonly FormatPlan[]) {
    this.formats = formats.length > 0 ? formats : [LINE];
    this.since = newSince(this.log, { now: () => Date.now() * 1000 });
    this.cursor = this.begin();
  }

  get format(): string {
    return this.cursor.format.name;
  }

  append(text: string): void {
    appendFileSync(this.log, text);
  }

  /** By renaming: `app.log.1` becomes `app.log.2`, and so on. */
  rotate(): void {
    this.age();
    if (existsSync(this.log)) renameSync(this.log, `${this.log}.1`);
  }

  /** Appends texts, and rotates after each. */
  rotateAfterEach(...texts: readonly string[]): void {
    for (const text of texts) {
      this.append(text);
      this.rotate();
    }
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

  /** Appends a line that begins with the time of day, written now. */
  appendTimed(text: string): void {
    const now = this.clock.now() / 1_000_000;
    this.append(`${new Date(now * 1000).toISOString().slice(11, 19)} ${text}\n`);
    utimesSync(this.log, now, now);
  }

  /** Makes a renamed file, or a copy, one that was written to just now. */
  touch(age: number): void {
    const now = this.clock.now() / 1_000_000;
    utimesSync(`${this.log}.${age}`, now, now);
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

  wait(milliseconds: number): void {
    this.clock.advance(milliseconds);
  }

  /** The same, without waiting for more. */
  async readOnce(): Promise<void> {
    while (await this.cursor.fill()) while (this.cursor.next()) this.take();
  }

  /** The first records that there are now, at most this many. */
  async readFirst(most: number): Promise<void> {
    const end = this.seen.length + most;
    while (this.seen.length < end && (await this.cursor.fill())) while (this.seen.length < end && this.cursor.next()) this.take();
  }

  async restart(): Promise<void> {
    await this.cursor.close();
    this.cursor = this.begin();
  }

  async end(): Promise<void> {
    await this.cursor.close();
  }

  private begin(): FollowCursor {
    const options = {
      formats: this.formats,
      time: { zone: 'UTC' },
      clock: this.clock,
      report: ({ message }: { message: string }) => this.problems.push(message),
    };
    this.key = '';
    return new FollowCursor(
      0,
      { name: this.log, files: [this.log] },
      options,
      this.left ? structuredClone(this.left) : { since: this.since },
    );
  }

  private take(): void {
    const { record, end } = this.cursor;
    this.seen.push(Buffer.from(record.bytes).toString('utf8', record.start, record.end));
    this.times.push(record.time);
    // As a live run does: an origin is declared before the first record that has its key.
    if (this.left === undefined || this.cursor.key !== this.key) {
      const { format, context, place } = this.cursor.origin();
      if (place) this.left = { format, context, clock: [null, null, false], place };
    }
    this.key = this.cursor.key;
    Object.assign(this.left?.place ?? {}, end);
  }
}
