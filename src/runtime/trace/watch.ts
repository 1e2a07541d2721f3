/** The second pass over a log: observes the engine as it moves the requested transactions. */

import { getOrMake } from '../../get-or-make.ts';
import type { Subject } from '../engine/deadlines.ts';
import type { Engine } from '../engine/engine.ts';
import type { LogEvent } from '../engine/event.ts';
import type { Observer } from '../engine/host.ts';
import type { KeyValue } from '../engine/key-value.ts';
import type { Instance } from '../engine/transaction/instance.ts';
import { TransactionRunner } from '../engine/transaction/transaction.ts';
import type { Match, Outcome, RecordLocation } from '../record.ts';
import { EarlyRecords } from './early-records.ts';
import { keyValueText } from './expression-text.ts';
import { instanceOf, placeKey } from './finder.ts';
import type { Lines } from './lines.ts';
import { outcomeText } from './names.ts';
import { nearMiss } from './near-misses.ts';
import { RecordInHand } from './record-in-hand.ts';
import { refusals, type Standpoint, standpointOf } from './refusals.ts';
import { standingOf } from './standing.ts';
import type { Effect, Moment, SeenRecord, Standing, Story } from './story.ts';

/** The most near misses of one kind: more would add no information. */
const MOST_MISSES = 3;

interface Watched {
  story: Story;
  runner: TransactionRunner;
  instance: Instance;
  /** How it stood before the current event. */
  before: Standpoint & { records: number; owned: readonly KeyValue[] };
}

export class Watch implements Observer {
  readonly stories = new Map<string, Story>();
  private readonly watched = new Map<string, Watched>();
  private readonly runners: readonly TransactionRunner[];
  /** Names of the rules that are transactions. */
  private readonly transactions: ReadonlySet<string>;
  /** Outcomes of the current moment, by instance. */
  private outcomes = new Map<string, Outcome[]>();
  private readonly early = new EarlyRecords();
  private readonly inHand = new RecordInHand();

  /**
   * @param wanted ids of instances
   */
  constructor(
    private readonly engine: Engine,
    private readonly wanted: ReadonlySet<string>,
    private readonly lines: Lines,
  ) {
    this.runners = engine.runners.filter((runner) => runner instanceof TransactionRunner);
    this.transactions = new Set(this.runners.map(({ plan }) => plan.name));
  }

  onOutcome(outcome: Outcome): void {
    const id = instanceOf(outcome);
    if (this.wanted.has(id)) getOrMake(this.outcomes, id, () => []).push(outcome);
  }

  follows({ id }: Instance): boolean {
    return this.wanted.has(id);
  }

  delivering(event: LogEvent): void {
    this.begin(event.time);
    this.inHand.begin(event);
    for (const { runner, instance, before } of this.watched.values()) {
      Object.assign(before, standpointOf(runner, instance, instance.ended ? [] : runner.keys.carried(event)));
    }
  }

  delivered(event: LogEvent): void {
    this.inHand.end();
    for (const runner of this.runners) {
      const carried = runner.keys.carried(event);
      this.meet(runner, carried);
      for (const watched of this.watched.values()) if (watched.runner === runner) this.record(watched, event, carried);
    }
    this.settle(event.time);
  }

  firing(_subject: Subject, at: number): void {
    this.begin(at);
  }

  fired(subject: Subject, at: number): void {
    for (const watched of this.watched.values()) {
      if (watched.instance === subject && !watched.instance.ended) this.passed(watched, at);
    }
    this.settle(at);
  }

  private begin(at: number): void {
    // At the end of the input, outcomes arise before those that they follow from are delivered.
    this.settle(at);
    for (const { instance, before } of this.watched.values()) {
      before.state = instance.state;
      before.records = instance.recordCount;
      before.owned = [...instance.owned];
    }
  }

  /** Keeps a record for a transaction that may begin later. */
  orphaned(rule: string, event: LogEvent, carried: readonly KeyValue[]): void {
    const [match] = event.matches;
    if (!match) return;
    this.inHand.miss(rule, event);
    this.early.keep(rule, carried, event.time, this.seen(this.placeOf(match)));
  }

