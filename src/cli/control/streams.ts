/** Answers that continue until the client disconnects: outcomes, and records. */

import type { Plan } from '../../dsl/plan.ts';
import { getOrMake } from '../../get-or-make.ts';
import type { Watcher } from '../../runtime/live/applier.ts';
import { RecordFilter } from '../../runtime/live/record-filter.ts';
import type { LiveSource } from '../../runtime/live/source.ts';
import type { Live } from '../../runtime/live.ts';
import { createSink } from '../../runtime/outputs/create-sink.ts';
import { jsonText } from '../../runtime/outputs/escape.ts';
import { tappedJson } from '../../runtime/outputs/record-json.ts';
import type { Sink } from '../../runtime/outputs/sink.ts';
import type { Match, Outcome } from '../../runtime/record.ts';
import type { Origin, RecordEntry } from '../../runtime/state/entry.ts';
import { usageError } from '../exit-code.ts';
import { checkRule } from '../explain/wanted.ts';
import { meantOrAll } from '../meant.ts';
import { whereOption } from '../run/where.ts';
import type { ControlConnection } from './connection.ts';
import type { TailRequest, TapRequest } from './request.ts';

/** The texts of an outcome, each made once for all who watch. */
export class OutcomeTexts {
  private last: Outcome | undefined;
  private readonly texts = new Map<string, string>();

  /** @param look identifies the kind of text */
  of(outcome: Outcome, look: string, make: () => string): string {
    if (outcome !== this.last) this.texts.clear();
    this.last = outcome;
    return getOrMake(this.texts, look, make);
  }
}

/** Streams outcomes. @throws Failure for an unknown rule. */
export class Tail implements Watcher {
  private plan: Plan | undefined;
  private sink: Sink | undefined;
  private readonly look: string;

  constructor(
    private readonly live: Live,
    private readonly request: TailRequest,
    private readonly client: ControlConnection,
    private readonly texts: OutcomeTexts,
  ) {
    this.look = JSON.stringify({ ...request, rule: undefined });
    checkRule(request.rule, live.rules.running.plan);
  }

  outcome(outcome: Outcome): void {
    const { rule } = this.request;
    if ((rule !== undefined && outcome.rule !== rule) || !this.client.hasRoom()) return;
    const { plan } = this.live.rules.running;
    // After a reload, outcomes belong to another program.
    const sink = this.sink && plan === this.plan ? this.sink : this.sinkFor(plan);
    this.plan = plan;
    this.sink = sink;
    sink.put(this.texts.of(outcome, this.look, () => sink.textOf(outcome)));
  }

  private sinkFor(plan: Plan): Sink {
    const { format = 'ndjson', columns, color = false } = this.request;
    const sources = this.live.rules.applier.names;
    const lineOf = (text: string) => (format === 'ndjson' ? text.trimEnd() : jsonText({ text }));
    return createSink({ format, columns, coloured: color }, plan, sources, (text) => this.client.offer(lineOf(text.toString())));
  }
}

/** Streams records, with what they match. @throws Failure for an unknown record or name. */
export class Tap implements Watcher {
  private readonly filter: RecordFilter | undefined;

  constructor(
    private readonly live: Live,
    private readonly request: TapRequest,
    private readonly client: ControlConnection,
  ) {
    const { plan, intake } = live.rules.running;
    const known = plan.records.map(({ name }) => name);
    if (request.where !== undefined) this.filter = new RecordFilter(whereOption(request.where, plan), intake.engine.environment);
    for (const name of request.records ?? []) {
      if (!known.some((record) => isNamed(record, name))) throw usageError(`There is no record '${name}'.`, meantOrAll(name, known));
    }
  }

  record({ record }: LiveSource, entry: RecordEntry, matches: readonly Match[], origin: Origin): void {
    const { records } = this.live.rules.running.plan;
    if (!this.isWanted(matches.map((match) => records[match.record]?.name ?? ''))) return;
    if (this.filter && !this.filter.accepts(record, entry, origin)) return;
    if (this.client.hasRoom()) this.client.offer(tappedJson({ entry, origin, record, matches }, records));
  }

  private isWanted(names: readonly string[]): boolean {
    const { records, unmatched = false } = this.request;
    if (unmatched) return names.length === 0;
    return !records || records.some((wanted) => names.some((name) => isNamed(name, wanted)));
  }
}

/** `sshd.failed` is selected by its full name, and by `sshd`. */
function isNamed(record: string, wanted: string): boolean {
  return record === wanted || record.startsWith(`${wanted}.`);
}
