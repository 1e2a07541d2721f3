/** Receivers on loopback, and the messages they received. */

import { isProblem, parseListenAddress } from '../../../../src/runtime/inputs/net/address.ts';
import { createReceiver } from '../../../../src/runtime/inputs/net/create.ts';
import type { Batch, Peer, Receiver, ReceiverCounters } from '../../../../src/runtime/inputs/net/receiver.ts';
import type { InputProblem } from '../../../../src/runtime/inputs/problem.ts';
import { until } from '../../../until.ts';
import { flagsOf } from '../../decode/decoding.ts';
import type { Framed } from './plain-framer.ts';

export interface Received extends Framed {
  origin: Peer;
}

export interface Receiving {
  receiver: Receiver;
  /** Host and port, or path, of the receiver. */
  target: Target;
  received: Received[];
  warnings: InputProblem[];
  /** Resolves once it is true. */
  until(isTrue: (counters: ReceiverCounters) => boolean): Promise<void>;
}

export interface Target {
  host: string;
  port: number;
  path: string;
}

/** Listens; `durable` resolves once a batch is durable. */
export async function receiving(text: string, durable?: (batch: Received[]) => Promise<void> | undefined): Promise<Receiving> {
  const address = parseListenAddress(text);
  if (isProblem(address)) throw new Error(address.message);
  const warnings: InputProblem[] = [];
  const received: Received[] = [];
  const receiver = createReceiver(address, (problem) => warnings.push(problem));
  const problem = await receiver.listen((batch) => {
    const messages = readAll(batch);
    received.push(...messages);
    return durable?.(messages);
  }, unexpected);
  if (problem) throw new Error(problem.message);
  const counted = () => JSON.stringify(receiver.counters());
  return { receiver, target: targetOf(receiver), received, warnings, until: (isTrue) => until(() => isTrue(receiver.counters()), counted) };
}

function unexpected(error: unknown): never {
  throw error;
}

export function readAll(batch: Batch): Received[] {
  const messages: Received[] = [];
  while (batch.next()) {
    const { bytes, start, end, flags, origin } = batch;
    messages.push({ text: Buffer.from(bytes.subarray(start, end)).toString('latin1'), flags: flagsOf(flags), origin });
  }
  return messages;
}

export function targetOf({ address }: Pick<Receiver, 'address'>): Target {
  const [, host = '', port = '', path = ''] = /^[a-z]+:\/\/\[?([^/\]]*?)\]?(?::(\d+))?(\/.*)?$/.exec(address) ?? [];
  return { host, port: Number(port), path };
}
