/** A live run: turn by turn, input goes through the journal to the rules; see `docs/design/live.md`. */

import type { Plan } from '../dsl/plan.ts';
import { unpackPieces } from './engine/packed/pieces.ts';
import { type ChangedSources, Gathering, type Inputs, type Sources } from './live/gathering.ts';
import { type ChangedFile, closeFiles, type Files } from './live/outputs.ts';
import { type LiveWorld, type Pace, USUAL_PACE } from './live/pace.ts';
import { Programs } from './live/programs.ts';
import type { Obstacles } from './live/receiver-change.ts';
import type { Reception } from './live/reception.ts';
import { type Refusal, recover } from './live/recovery.ts';
import { type LetterSelection, Resends, type Resent } from './live/resend.ts';
import type { LiveRules, OutputSet, RulesOptions } from './live/rules.ts';
import { isSavedLive, type SavedLive } from './live/saved.ts';
import { Saves } from './live/saves.ts';
import { setBackBefore } from './live/set-back.ts';
import type { LiveStatus } from './live/status.ts';
import { Synchronizer } from './live/synchronizer.ts';
import { Turns } from './live/turns.ts';
import { Checkpoints, removeCheckpoints } from './state/checkpoint.ts';
import type { Disk } from './state/disk.ts';
import { Journal, removeSegments } from './state/journal.ts';
import { removeOutboxes } from './state/outbox.ts';

export interface LiveOptions extends Omit<RulesOptions, 'maxSkew' | 'programs' | 'zone'>, Omit<Inputs, 'formats'>, LiveWorld {
  /** The program in stored JSON; undefined if it cannot be run. */
  checkPlan(json: unknown): Plan | undefined;
}

/** What is told of a file to which outcomes are written. */
const BY_OTHERS: Readonly<Record<ChangedFile['what'], string>> = {
  cut: 'was cut while outcomes are written to it: they go on at its end. To rotate it, move it, then send SIGHUP.',
  shared:
    'is written to by others, too: outcomes go on at its end, but after a crash, what others wrote may be lost. Give each its own file.',
};

/** Other outputs, with their files, which are open already. */
interface OpenedOutputs {
  set: OutputSet;
  files: Files;
}

/** A change of what runs: another program and, if given, other outputs and sources. */
interface Change {
  plan: Plan;
  outputs: OpenedOutputs | undefined;
  sources: ChangedSources | undefined;
  announced(): void;
}

export class Live {
  /** Whether the folder held no state, so that this run began afresh. */
  readonly isNew: boolean;
  /** Set by whoever reloads the rules: the last attempt failed, and the previous rules still run. */
  isReloadFailed = false;
  private readonly gathering: Gathering;
  private readonly synchronizer: Synchronizer;
  private readonly turns: Turns;
  /** The change that the next turn announces. */
  private next: Change | undefined;
  /** A change of sources or outputs that is announced in the journal and not yet carried out. */
  private change: Change | undefined;
  /** A checkpoint that must be in both slots before anything else is written, and a callback for then. */
  private owed: { content: SavedLive; written(): void } | undefined;
  private readonly saves: Saves;
  /** Requests to hand dead letters back. */
  private readonly resends = new Resends();

  private constructor(
    private readonly options: LiveOptions,
    readonly rules: LiveRules,
    checkpoints: Checkpoints<SavedLive>,
    private readonly programs: Programs,
    private readonly journal: Journal,
    pace: Pace,
    /** The checkpoint that it resumes from. */
    from: SavedLive | undefined,
  ) {
    const { logs, receivers, plan, time, maxLine, clock, report, note } = options;
    const fail = (error: unknown) => this.turns.fail(error);
    this.synchronizer = new Synchronizer(journal, clock, pace.sync, fail);
    this.saves = new Saves({ rules, checkpoints, programs, journal, clock, pace, fail }, from);
    this.gathering = new Gathering({
      ...{ logs, receivers, time, maxLine, clock, pace, report, note },
      entries: journal.frame,
      formats: plan.formats,
      progress: rules.applier,
      wake: () => this.turns.wake(),
      fail,
      durable: () => this.synchronizer.durable(),
    });
    this.turns = new Turns({
      ...{ clock, pace, note },
      gathering: this.gathering,
      turn: () => this.turn(),
    });
    this.isNew = from === undefined;
  }

