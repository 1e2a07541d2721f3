import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Intake } from '../../../src/runtime/intake.ts';
import { Applier } from '../../../src/runtime/live/applier.ts';
import { PeriodCounts } from '../../../src/runtime/live/period-counts.ts';
import { RecordFlag } from '../../../src/runtime/record.ts';
import type { PassedLines } from '../../../src/runtime/scan/line-scan.ts';
import type { Origin } from '../../../src/runtime/state/entry.ts';
import { FrameWriter } from '../../../src/runtime/state/frame-writer.ts';
import { syslogLines } from '../scan/logs.ts';
import { planOfText } from './runs.ts';

const PLAN = planOfText(`
records sshd from syslog where app in ["sshd", "cron"] {
  failed   = "Failed {what:rest}"
  accepted = "Accepted {how} for {user}"
}
transaction attempt {
  key host
  start sshd.failed
  then  sshd.accepted
  timeout "stalled" after 1m
}
window tries {
  key none
  over 10s
  open when count(sshd.failed) >= 3
}
`);
const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
/** Where the stamps of the logs begin. */
const STAMPED = Date.UTC(2023, 11, 31, 22, 59, 50) * 1000;

class CountingIntake extends Intake {
  passed = 0;

  override passOver(passed: PassedLines): void {
    this.passed += passed.count;
    super.passOver(passed);
  }
}

interface Batch {
  /** As latin1; they come together. */
  messages: readonly string[];
  received: number;
  origin: number;
  isTickBehind: boolean;
}

/** Of a network every message has a PRI, or should have. */
const messages = fc.tuple(syslogLines, fc.boolean()).map(([log, isHeaded]) =>
  log
    .split('\n')
    .filter((line) => /[^ \0\r]/.test(line))
    .map((line) => (isHeaded && !line.startsWith('<') ? `<38>${line}` : line)),
);
const batch: fc.Arbitrary<Batch> = fc.record({
  messages,
  received: fc.constantFrom(0, 0, 0, 60 * SECOND, -300 * SECOND, DAY, -DAY, 363 * DAY, 364 * DAY, 365 * DAY).map((skew) => STAMPED + skew),
  origin: fc.nat(1),
  isTickBehind: fc.boolean(),
});
/** Often the same stamps come again, and mean the same time or that of another year. */
const batches = fc
  .tuple(fc.array(batch, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([all, isAgain]) => all.map((one) => (isAgain ? { ...one, messages: all[0]?.messages ?? [] } : one)));
const run = fc.record({
  batches,
  zone: fc.constantFrom('UTC', 'Europe/Paris', 'America/New_York'),
  lateness: fc.constantFrom(0, 2 * SECOND),
  maxSkew: fc.constantFrom(300 * SECOND, 0, 2 * DAY),
});

function framesOf(batches: readonly Batch[], zone: string): Buffer[] {
  const writer = new FrameWriter();
  let line = 0;
  return batches.map(({ messages, received, origin, isTickBehind }) => {
    const from = (): Origin => ({ source: 'tcp', format: 'syslog', context: { received: 0, zone, live: true }, peer: `${origin}` });
    const id = writer.idOf(`${origin}`, from);
    for (const message of messages) {
      const bytes = Buffer.from(message, 'latin1');
      const flags = message.includes('\xff') ? RecordFlag.invalidUtf8 : 0;
      writer.record({ origin: id, received, flags, line: ++line, last: line, offset: 0 }, bytes, 0, bytes.length);
    }
    if (isTickBehind) writer.tick(received + SECOND);
    const frame = Buffer.from(writer.seal());
    writer.clear();
    return frame;
  });
}

/** All that is told, and remembered. */
function applied({ batches, zone, lateness, maxSkew }: typeof run extends fc.Arbitrary<infer T> ? T : never, isEachLookedAt: boolean) {
  const told: unknown[] = [];
  const onFault = (error: unknown) => {
    throw error;
  };
  const counts = new PeriodCounts({
    zone,
    lateness,
    tell: (period, line) => told.push([period, line]),
  });
  counts.change(['hourly', 'daily'], PLAN);
  const intake = new CountingIntake(PLAN, {
    lateness,
    onOutcome: (outcome) => {
      counts.add(outcome);
      told.push(outcome);
    },
  });
  const onTime = (time: number) => counts.advance(time);
  const wants = isEachLookedAt ? { wants: () => true } : {};
  const applier = new Applier({ plan: PLAN, intake }, { maxSkew, onTime, onFault, onPlan: () => {}, ...wants });
  for (const frame of framesOf(batches, zone)) applier.apply(frame);
  const kept = JSON.stringify([applier.save(), intake.save(), counts.save(), intake.counters(applier.bytes)]);
  return { passed: intake.passed, told, kept };
}

describe('messages that come together', () => {
  it('are to the rules what they are one by one, whatever is passed over', () => {
    let passed = 0;
    fc.assert(
      fc.property(run, (run) => {
        const scanned = applied(run, false);
        const each = applied(run, true);
        expect(each.passed).toBe(0);
        passed += scanned.passed;
        expect(scanned.told).toEqual(each.told);
        expect(scanned.kept).toBe(each.kept);
      }),
    );
    expect(passed).toBeGreaterThan(100);
  });
});
