/** The metrics of a live run, as Prometheus reads them. */

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { OUTCOMES_OF } from '../../dsl/builtins.ts';
import type { LiveStatus } from '../../runtime/live/status.ts';
import { version } from '../version.ts';

type Labels = Record<string, string>;
type Sample = readonly [value: number, labels?: Labels];
type Read = (status: LiveStatus) => readonly Sample[];

/** The state of one application; the name is undefined if it is the only one. */
interface NamedStatus {
  name: string | undefined;
  status: LiveStatus;
}

const INPUT = {
  received: 'Messages received.',
  bytes: 'Bytes of the messages received.',
  blank: 'Empty frames.',
  refused: 'Datagrams and connections from peers that are not allowed to send.',
  frameErrors: 'Frames without a valid length, and RELP errors.',
  truncated: 'Messages that were cut because they exceeded the limit.',
  incomplete: 'Messages whose connection ended before they were complete.',
  kernelDrops: 'Datagrams that the kernel dropped.',
  connections: 'Connections accepted.',
  turnedAway: 'Connections refused because of a limit.',
  displaced: 'Connections without a message that were closed for new ones because of the limit.',
  broken: 'Connections that failed.',
} as const;

const RECORDS = {
  read: 'Records read.',
  matched: 'Records that match a record of the rules.',
  undecodable: 'Records that are not of their format.',
  late: 'Records with a time before the watermark.',
  lateDropped: 'Late records that were dropped.',
  truncated: 'Records that were cut because they exceeded the limit.',
  incomplete: 'Records that their input left incomplete.',
  invalidUtf8: 'Records with bytes that are not valid UTF-8.',
  badTime: 'Records without a usable time.',
  fromFuture: 'Records with a time too far after their receipt.',
  futureDropped: 'Records from the future that were dropped because too many were waiting for their time.',
} as const;

const OUTPUT = {
  sent: 'Outcomes sent.',
  retries: 'Attempts that failed and were repeated.',
  dead: 'Outcomes that were given up.',
  resent: 'Dead letters that were put back to be sent again.',
  heldBack: 'Outcomes that were held back because an equal one had been sent.',
} as const;

export class Metrics {
  private readonly registry = new Registry();
  private statuses: readonly NamedStatus[] = [];