  /**
   * Resumes from what the folder holds, or begins. Then {@link turn} or {@link run} can be called.
   * @throws Error of the disk, after closing all files; if it is full, this can be repeated
   */
  static async open(options: LiveOptions): Promise<Live | Refusal> {
    const { disk, folder } = options;
    const pace = { ...USUAL_PACE, ...options.pace };
    disk.makeFolder(folder);
    const checkpoints = checkpointsIn(disk, folder, pace.part);
    const programs = new Programs(disk, folder, options.checkPlan, options.plan);
    const recovered = await recover({ ...options, programs, zone: options.time.zone, maxSkew: pace.maxSkew }, checkpoints);
    if ('message' in recovered) return recovered;
    const { rules, segment, from, notes } = recovered;
    const clockNote = setBackBefore(rules.running.intake.engine.lastTime, options.clock.now(), pace.maxSkew);
    for (const note of clockNote === undefined ? notes : [...notes, clockNote]) options.note(note);
    const live = new Live(options, rules, checkpoints, programs, new Journal(disk, folder, segment), pace, from);
    try {
      await live.begin(from);
      return live;
    } catch (error) {
      await live.letGo();
      throw error;
    }
  }

  /**
   * The paths of the output files that the next run in a folder will cut to what its state covers, and complete, as the
   * last one was not stopped. @throws Error of the disk
   */
  static unfinished(disk: Disk, folder: string): string[] {
    const found = checkpointsIn(disk, folder).read(isSavedLive);
    if (typeof found === 'string' || found.content.closed) return [];
    return found.content.outputs.map(({ spec }) => spec.path);
  }

  /** Removes the state in a folder: the next run begins anew. Output files stay as they are. */
  static forget(disk: Disk, folder: string): void {
    removeCheckpoints(disk, folder);
    removeSegments(disk, folder);
    removeOutboxes(disk, folder);
  }

  /**
   * Runs another program from the next turn on and, if given, switches to other outputs and other sources. What rules
   * that are gone or changed have open is reported as abandoned, to the previous outputs. Dropped sources are closed
   * first, so that what they have received still goes to the old program. Resolves once all further input goes to the
   * new one; sources must not be changed again before that. Returns what keeps receivers from listening: then nothing is
   * changed.
   * @throws Error of the disk, if an output cannot be written; then nothing is changed either
   */
  async reload(plan: Plan, outputs?: OutputSet, sources?: Sources): Promise<Obstacles> {
    const opened = outputs && this.opened(outputs);
    const receivers = sources && (await this.reception.prepare(sources.receivers));
    if (receivers && !receivers.isPossible) {
      closeAll(opened);
      return receivers.obstacles;
    }
    if (receivers) await receivers.dismiss();
    await this.changeTo({ plan, outputs: opened, sources: receivers && { logs: sources.logs, receivers } });
    return [];
  }

  /** Runs turns until the signal is aborted. @throws Error of the disk, except when it is full, which is waited out. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, note } = this.options;
    this.rules.deliveries.start({ clock, note, fail: (error) => this.turns.fail(error) });
    await this.turns.run(signal);
  }

  /** Takes the available input; returns whether there was any. @throws Error of the disk; the next turn retries the same work. */
  async turn(): Promise<boolean> {
    const { journal, rules } = this;
    // The checkpoint that letters need must be taken in this turn, before anything else is gathered.
    const isResending = this.resends.isBusy;
    if (isResending) await this.saves.ended();
    // What could not be written while the disk was full comes first.
    if (this.owed) await this.settle(this.owed);
    if (journal.isAhead) await journal.sync();
    rules.flush();
    if (this.next && !this.change) await this.announce(this.next);
    // Once a change is announced, nothing is gathered until it is carried out, so that each record is on one side of it.
    const isBusy = this.change !== undefined || (await this.gathering.gather(rules.isWaiting));
    journal.write((frame) => rules.applier.apply(frame));
    if (isBusy) this.synchronizer.wrote();
    rules.flush();
    await this.saveChanged(rules.takeChangedFiles());
    if (this.change) await this.carryOut(this.change);
    else if (isResending) await this.resends.advance(() => this.saves.saveTwice(this.saves.take()));
    else this.saves.beginIfDue();
    return isBusy || this.resends.isBusy;
  }

