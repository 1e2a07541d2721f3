/** The files of a followed log, one after another: across rotation and truncation, also several at once. */

import type { Clock } from '../../state/clock.ts';
import type { FileIdentity, Place } from '../../state/entry.ts';
import { systemDisk } from '../../state/system-disk.ts';
import { problemOf, type ReportProblem } from '../problem.ts';
import { gone, lostPlace, readOnce, stillWritten, truncated, writtenLate } from './losses.ts';
import { isAnyBetween, isAt, isWritten, type Piece, piecesAfter, piecesBehind, siblings } from './succession.ts';
import { FINGERPRINT, identityAt, openTail, type Tail } from './tail.ts';

/** A file that has lost its name is read until it has been silent for this many milliseconds. */
const GRACE = 2000;
/** Milliseconds until renamed files are looked at again where nothing came after them: each of them is opened for it. */
const AGAIN = 10_000;
/** How often files are found again that change meanwhile. */
const TRIES = 3;

/** At the end of a file: it is `over`, or what was not delivered of it is read `again`, from its copy. */
type Turning = 'over' | 'again';

type Find = () => Promise<Piece[] | undefined>;

export class FileChain {
  /** The file that is read now. */
  tail: Tail | undefined;
  /** Files to read before the one that has the name. */
  private pieces: Piece[] = [];
  /** Finds them again when they were renamed. */
  private find: Find = async () => undefined;
  /** The file to read after the current one. */
  private next: FileIdentity | undefined;
  /** Where the file before the current one was left. */
  private before: Place | undefined;
  /** Whether the current file is a copy, which nobody writes to any more. */
  private isCopy = false;
  /** When something was read, or a file opened, milliseconds of the monotonic clock. */
  lastRead: number;
  /** Since when others have waited for the current file to be silent. */
  private waitedSince: number | undefined;
  /** The file that had the name when renamed files were last looked for, and when that is due again. */
  private sought: { id: string | undefined; due: number } = { id: undefined, due: 0 };
  /** The renamed file that was left last, with the size it had, and when it is looked at again. */
  private former: { place: Place; size: number; due: number } | undefined;

  constructor(
    private readonly path: string,
    private readonly options: { clock: Clock; report: ReportProblem },
  ) {
    this.lastRead = options.clock.elapsed();
  }

  /** Sets what to read next, oldest first, and how to find it again; if that is absent, it is all that begins with the first of them. */
  begin(pieces: Piece[], find?: Find): void {
    const first = pieces[0] && identified(pieces[0]);
    this.pieces = pieces;
    this.find = find ?? (async () => first && piecesAfter(this.path, { ...first, offset: 0, line: 0 }));
  }

  /**
   * Opens the next file, and returns what to read of it; undefined as long as none has the name. One that may not be read
   * keeps nobody waiting. @throws Error of the system
   */
  async open(): Promise<Piece | undefined> {
    for (let tries = 0; ; ) {
      const piece = this.pieces[0] ?? { path: this.path, offset: 0, line: 0 };
      const { path, id } = piece;
      const tail = this.opened(piece);
      if (tail === 'unreadable') {
        this.pieces.shift();
        continue;
      }
      if (tail && (id === undefined || tail.identity.id === id)) return this.take(piece, tail);
      void tail?.close();
      if (id === undefined && path === this.path) return undefined;
      // Since it was found it was renamed, compressed or removed.
      const again = tries++ < TRIES ? await this.find() : undefined;
      if (!again) this.options.report(gone(path));
      this.pieces = again ?? this.pieces.slice(1);
    }
  }

  /** New bytes of the current file, which is left where others must be read before it. */
  async read(): Promise<Uint8Array | undefined> {
    const { tail } = this;
    if (!tail || (await this.isAhead(tail))) return undefined;
    const chunk = await tail.read();
    if (chunk) this.lastRead = this.options.clock.elapsed();
    if (chunk && this.pieces.length === 0) this.noteSuccessor(tail);
    return chunk;
  }

  /** What follows at the end of the current file; undefined if more may come. @param place up to where it was delivered */
  async turn(tail: Tail, place: Place): Promise<Turning | undefined> {
    await this.lookBack();
    if (this.pieces.length > 0) return this.isFresh(tail) ? this.delay(this.pieces.some(isWritten)) : this.goOn(place);
    if (!tail.isWhole()) return this.cut(place);
    if (!this.noteSuccessor(tail)) return this.tellGrown(tail);
    if (this.isBusy) return this.delay(isWritten({ path: this.path }));
    return this.isSoughtNow() ? this.renamed(tail, place) : undefined;
  }

  /** Whether a file that nothing was read of has lost its name, and there may be something to read after it. */
  isLeft(tail: Tail): boolean {
    return this.noteSuccessor(tail) && this.isSoughtNow();
  }

  /** Whether there is something to read after the current file: its silence is not that of the log. */
  get isSucceeded(): boolean {
    const { tail, pieces, path } = this;
    return pieces.some(isWritten) || (tail !== undefined && this.noteSuccessor(tail) && isWritten({ path }));
  }

  /** Whether all was read that the last file held when it was last read from. */
  get isAtEnd(): boolean {
    return this.pieces.length === 0 && this.tail?.isAtEnd === true;
  }

  /** Closes the current file. */
  async leave(): Promise<void> {
    const { tail } = this;
    this.tail = undefined;
    await tail?.close();
  }

  private get isBusy(): boolean {
    return this.options.clock.elapsed() - this.lastRead < GRACE;
  }