  constructor() {
    this.ofProcess();
    for (const [name, help] of entries(RECORDS)) this.counter(`records_${snake(name)}`, help, ({ summary }) => [[summary.input[name]]]);
    for (const [name, help] of entries(INPUT))
      this.counter(`input_${snake(name)}`, help, ({ inputs }) => inputs.map((input) => [input[name], { address: input.address }]));
    for (const [name, help] of entries(OUTPUT))
      this.counter(`output_${snake(name)}`, help, ({ outputs }) => outputs.map((output) => [output[name], { output: output.name }]));
    this.ofRules();
    this.ofState();
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** In Prometheus' text format. */
  text(statuses: readonly NamedStatus[]): Promise<string> {
    this.statuses = statuses;
    return this.registry.metrics();
  }

  private ofProcess(): void {
    const { registry } = this;
    collectDefaultMetrics({ register: registry });
    // Only counters are called so. What these say is in others, by kind.
    for (const { name } of registry.getMetricsAsArray()) {
      if (name.endsWith('_total') && registry.getSingleMetric(name) instanceof Gauge) registry.removeSingleMetric(name);
    }
    const build = { name: 'corr_build_info', help: 'The version of Corr, as a label.', labelNames: ['version'], registers: [registry] };
    new Gauge(build).set({ version: version() }, 1);
  }

  private ofRules(): void {
    this.counter('started', 'Transactions and episodes that were opened.', ({ summary }) =>
      summary.rules.map(({ rule, started }) => [started, { rule }]),
    );
    // What has not occurred yet is 0: from a series that begins with 1, an alert would not see the first increase.
    this.counter('outcomes', 'Outcomes of transactions and episodes.', ({ summary }) =>
      summary.rules.flatMap(({ rule, kind, outcomes }) => {
        const counts = new Map([
          ...OUTCOMES_OF[kind].map((word) => [word, 0] as const),
          ...outcomes.map(({ outcome, count }) => [outcome, count] as const),
        ]);
        return Array.from(counts, ([outcome, count]): Sample => [count, { rule, outcome }]);
      }),
    );
    this.counter('rule_faults', 'Failures of Corr itself while it ran a rule.', (status) => ofEachRule(status, ({ count }) => count));
    this.gauge('rule_disabled', 'Whether a rule is disabled because Corr itself failed on it.', (status) =>
      ofEachRule(status, ({ isDisabled }) => Number(isDisabled)),
    );
    this.gauge('open', 'Transactions and episodes that are open.', ({ summary }) =>
      summary.rules.map(({ rule, live }) => [live, { rule }]),
    );
  }

  private ofState(): void {
    this.counter('faults', 'Records on which Corr itself failed.', ({ faults }) => [[faults]]);
    this.counter('messages_lost', 'Messages that were lost because there was no space for them.', ({ lost }) => [[lost]]);
    this.gauge('input_open_connections', 'Connections that are open.', ({ inputs }) =>
      inputs.map(({ open, address }) => [open, { address }]),
    );
    this.gauge('input_certificate_expiration_timestamp_seconds', 'When the certificate expires, in seconds since 1970.', ({ inputs }) =>
      inputs.flatMap(({ certificateEnds, address }): Sample[] =>
        certificateEnds === undefined ? [] : [[certificateEnds / 1e6, { address }]],
      ),
    );
    this.gauge('output_waiting_bytes', 'Bytes of outcomes that are waiting to be sent.', ({ outputs }) =>
      outputs.map(({ waiting, name }) => [waiting, { output: name }]),
    );
    this.gauge('output_failing', 'Whether the last attempt failed.', ({ outputs }) =>
      outputs.map(({ failing, name }) => [Number(failing !== undefined), { output: name }]),
    );
    this.gauge(
      'dead_letters_bytes',
      'Bytes of outcomes that were given up and not sent again; corr state resend sends them.',
      ({ deadLetters }) => [[deadLetters]],
    );
    this.gauge('journal_bytes', 'Bytes of the journal since the last checkpoint.', ({ journal }) => [[journal]]);
    this.gauge('checkpoint_age_seconds', 'Time since the last checkpoint.', ({ checkpointAge }) => [[checkpointAge / 1e6]]);
    this.gauge('lag_seconds', 'How far the newest time of the rules is behind the wall clock.', ({ lag }) =>
      lag === undefined ? [] : [[lag / 1e6]],
    );
    this.gauge('ready', 'Whether everything is in order; /readyz says what is not.', ({ trouble }) => [[Number(trouble === undefined)]]);
    this.gauge('reload_failed', 'Whether the last reload of the rules failed.', ({ isReloadFailed }) => [[Number(isReloadFailed)]]);
  }

  private counter(name: string, help: string, read: Read): void {
    this.metric(Counter, `${name}_total`, help, read);
  }

  private gauge(name: string, help: string, read: Read): void {
    this.metric(Gauge, name, help, read);
  }

  /** A metric maintained elsewhere, whose value is read on each scrape. */
  private metric(Kind: typeof Counter | typeof Gauge, name: string, help: string, read: Read): void {
    const samples = () => this.samples(read);
    new Kind({
      ...{ name: `corr_${name}`, help, labelNames: LABELS, registers: [this.registry] },
      collect() {
        this.reset();
        for (const [value, labels = {}] of samples()) this.inc(labels, value);
      },
    });
  }

  private samples(read: Read): Sample[] {
    return this.statuses.flatMap(({ name, status }) => {
      const samples = read(status);
      return name === undefined ? samples : samples.map(([value, labels]): Sample => [value, { ...labels, application: name }]);
    });
  }
}

const LABELS = ['application', 'rule', 'outcome', 'address', 'output'];

/** 0 for a rule without faults. */
function ofEachRule({ summary, faultyRules }: LiveStatus, read: (rule: LiveStatus['faultyRules'][number]) => number): Sample[] {
  return summary.rules.map(({ rule }): Sample => {
    const faulty = faultyRules.find((one) => one.rule === rule);
    return [faulty ? read(faulty) : 0, { rule }];
  });
}

function entries<Name extends string>(table: Readonly<Record<Name, string>>): [Name, string][] {
  return Object.entries(table) as [Name, string][];
}

/** `kernelDrops` becomes `kernel_drops`. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