  /** Starts watching new instances. */
  private meet(runner: TransactionRunner, carried: readonly KeyValue[]): void {
    for (const { id } of carried) {
      for (const instance of runner.bindings.owners.all(id)) {
        if (!this.wanted.has(instance.id) || this.watched.has(instance.id)) continue;
        const story = this.storyOf(instance.id, runner.plan.name, instance.begin);
        const before = {
          instance,
          state: runner.steps.machine.initial,
          rival: undefined,
          records: 0,
          owned: [],
        };
        this.watched.set(instance.id, { story, runner, instance, before });
      }
    }
  }

  private storyOf(id: string, rule: string, begin: number): Story {
    return getOrMake(this.stories, id, () => ({ id, rule, begin, moments: [], nearMisses: [] }));
  }

  /** Records what a record did to a transaction, if anything. */
  private record(watched: Watched, event: LogEvent, carried: readonly KeyValue[]): void {
    const { story, instance, before } = watched;
    if (story.outcome) {
      this.miss(watched, event, carried);
      return;
    }
    const taken = instance.places.slice(before.records);
    if (taken.length > 0) this.took(watched, taken, event);
    else if (this.outcomes.has(instance.id)) this.changed(watched, event);
    else if (instance.owned.length < before.owned.length || carried.some(({ id }) => instance.owns(id))) this.left(watched, event);
    else this.miss(watched, event, carried);
  }

  /** Handles records taken by steps or an ending: this one, and held ones before or after it. */
  private took({ story, runner, instance, before }: Watched, places: readonly RecordLocation[], event: LogEvent): void {
    for (const [i, place] of places.entries()) {
      const isLast = i === places.length - 1;
      const effect: Effect = isLast && instance.ended && before.records + i > 0 ? 'ended' : before.records + i === 0 ? 'opened' : 'taken';
      const moment = this.momentOf(place, effect, event.time);
      const isStep = effect !== 'ended' || this.outcomes.get(instance.id)?.some(({ code }) => code === 'complete' || code === 'condition');
      if (isLast && isStep && instance.lastStep !== place.record) moment.step = instance.lastStep ?? '';
      if (!isLast || instance.ended) story.moments.push(moment);
      else {
        const after = standingOf(runner, instance);
        const notes = [...this.rebound(runner, instance, before.owned), ...this.otherNames(event, place, after)];
        story.moments.push({ ...moment, notes, after });
      }
    }
  }

  /** That the record is also what is awaited next: it is one step only. */
  private otherNames({ matches }: LogEvent, { record }: RecordLocation, { awaited }: Standing): string[] {
    const others = matches.map((match) => this.placeOf(match).record).filter((name) => name !== record && awaited.includes(name));
    return others.map((name) => `is also ${name}, but one record is one step`);
  }

  /** Values that this record has bound in addition to those of the opening, and those that it has released, or taken away. */
  private rebound({ plan }: TransactionRunner, { owned }: Instance, before: readonly KeyValue[]): string[] {
    const bound = before.length === 0 ? [] : owned.filter((value) => !before.includes(value));
    const lost = before.filter((value) => !owned.includes(value));
    return [
      ...bound.map((value) => `is known by ${keyValueText(value, plan.keys)} from here on`),
      ...lost.map((value) => `is no longer known by ${keyValueText(value, plan.keys)} from here on`),
    ];
  }

  /** Handles a warning, or an end caused by this record without taking it. */
  private changed({ story, instance, runner }: Watched, event: LogEvent): void {
    const [match] = event.matches;
    const isEvicted = this.outcomes.get(instance.id)?.some(({ code }) => code === 'limit');
    if (!match || isEvicted) return;
    const effect = instance.ended ? 'ended' : 'told';
    const notes = instance.ended ? [] : (this.outcomes.get(instance.id) ?? []).map(outcomeText);
    const moment = { time: event.time, effect, record: this.seen(this.placeOf(match)), notes } as const;
    story.moments.push(instance.ended ? moment : { ...moment, after: standingOf(runner, instance) });
  }

  /** Handles a record with a value of the transaction, now or before it, that did not move it. */
  private left({ story, instance, runner, before }: Watched, event: LogEvent): void {
    const match = runner.knownOf(event)?.matches[0];
    if (!match) return;
    const isReleased = instance.owned.length < before.owned.length;
    const notes = isReleased ? this.rebound(runner, instance, before.owned) : refusals(runner, before, event, this.engine.environment);
    if (instance.state !== before.state) notes.push("came in between, which 'next' does not allow");
    const record = this.seen(this.placeOf(match));
    story.moments.push({ time: event.time, effect: 'not taken', record, notes, after: standingOf(runner, instance) });
  }