  private opened({ path, offset, held }: Piece): Tail | 'unreadable' | undefined {
    const { report } = this.options;
    try {
      return openTail({ path, offset: (held ?? { offset }).offset }, report);
    } catch (error) {
      const problem = problemOf(error, path);
      if (path === this.path || problem.code === 'too-many-open') throw error;
      report(problem);
      return 'unreadable';
    }
  }

  private take(piece: Piece, tail: Tail): Piece {
    this.pieces = this.pieces.slice(1);
    this.tail = tail;
    this.isCopy = piece.isCopy ?? false;
    this.next = this.pieces[0] && identified(this.pieces[0]);
    if (tail.identity.length > 0) this.before = undefined;
    this.sought = { id: undefined, due: 0 };
    this.waitedSince = undefined;
    this.lastRead = this.options.clock.elapsed();
    return piece;
  }

  /** Whether a file that was empty was copied and truncated since: then the copy comes first. */
  private async isAhead(tail: Tail): Promise<boolean> {
    const { before } = this;
    if (!before || tail.identity.length > 0 || !tail.mayGrow || tail.peek(1).length === 0) return false;
    this.before = undefined;
    const find = () => piecesBehind(this.path, before, undefined);
    const pieces = await find();
    if (!pieces || pieces.length < 2) return false;
    this.begin(pieces, find);
    void this.leave();
    return true;
  }

  /** Whether a file was renamed so recently that its writer may still have it open. */
  private isFresh({ mayGrow, modified }: Tail): boolean {
    return mayGrow && !this.isCopy && this.isBusy && this.options.clock.now() - modified < GRACE * 1000;
  }

  /** Whether another file has the name of the current one. It is noted, as it may be renamed, too, before the current one is left. */
  private noteSuccessor({ identity }: Tail): boolean {
    const { id } = systemDisk.stats(this.path) ?? {};
    if (id === identity.id) return false;
    if (id !== undefined && (!this.next || (id === this.next.id && this.next.length < FINGERPRINT))) this.next = identityAt(this.path);
    return true;
  }

  /** Whether renamed files are looked for now: when another file has the name or something to read, and from time to time. */
  isSoughtNow(): boolean {
    const { id, size = 0 } = systemDisk.stats(this.path) ?? {};
    const now = this.options.clock.elapsed();
    if (id === this.sought.id && size === 0 && now < this.sought.due) return false;
    this.sought = { id, due: now + AGAIN };
    return true;
  }

  /** Tells once that others have waited for long because the current file, renamed as it is, is written to. */
  private delay(isWaitedFor: boolean): undefined {
    if (!isWaitedFor) return;
    const now = this.options.clock.elapsed();
    this.waitedSince ??= now;
    if (now - this.waitedSince < AGAIN) return;
    this.waitedSince = Number.POSITIVE_INFINITY;
    this.options.report(stillWritten(this.path));
  }

  /** Goes on to the next of several files. Those may have been renamed or compressed since they were found. */
  private async goOn(place: Place): Promise<Turning> {
    const { next } = this;
    const find = () => piecesBehind(this.path, place, next);
    const after = await find();
    this.begin(after && after.length > 0 ? after : this.pieces, find);
    this.remember(place);
    return 'over';
  }

  /** Data not yet delivered is read again, from the copy of a truncated file, followed by what has come after it. */
  private async cut(place: Place): Promise<Turning> {
    const find = () => piecesAfter(this.path, place);
    const pieces = await find();
    if (!pieces) this.options.report(truncated(this.path));
    this.before = undefined;
    this.begin(pieces ?? [], find);
    return pieces ? 'again' : 'over';
  }

  /** Leaves a renamed file once something has come after it. */
  private async renamed(tail: Tail, place: Place): Promise<Turning | undefined> {
    const { next, path } = this;
    const find = () => piecesBehind(path, place, next);
    const after = await find();
    if (after && !after.some(isWritten)) return undefined;
    const isFound = (await piecesAfter(path, place)) !== undefined;
    if (!isFound && ((next && !after) || isAnyBetween(path, after ?? [], tail.modified))) this.options.report(lostPlace(path));
    this.begin(after ?? [], find);
    this.remember(place);
    return 'over';
  }

  private remember(place: Place): void {
    const { tail, isCopy } = this;
    this.before = place;
    if (tail?.mayGrow && !isCopy) this.former = { place, size: tail.end, due: this.options.clock.elapsed() + AGAIN };
  }

  /** Tells that something was added to what is read only once, as what is compressed. */
  private tellGrown({ mayGrow, modified }: Tail): undefined {
    if (!mayGrow && (systemDisk.stats(this.path)?.modified ?? 0) > modified) this.options.report(readOnce(this.path));
  }

  /** Tells what was written to the last renamed file after it was left. */
  private async lookBack(): Promise<void> {
    const { former, path } = this;
    const { clock, report } = this.options;
    if (!former || clock.elapsed() < former.due) return;
    this.former = undefined;
    const late = siblings(path).find(({ id }) => id === former.place.id);
    const size = late ? (systemDisk.stats(late.path)?.size ?? 0) : 0;
    // Once it is removed, as when it is compressed, another may have its inode.
    if (late && size > former.size && (await isAt(late.path, former.place))) report(writtenLate(late.path, size - former.size));
  }
}

/** Undefined also if another file has the name of the piece now. */
function identified({ path, id }: Piece): FileIdentity | undefined {
  const found = identityAt(path);
  return id === undefined || found?.id === id ? found : undefined;
}
