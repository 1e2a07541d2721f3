/** The rules of a live run, and all that they remember: what a checkpoint holds. */

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
import { type ChangePolicy, isDrainable, rulesKept, translated } from './changed-plan.ts';
import { Deliveries, type Destination, specOf } from './deliveries.ts';
import { type Files, type OutputSpec, Outputs } from './outputs.ts';
import { PeriodCounts } from './period-counts.ts';
import type { Programs } from './programs.ts';
import type { SavedLive } from './saved.ts';

/** Where outcomes go. */
export interface Telling {
  outputs: readonly OutputSpec[];
  deliveries: readonly Destination[];
}

export interface RulesOptions extends Telling {
  /** Its params have the values that they have in this run: with others it is another program. */
  plan: Plan;
  engine: Omit<EngineOptions, 'onOutcome' | 'onRuleFault' | 'params'>;
  disk: Disk;
  /** Where state is kept. */
  folder: string;
  /** Compiles what outputs want. */
  select: Select;
  /** IANA name; the zone of the hours and days that outcomes are counted by. */
  zone: string;
  /** How far beyond its receipt a stamp is believed, microseconds. */
  maxSkew: number;
  /** What becomes of what is open of a rule that is changed. */
  onChange: ChangePolicy;
  /** Programs that the journal names. */
  programs: Programs;
  /** Told of an entry at which the program itself failed: it is passed over, and the run goes on. */
  onFault(error: unknown, place: string): void;
  /** Told of a rule that is disabled, as the program itself has failed at it again and again. */
  onDisabled(rule: string): void;
}

export class LiveRules {
  /** Entries at which the program itself failed. */
  faults = 0;
  /** The programs that it was changed to. */
  readonly changes: string[] = [];
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
      tell: (period, line, id) => {
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

  /** Begins with nothing. @throws Error of the disk, for a file that cannot be written. */
  begin(): void {
    this.tellOtherwise(this.options, this.openFiles(this.options));
  }

  /** Whether outcomes go there already, and in that way. */
  tellsAs({ outputs, deliveries }: Telling): boolean {
    const after = [...outputs, ...deliveries.map(specOf)];
    return JSON.stringify(this.told) === JSON.stringify(after) && this.deliveries.sendsAs(deliveries);
  }

  /** Those that nothing is told to yet. @throws Error of the disk, for one that cannot be written. */
  openFiles({ outputs }: Telling): Files {
    return this.outputs.open(outputs);
  }

  /** From here on outcomes go there, and nowhere else: a checkpoint must follow at once. */
  tellOtherwise({ outputs, deliveries }: Telling, files: Files): void {
    this.outputs.change(outputs, files);
    this.deliveries.change(deliveries);
    this.countPeriods();
    this.tellAsNow();
  }

  /** Both checkpoints know of it. */
  letGo(): void {
    this.outputs.letGo();
    this.deliveries.letGo();
  }

  /** Writes what was told. @throws Error of the disk; then what could not be written waits. */
  flush(): void {
    this.outputs.flush();
    this.deliveries.flush();
  }

  async sync(): Promise<void> {
    await Promise.all([this.outputs.sync(), this.deliveries.sync()]);
  }

  close(): void {
    this.outputs.close();
    this.deliveries.close();
  }

  /** Whether time alone can bring something about. */
  get isWaiting(): boolean {
    return this.intake.engine.isWaiting || this.counts.isWaiting;
  }

  /** Transactions and episodes that are open now. */
  get open(): number {
    return this.intake.open;
  }

  /** What runs now. */
  get running(): Running {
    return { plan: this.plan, intake: this.intake };
  }

  /** Rules at which the program itself has failed. */
  get faultyRules(): FaultyRule[] {
    return this.intake.engine.faultyRules;
  }

  get disabledRules(): string[] {
    return this.faultyRules.flatMap(({ rule, isDisabled }) => (isDisabled ? rule : []));
  }

  /** What was read so far, and what became of it. */
  get summary(): Summary {
    return this.totals.summarize(this.intake.counters(this.applier.bytes));
  }

  /** All of it as plain JSON; what waits must be written. */
  save(segment: number): SavedLive {
    const { plan, intake, totals, counts, applier, outputs, deliveries } = this;
    return {
      version: 1,
      plan: plan.meaning,
      segment,
      intake: intake.save(),
      totals: totals.save(),
      counts: counts.save(),
      sources: applier.save(),
      outputs: outputs.save(),
      outboxes: deliveries.save(),
      versions: intake.engine.versions.map((version) => ({ ...version, plan: version.plan.meaning })),
    };
  }

  /** To be called before anything else, with the programs that are needed there. Answers the path of an output that is not as it was left. */
  restore({ intake, totals, counts = [], sources, outputs, outboxes, versions = [] }: SavedLive): string | undefined {
    const stay = new Set(this.options.outputs.map(({ path }) => path));
    const changed = this.outputs.restore(outputs, stay) ?? this.deliveries.restore(outboxes);
    if (changed !== undefined) return changed;
    this.countPeriods();
    this.intake.restore(intake);
    this.intake.engine.resume(versions.map((version) => ({ ...version, plan: this.programOf(version.plan) })));
    this.totals.restore(totals);
    this.counts.restore(counts);
    this.applier.restore(sources);
    this.tellAsNow();
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

  /** From here on the program with this meaning runs. What is open of rules that do not go on is told as abandoned. */
  private changeTo(meaning: string): void {
    const before = this.plan;
    const disabled = new Set(this.disabledRules);
    // Read again, rules that were disabled begin anew, and all others go on.
    if (meaning === before.meaning && disabled.size === 0) return;
    const plan = this.programOf(meaning);
    this.changes.push(meaning);
    const kept = rulesKept(before, plan, this.options.onChange);
    for (const rule of disabled) kept.delete(rule);
    const drained = this.drainedBy(plan, kept);
    const goesOn = new Set([...kept, ...drained]);
    const { engine } = this.intake;
    engine.abandon((rule, version) => (version ? !isDrainable(version, plan, rule) : !goesOn.has(rule)));
    const versions = [...engine.versions, ...engine.versionsOf(drained)];
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
    this.tellAsNow();
  }

  private get told() {
    return [...this.outputs.specs, ...this.deliveries.specs];
  }

  private countPeriods(): void {
    this.counts.change(
      this.told.flatMap(({ statistics }) => statistics ?? []),
      this.plan,
    );
  }

  /** From here on outcomes are those of the program that runs. */
  private tellAsNow(): void {
    const { environment } = this.intake.engine;
    this.outputs.begin(this.plan, this.applier.names, environment);
    this.deliveries.begin(this.plan, this.applier.names, environment);
  }

  /** Rules that are changed, and whose open transactions go on by the rules as they are now. */
  private drainedBy(plan: Plan, kept: ReadonlySet<string>): Set<string> {
    const names = this.options.onChange === 'drain' ? this.plan.rules.map(({ name }) => name) : [];
    return new Set(names.filter((name) => !kept.has(name) && isDrainable(this.plan, plan, name)));
  }

  private intakeOf(plan: Plan): Intake {
    return new Intake(plan, {
      ...this.options.engine,
      onOutcome: (outcome) => this.tell(outcome),
      onRuleFault: (error, rule, isDisabled) => {
        this.fault(error, `rule '${rule}'`);
        if (isDisabled) this.options.onDisabled(rule);
      },
    });
  }

  /** What fails here is no fault of the rule. */
  private tell(outcome: Outcome): void {
    try {
      this.totals.add(outcome);
      this.counts.add(outcome);
      if (!outcome.told) return;
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
