/** Receives what a script says. */

import type { ListenAddress } from '../../../src/runtime/inputs/net/address.ts';
import { type Batch, noneCounted, type Peer, type Receiver, type Renewal, type Take } from '../../../src/runtime/inputs/net/receiver.ts';
import type { InputProblem } from '../../../src/runtime/inputs/problem.ts';

export class ScriptedReceiver implements Receiver {
  /** What it sends when it is closed. */
  lastWords: string[] = [];
  isListening = false;
  /** Whether it holds back its senders' messages, which then wait. */
  isPaused = false;
  /** How often its certificates were reloaded. */
  renewals = 0;
  /** The options that it was asked to adopt, in order. */
  readonly adopted: string[] = [];
  /** The problem with its certificates; undefined if there is none. */
  spoilt: InputProblem | undefined;
  private take: Take = () => undefined;

  constructor(
    readonly address: string,
    private readonly transport: Peer['transport'],
    /** Addresses that are in use. */
    private readonly taken = new Set<string>(),
  ) {}

  /** Resolves when the message is durable, if senders are told. */
  send(text: string, peer: string): Promise<void> | undefined {
    const bytes = Buffer.from(text);
    let isOver = false;
    const next = () => {
      const isFirst = !isOver;
      isOver = true;
      return isFirst;
    };
    const batch: Batch = { bytes, start: 0, end: bytes.length, flags: 0, origin: { transport: this.transport, peer }, next };
    return this.take(batch);
  }

  async listen(take: Take): Promise<InputProblem | undefined> {
    if (this.spoilt) return this.spoilt;
    if (this.taken.has(this.address)) return inTheWay(this.address, 'not-listening');
    this.take = take;
    this.isListening = true;
    this.taken.add(this.address);
    return undefined;
  }

  counters = noneCounted;

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  async renew(): Promise<Renewal | InputProblem> {
    return this.spoilt ?? (() => void this.renewals++);
  }

  adopt({ text }: ListenAddress): Renewal {
    return () => void this.adopted.push(text);
  }

  async stopListening(): Promise<void> {
    if (this.isListening) this.taken.delete(this.address);
    this.isListening = false;
  }

  async close(): Promise<void> {
    await this.stopListening();
    for (const text of this.lastWords.splice(0)) this.send(text, '192.0.2.9:514');
  }
}

export function inTheWay(path: string, code: InputProblem['code']): InputProblem {
  return { code, severity: 'error', path, message: `'${path}' is in the way.`, help: 'Look there.' };
}