  private miss({ story, instance, runner }: Watched, event: LogEvent, carried: readonly KeyValue[]): void {
    if (story.outcome?.outcome === 'success') return;
    const awaited = story.outcome?.awaited ?? instance.state.awaited;
    const isOrphan = this.inHand.hasMissed(runner.plan.name);
    const passed = { owned: instance.owned, awaited, ended: story.outcome, isOrphan };
    const found = nearMiss(runner, passed, event, carried, this.engine.environment);
    if (!found) return;
    const record = this.seen(this.placeOf(found.match));
    const alike = story.nearMisses.filter((other) => other.record.name === record.name);
    if (alike.length < MOST_MISSES) story.nearMisses.push({ time: event.time, record, why: found.why });
  }

  /** Handles the passing of time: a wait or a `no` has passed, or a warning is due. */
  private passed({ story, instance, runner, before }: Watched, at: number): void {
    const warnings = (this.outcomes.get(instance.id) ?? []).map(outcomeText);
    if (warnings.length === 0 && instance.state === before.state) return;
    const pause = before.state.pause?.node.label;
    const effect = warnings.length > 0 ? 'told' : 'passed';
    story.moments.push({
      time: at,
      effect,
      notes: warnings.length > 0 ? warnings : pause === undefined ? [] : [pause],
      after: standingOf(runner, instance),
    });
  }

  /** Notes the outcomes of the moment, and how instances ended. */
  private settle(at: number): void {
    for (const outcomes of this.outcomes.values()) for (const outcome of outcomes) this.note(outcome, at);
    this.outcomes = new Map();
  }

  private note(outcome: Outcome, at: number): void {
    const story = this.storyOf(instanceOf(outcome), outcome.rule, outcome.begin);
    if (!this.transactions.has(outcome.rule)) this.addOutcome(story, outcome);
    else if (outcome.outcome !== 'warning') this.end(story, outcome, at);
  }

  private end(story: Story, outcome: Outcome, at: number): void {
    story.outcome = outcome;
    // Nothing was missing after all.
    if (outcome.outcome === 'success') story.nearMisses = [];
    else story.nearMisses.unshift(...this.early.awaitedBy(outcome, this.watched.get(story.id)?.instance.owned ?? []));
    if (story.moments.some(({ effect }) => effect === 'ended')) return;
    // An instance that was open for this moment only: its records are all there is to tell.
    if (story.moments.length === 0) {
      for (const [i, place] of outcome.records.entries()) story.moments.push(this.momentOf(place, i === 0 ? 'opened' : 'taken', at));
    }
    story.moments.push({ time: outcome.end, effect: 'ended', notes: [] });
  }

  /** Handles an outcome of a window or a schedule, with the records up to then. */
  private addOutcome(story: Story, outcome: Outcome): void {
    const known = new Set(story.moments.flatMap(({ record }) => (record ? [placeKey(record)] : [])));
    for (const place of outcome.records) if (!known.has(placeKey(place))) story.moments.push(this.momentOf(place, 'counted', outcome.end));
    story.moments.push({ time: outcome.end, effect: 'told', notes: [outcomeText(outcome)] });
    story.outcome = outcome;
  }

  private momentOf(place: RecordLocation, effect: Effect, otherwise: number): Moment {
    return { time: this.lines.at(place)?.time ?? otherwise, effect, record: this.seen(place), notes: [] };
  }

  /** Must be called at the end of the input. */
  finish(at: number): void {
    this.settle(at);
  }

  private placeOf({ source, line, record }: Match): RecordLocation {
    return { source, line, record: this.engine.plan.records[record]?.name ?? '' };
  }

  seen({ source, line, record: name }: RecordLocation): SeenRecord {
    const isOutcome = this.engine.plan.records.some((record) => record.name === name && record.outcome);
    const { text, remarks = [] } = (isOutcome ? undefined : this.lines.at({ source, line })) ?? {};
    return { source, line, name, text, remarks };
  }
}
