/** The rules of a live run and all their state: what a checkpoint holds. */

import type { Plan } from '../../dsl/plan.ts';
import type { EngineOptions } from '../engine/engine.ts';
import type { FaultyRule } from '../engine/rule-faults.ts';
import { Intake } from '../intake.ts';
import type { Select } from '../outputs/selection.ts';
import type { Outcome } from '../record.ts';
import type { Summary } from '../report/summary.ts';
import { Totals } from '../report/totals.ts';
import type { Disk } from '../state/disk.ts';
import { Applier, type Running } from './applier.ts';
import { type ChangePolicy, handOver, translated } from './changed-plan.ts';
import { Deliveries, type Destination, specOf } from './deliveries.ts';
import { type ChangedFile, closeFiles, type Files, type OutputSpec, Outputs } from './outputs.ts';
import { PeriodCounts } from './period-counts.ts';
import type { Programs } from './programs.ts';
import type { SavedLive } from './saved.ts';

/** Where outcomes go. */
export interface OutputSet {
  outputs: readonly OutputSpec[];
  deliveries: readonly Destination[];
}

export interface RulesOptions extends OutputSet {
  /** Its params have the values of this run: with other values it is another program. */
  plan: Plan;
  engine: Omit<EngineOptions, 'onOutcome' | 'onRuleFault' | 'params'>;
  disk: Disk;
  /** Where state is stored. */
  folder: string;
  /** Compiles the selections of outputs. */
  select: Select;
  /** IANA name of the zone whose hours and days outcomes are counted by. */
  zone: string;
  /** How far beyond its receipt a stamp is believed, in microseconds. */
  maxSkew: number;
  /** What happens to what a changed rule has open. */
  onChange: ChangePolicy;
  /** Programs that the journal names. */
  programs: Programs;
  /** Called for an internal error at an entry, which is skipped; the run continues. */
  onFault(error: unknown, place: string): void;
  /** Called when a rule is disabled because of repeated internal errors. */
  onDisabled(rule: string): void;
}

export class LiveRules {
  /** Number of entries with internal errors. */
  faults = 0;
  /** Meanings of the programs to which the run was changed. */
  readonly changes: string[] = [];
  /** Whether it should have changed to a program that is missing: what it does from then on is wrong. */
  isProgramMissing = false;
  readonly applier: Applier;
  readonly deliveries: Deliveries;
  private readonly outputs: Outputs;
  private plan: Plan;
  private intake: Intake;
  private totals: Totals;
  private readonly counts: PeriodCounts;

  constructor(private readonly options: RulesOptions) {
    const { plan, engine, disk, folder, select, zone, maxSkew } = options;
    this.plan = plan;
    this.counts = new PeriodCounts({
      ...{ zone, lateness: engine.lateness ?? 0 },
      write: (period, line, id) => {
        this.outputs.statistics(period, line);
        this.deliveries.statistics(period, line, id);
      },
    });
    this.intake = this.intakeOf(plan);
    this.applier = new Applier(
      { plan, intake: this.intake },
      {
        maxSkew,
        onPlan: (meaning) => this.changeTo(meaning),
        onFault: (error, place) => this.fault(error, place),
        onTime: (time) => this.counts.advance(time),
      },
    );
    this.totals = new Totals(plan, this.applier.names);
    this.outputs = new Outputs(disk, select);
    this.deliveries = new Deliveries(disk, folder, select);
  }

  /** Begins without state. @throws Error of the disk, if a file cannot be written. */
  begin(): void {
    const files = this.openFiles(this.options);
    try {
      this.switchOutputs(this.options, files);
    } catch (error) {
      closeFiles(files);
      throw error;
    }
  }

  /** Whether outcomes already go to these places in the given way. */
  hasOutputs({ outputs, deliveries }: OutputSet): boolean {
    const after = [...outputs, ...deliveries.map(specOf)];
    return this.outputs.areInPlace && JSON.stringify(this.specs) === JSON.stringify(after) && this.deliveries.sendsAs(deliveries);
  }

  /** Opens files that are not yet written to. @throws Error of the disk, if one cannot be written. */
  openFiles({ outputs }: OutputSet): Files {
    return this.outputs.open(outputs);
  }

  /** From now on outcomes go to these places only: a checkpoint must follow at once. @throws Error of the disk; nothing is switched then */
  switchOutputs({ outputs, deliveries }: OutputSet, files: Files): void {
    // First what may fail: nothing is reported to new outputs before the checkpoint.
    this.deliveries.change(deliveries);
    this.outputs.change(outputs, files);
    this.countPeriods();
    this.beginOutputs();
  }

  /** Must be called once both checkpoints know of the change of outputs. */
  letGo(): void {
    this.outputs.letGo();
    this.deliveries.letGo();
  }

  /** Writes pending outcomes. @throws Error of the disk; what could not be written then still waits. */
  flush(): void {
    this.outputs.flush();
    this.deliveries.flush();
  }

  /** As {@link Outputs.takeChanges}. */
  takeChangedFiles(): ChangedFile[] {
    return this.outputs.takeChanges();
  }