  /** Stops the input and saves all state. @throws Error of the disk: then call this again, or {@link abandon}. */
  async close(): Promise<void> {
    await this.turns.until(this.reception.close());
    await this.saves.ended();
    await this.rules.deliveries.stop();
    await this.saves.close();
    await this.letGo();
  }

  /** Stops the input without saving, as the disk fails. The next run resumes from the journal. */
  async abandon(): Promise<void> {
    // A receiver whose thread has ended cannot be closed.
    this.reception.close().catch(() => {});
    await this.saves.ended();
    await this.rules.deliveries.stop();
    await this.letGo();
  }

  /**
   * Ends open transactions by hand, at the next turn, through an entry of the journal. Resolves when that is done and
   * safe from a power failure.
   */
  expire(ids: readonly string[]): Promise<void> {
    this.journal.frame.expire(ids);
    const done = this.synchronizer.durable();
    this.turns.wake();
    return done;
  }

  /**
   * Hands dead letters back to the outboxes of their outputs, from the next turn on. Resolves once they are safe there, and
   * no dead letters any more.
   */
  resend(selection: LetterSelection): Promise<Resent> {
    const done = this.resends.add(this.rules.deliveries.resend(selection));
    this.turns.wake();
    return done;
  }

  get reception(): Reception {
    return this.gathering.reception;
  }

  /** What is wrong, as a sentence; undefined if nothing is. */
  get trouble(): string | undefined {
    if (this.turns.isFull) return 'The disk is full.';
    if (!this.gathering.isCaughtUp) return 'Logs are still read to their end.';
    if (this.isReloadFailed) return 'The rules could not be read again: those from before run.';
    const [disabled] = this.rules.disabledRules;
    return disabled === undefined ? undefined : `Rule '${disabled}' is disabled: Corr itself failed on it again and again.`;
  }

  status(): LiveStatus {
    const { rules, reception, journal, trouble, isReloadFailed, options } = this;
    const now = options.clock.now();
    const { lastTime } = rules.running.intake.engine;
    return {
      at: now,
      ...{ trouble, isReloadFailed },
      summary: rules.summary,
      faults: rules.faults,
      faultyRules: rules.faultyRules,
      lag: Number.isFinite(lastTime) ? now - lastTime : undefined,
      inputs: reception.status(),
      lost: reception.lost,
      outputs: rules.deliveries.status(),
      deadLetters: rules.deliveries.deadLetterBytes,
      journal: journal.size,
      checkpointAge: this.saves.age,
    };
  }

  /** Goes on from a checkpoint, if there is one: with the program, and the outputs, that are wanted now. @throws Error of the disk. */
  private async begin(from: SavedLive | undefined): Promise<void> {
    const { options, rules, programs, journal, saves } = this;
    if (rules.meaning === options.plan.meaning) await programs.store(options.plan);
    rules.deliveries.employ(options.deliveries);
    const outputs = rules.hasOutputs(options) ? undefined : this.opened(options);
    if (outputs || rules.meaning !== options.plan.meaning || rules.disabledRules.length > 0)
      void this.changeTo({ plan: options.plan, outputs, sources: undefined });
    for (const meaning of rules.changes) saves.keepProgram(meaning, journal.segment - 1);
    // Where a slot would be wrong once something is written, both are written before that: a torn or damaged one stands alone then.
    await saves.checkpoint();
    if (!from || from.closed) await saves.checkpoint();
    rules.letGo();
  }

