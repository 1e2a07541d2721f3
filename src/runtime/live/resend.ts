/**
 * Dead letters on their way back to the outboxes of their outputs. Two checkpoints must have them there before they leave
 * their file: a crash in between may send a letter twice, and loses none.
 */

import { given } from '../../given.ts';
import type { OutputFile } from '../outputs/output-file.ts';
import { type DiskFile, readPiece, wholeLines } from '../state/disk.ts';
import { type DeadLetters, type FiledLetter, readLetter } from './dead-letters.ts';

/** Dead letters with all of these; all letters if nothing is given. */
export interface LetterSelection {
  /** Of the outcome. */
  id?: string;
  output?: string;
  rule?: string;
}

export interface Resent {
  /** How many letters were handed back. */
  resent: number;
  /** Selected letters that stay in the file, and lines of it that cannot be read. */
  left: LeftLetters[];
}

interface LeftLetters {
  count: number;
  /** Absent if the lines cannot be read. */
  output?: string;
  /** A sentence. */
  why: string;
}

/** Where letters go. */
interface Owed {
  /** Why a letter cannot be handed back, as a sentence; undefined if it can. */
  obstacleTo(letter: FiledLetter): string | undefined;
  /** Owes it to its output again. */
  owe(letter: FiledLetter): void;
  /** @throws Error of the disk; what could not be written then still waits */
  flush(): void;
}

const UNREADABLE = 'They are not as Corr writes them.';

export class Resend {
  readonly result: Resent = { resent: 0, left: [] };
  private files: { letters: DiskFile; end: number; rest: OutputFile } | undefined;
  private at = 0;

  constructor(
    private readonly letters: DeadLetters,
    private readonly owed: Owed,
    private readonly selection: LetterSelection,
  ) {}

  /** The lines of the letters that would be handed back. Changes nothing, except the result. @throws Error of the disk. */
  *preview(): Generator<string> {
    const file = this.letters.open();
    if (!file) return;
    try {
      for (let lines = this.piece(file); lines.length > 0; lines = this.piece(file))
        for (const line of lines) if (this.wanted(line)) yield line.toString('utf8', 0, line.length - 1);
    } finally {
      file.close();
    }
  }

  /**
   * Handles the next piece of the file. Returns whether that was all. May be called again after an error.
   * @param save resolves once both checkpoints have the present state
   * @throws Error of the disk
   */
  async advance(save: () => Promise<void>): Promise<boolean> {
    this.files ??= this.opened();
    if (!this.files) return true;
    const { letters, end, rest } = this.files;
    const lines = this.piece(letters, end);
    for (const line of lines) {
      const letter = this.wanted(line);
      if (letter) this.owed.owe(letter);
      else rest.write(line);
    }
    this.owed.flush();
    rest.flush();
    // There are no more lines before the end if somebody has cut the file meanwhile.
    if (lines.length > 0 && this.at < end) return false;
    if (this.result.resent > 0) {
      await save();
      await this.letters.hold(() => this.leave(letters, rest));
    } else this.letters.tidy();
    this.close();
    return true;
  }

  close(): void {
    this.files?.letters.close();
    this.files?.rest.close();
    this.files = undefined;
  }

  private opened(): Resend['files'] {
    const letters = this.letters.open();
    if (!letters) return undefined;
    try {
      return { letters, end: letters.stats().size, rest: this.letters.rest() };
    } catch (error) {
      letters.close();
      throw error;
    }
  }

  /** The next lines, with their ends; none at the end. */
  private piece(file: DiskFile, end = file.stats().size): Buffer[] {
    const lines = wholeLines((position, length) => readPiece(file, position, length), this.at, end);
    for (const line of lines) this.at += line.length;
    return lines;
  }

  /** The letter of a line, if it is to be handed back; counts it, and what keeps others from it. */
  private wanted(line: Buffer): FiledLetter | undefined {
    const letter = readLetter(line.toString('utf8', 0, line.length - 1));
    if (letter && !isSelected(letter, this.selection)) return undefined;
    const why = letter ? this.owed.obstacleTo(letter) : UNREADABLE;
    if (why === undefined) this.result.resent++;
    else this.leaveOne(why, letter?.output);
    return why === undefined ? letter : undefined;
  }

  private leaveOne(why: string, output?: string): void {
    const { left } = this.result;
    const same = left.find((one) => one.why === why && one.output === output);
    if (same) same.count++;
    else left.push({ count: 1, ...given({ output }), why });
  }

  /** Replaces the file by one of the letters that stay, and of those buried meanwhile. */
  private async leave(letters: DiskFile, rest: OutputFile): Promise<void> {
    for (let lines = this.piece(letters); lines.length > 0; lines = this.piece(letters)) {
      for (const line of lines) rest.write(line);
      rest.flush();
    }
    rest.flush();
    await rest.sync();
    await this.letters.replace(letters, rest);
  }
}

/** Requests, one after another. */
export class Resends {
  private readonly waiting: { resend: Resend; done(result: Resent): void }[] = [];

  get isBusy(): boolean {
    return this.waiting.length > 0;
  }

  /** Resolves once it is over. */
  add(resend: Resend): Promise<Resent> {
    return new Promise((done) => this.waiting.push({ resend, done }));
  }

  /** Handles the next piece of the first, as {@link Resend.advance}. @throws Error of the disk. */
  async advance(save: () => Promise<void>): Promise<void> {
    const [first] = this.waiting;
    if (!first || !(await first.resend.advance(save))) return;
    this.waiting.shift();
    first.done(first.resend.result);
  }

  close(): void {
    for (const { resend } of this.waiting) resend.close();
  }
}

function isSelected({ parcel, output, rule }: FiledLetter, selection: LetterSelection): boolean {
  const { id = parcel.id, output: from = output, rule: of = rule } = selection;
  return parcel.id === id && output === from && rule === of;
}