  async sync(): Promise<void> {
    await Promise.all([this.outputs.sync(), this.deliveries.sync()]);
  }

  close(): void {
    this.outputs.close();
    this.deliveries.close();
  }

  /** Whether anything waits for time to pass. */
  get isWaiting(): boolean {
    return this.intake.engine.isWaiting || this.counts.isWaiting;
  }

  /** Transactions and episodes that are open now. */
  get open(): number {
    return this.intake.open;
  }

  /** The program that runs now. */
  get running(): Running {
    return { plan: this.plan, intake: this.intake };
  }

  /** Rules that have had internal errors. */
  get faultyRules(): FaultyRule[] {
    return this.intake.engine.faultyRules;
  }

  get disabledRules(): string[] {
    return this.faultyRules.flatMap(({ rule, isDisabled }) => (isDisabled ? rule : []));
  }

  /** What was read so far, and what happened to it. */
  get summary(): Summary {
    return this.totals.summarize(this.intake.counters(this.applier.bytes));
  }

  /** All state as plain JSON; nothing may be pending. */
  save(segment: number): SavedLive {
    const { plan, intake, totals, counts, applier, outputs, deliveries } = this;
    return {
      version: 1,
      plan: plan.meaning,
      segment,
      intake: intake.save(),
      totals: totals.save(),
      counts: counts.save(),
      ...applier.save(),
      outputs: outputs.save(),
      outboxes: deliveries.save(),
      versions: intake.engine.versions.map((version) => ({ ...version, plan: version.plan.meaning })),
    };
  }

  /**
   * Must be called before anything else, with the required programs at hand. Returns the path of an output, or of
   * its outbox, that is not as the checkpoint says.
   */
  restore(saved: SavedLive): string | undefined {
    const { intake, totals, counts = [], outputs, outboxes, versions = [], closed = false } = saved;
    const stay = new Set(this.options.outputs.map(({ path }) => path));
    const changed = this.outputs.restore(outputs, stay, closed) ?? this.deliveries.restore(outboxes);
    if (changed !== undefined) return changed;
    this.countPeriods();
    this.intake.restore(intake);
    this.intake.engine.resume(versions.map((version) => ({ ...version, plan: this.programOf(version.plan) })));
    this.totals.restore(totals);
    this.counts.restore(counts);
    this.applier.restore(saved);
    this.beginOutputs();
    return undefined;
  }

  get meaning(): string {
    return this.plan.meaning;
  }

  private programOf(meaning: string): Plan {
    const plan = this.options.programs.get(meaning);
    if (!plan) throw new Error(`The program ${meaning} is not there.`);
    return plan;
  }

  /** Switches to the program with this meaning. What discontinued rules have open is reported as abandoned. */
  private changeTo(meaning: string): void {
    const before = this.plan;
    const disabled = new Set(this.disabledRules);
    // Reloading the same program resets disabled rules, and all others continue.
    if (meaning === before.meaning && disabled.size === 0) return;
    const plan = this.options.programs.get(meaning);
    this.isProgramMissing ||= plan === undefined;
    if (!plan) return;
    this.changes.push(meaning);
    const { kept, goesOn, versions } = handOver(this.intake.engine, plan, this.options.onChange, disabled);
    const state = translated(this.intake.save(kept), before, plan);
    const totals = this.totals.save();
    this.plan = plan;
    this.totals = new Totals(plan, this.applier.names);
    this.totals.restore(totals, goesOn);
    this.counts.begin(plan);
    this.intake = this.intakeOf(plan);
    this.intake.restore(state);
    this.intake.engine.resume(versions);
    this.applier.run({ plan, intake: this.intake });
    this.beginOutputs();
  }

  private get specs() {
    return [...this.outputs.specs, ...this.deliveries.specs];
  }

  private countPeriods(): void {
    this.counts.change(
      this.specs.flatMap(({ statistics }) => statistics ?? []),
      this.plan,
    );
  }

  /** Informs the outputs of the program that runs. */
  private beginOutputs(): void {
    const { environment } = this.intake.engine;
    this.outputs.begin(this.plan, this.applier.names, environment);
    this.deliveries.begin(this.plan, this.applier.names, environment);
  }

  private intakeOf(plan: Plan): Intake {
    return new Intake(plan, {
      ...this.options.engine,
      onOutcome: (outcome) => this.report(outcome),
      onRuleFault: (error, rule, isDisabled) => {
        this.fault(error, `rule '${rule}'`);
        if (isDisabled) this.options.onDisabled(rule);
      },
    });
  }

  /** An error here is no fault of the rule. */
  private report(outcome: Outcome): void {
    try {
      this.totals.add(outcome);
      this.counts.add(outcome);
      if (!outcome.isReported) return;
      this.outputs.outcome(outcome);
      this.deliveries.outcome(outcome);
      for (const watcher of this.applier.watchers) watcher.outcome?.(outcome);
    } catch (error) {
      this.fault(error, 'an output');
    }
  }

  private fault(error: unknown, place: string): void {
    this.faults++;
    this.options.onFault(error, place);
  }
}
