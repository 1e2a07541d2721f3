/** Events on the inputs of a live run, step by step: played to a server, a capture, and rules that follow logs. */

import { appendFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import type { FakeClock } from '../state/fake-clock.ts';
import { ScriptedReceiver } from './scripted-receiver.ts';

export type Step =
  | { kind: 'log'; text: string }
  | { kind: 'rotate' }
  | { kind: 'message'; receiver: number; peer: number; text: string }
  | { kind: 'wait'; milliseconds: number };

/** Records of `VISIT_RULES`, with stamps or without, and other lines. */
const record = fc
  .tuple(fc.constantFrom('open', 'use', 'close', 'mind'), fc.integer({ min: 0, max: 3 }), fc.option(fc.integer({ min: 0, max: 90 })))
  .map(([word, visit, second]) => {
    const stamp = second === null ? '-' : new Date(Date.UTC(2024, 4, 2, 0, 0, second)).toISOString().slice(0, 19).replace('T', ' ');
    return `${stamp} ${word} v${visit}${word === 'use' ? ' it' : ''}`;
  });
const logged = fc.tuple(fc.array(record, { minLength: 1, maxLength: 4 }), fc.boolean()).map(([lines, isWhole]): Step => {
  return {
    kind: 'log',
    text: lines
      .map((line) => `${line}\n`)
      .join('')
      .slice(0, isWhole ? undefined : -3),
  };
});
const message = fc.record({ receiver: fc.nat(1), peer: fc.nat(2), text: record }).map((one): Step => ({ kind: 'message', ...one }));
const wait = fc.constantFrom(1, 200, 2500, 31_000).map((milliseconds): Step => ({ kind: 'wait', milliseconds }));

export const logSteps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(logged, wait, fc.constant<Step>({ kind: 'rotate' })), { maxLength: 20 });
export const steps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(logged, message, message, wait), { maxLength: 25 });

/** Something that runs in turns. */
interface Turning {
  turn(): Promise<boolean>;
}

/** The inputs of one run: a log, and two receivers. */
export class Stage {
  readonly receivers = [new ScriptedReceiver('udp://127.0.0.1:514', 'udp'), new ScriptedReceiver('tcp://127.0.0.1:514', 'tcp')];
  private rotations = 0;

  constructor(
    private readonly log: string,
    private readonly clock: FakeClock,
  ) {
    writeFileSync(log, '2024-05-02 00:00:00 open v0\n');
    utimesSync(log, clock.now() / 1e6, clock.now() / 1e6);
  }

  async play(script: readonly Step[], run: Turning): Promise<void> {
    await run.turn();
    for (const step of script) {
      this.take(step);
      while (await run.turn());
    }
  }

  /** Removes what a script has left. */
  clear(): void {
    rmSync(this.log, { force: true });
    for (let i = 1; i <= this.rotations; i++) rmSync(`${this.log}.${i}`, { force: true });
  }

  private take(step: Step): void {
    switch (step.kind) {
      case 'log':
        appendFileSync(this.log, step.text);
        break;
      case 'rotate':
        this.rotate();
        break;
      case 'message':
        this.receivers[step.receiver]?.send(step.text, `192.0.2.${step.peer}:514`);
        break;
      case 'wait':
        this.clock.advance(step.milliseconds);
        break;
    }
  }

  private rotate(): void {
    for (let i = this.rotations; i > 0; i--) renameSync(`${this.log}.${i}`, `${this.log}.${i + 1}`);
    renameSync(this.log, `${this.log}.1`);
    writeFileSync(this.log, '');
    this.rotations++;
  }
}