  /** The checkpoints have cut files as they were before, and could not be resumed. */
  private async saveChanged(files: readonly ChangedFile[]): Promise<void> {
    for (const { path, what } of files) this.options.note(`'${path}' ${BY_OTHERS[what]}`);
    // A change of outputs that is carried out in this turn has its own checkpoint.
    if (!files.some(({ what }) => what === 'cut') || this.change?.outputs) return;
    await this.saves.ended();
    this.owed = { content: this.saves.take(), written() {} };
    await this.settle(this.owed);
  }

  private opened(set: OutputSet): OpenedOutputs {
    return { set, files: this.rules.openFiles(set) };
  }

  private changeTo({ plan, outputs, sources }: Omit<Change, 'announced'>): Promise<void> {
    const before = this.next;
    if (outputs) closeAll(before?.outputs);
    return new Promise((resolve) => {
      const announced = () => {
        before?.announced();
        resolve();
      };
      this.next = { plan, outputs: outputs ?? before?.outputs, sources: sources ?? before?.sources, announced };
      this.turns.wake();
    });
  }

  /**
   * Enters the change into the journal, before everything gathered from now on, and only once: while the disk is full,
   * the entry waits in the frame.
   */
  private async announce(next: Change): Promise<void> {
    // A checkpoint in progress removes programs that nothing names, and nothing names this one yet.
    await this.saves.ended();
    await this.programs.store(next.plan);
    // What is read again after a power failure is read by the program of the next start.
    await this.journal.sync();
    const { set } = next.outputs ?? {};
    const isElsewhere = set !== undefined && !this.rules.hasOutputs(set);
    if (isElsewhere) await this.rules.deliveries.release(set.deliveries);
    // A later change may have come meanwhile. It includes this one, and has closed its files.
    if (this.next !== next) return;
    this.next = undefined;
    this.journal.frame.plan(next.plan.meaning);
    this.saves.keepProgram(next.plan.meaning, this.journal.segment);
    if (next.sources) this.reception.handOver(next.sources.receivers);
    // An earlier change has put them to use already.
    if (!isElsewhere) closeAll(next.outputs);
    if (isElsewhere || next.sources) this.change = isElsewhere ? next : { ...next, outputs: undefined };
    else next.announced();
  }

  /** Everything before the change has been applied. Records of new sources go to the segment that the checkpoint begins. */
  private async carryOut({ plan, outputs, sources, announced }: Change): Promise<void> {
    if (outputs) this.switchOutputs(outputs, announced);
    this.change = undefined;
    if (sources) this.gathering.change(sources, plan.formats);
    if (this.owed) await this.settle(this.owed);
    else announced();
  }

  /**
   * The journal does not mention outputs: a checkpoint separates what goes to the old ones from what goes to the new.
   * Until it is written, a crash leads back to the old outputs, and then here again.
   */
  private switchOutputs({ set, files }: OpenedOutputs, written: () => void): void {
    const { rules, options } = this;
    const { note } = options;
    rules.deliveries.dismiss(set.deliveries, (name, count) => {
      note(`'${name}' is removed: ${count} that waited for it ${count === 1 ? 'is' : 'are'} in dead-letters.ndjson.`);
    });
    rules.switchOutputs(set, files);
    this.owed = { content: this.saves.take(), written };
  }

  /** Writes it to both slots: once anything is written to the new outputs, no checkpoint with the old ones may be resumed. */
  private async settle({ content, written }: NonNullable<Live['owed']>): Promise<void> {
    await this.saves.saveTwice(content);
    this.rules.letGo();
    this.owed = undefined;
    written();
  }

  private async letGo(): Promise<void> {
    this.synchronizer.close();
    await this.gathering.close();
    this.journal.close();
    this.resends.close();
    closeAll(this.next?.outputs);
    closeAll(this.change?.outputs);
    this.rules.close();
  }
}

function checkpointsIn(disk: Disk, folder: string, part = USUAL_PACE.part): Checkpoints<SavedLive> {
  return new Checkpoints(disk, folder, part, unpackPieces);
}

function closeAll(outputs: OpenedOutputs | undefined): void {
  if (outputs) closeFiles(outputs.files);
}
