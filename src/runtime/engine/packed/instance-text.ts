/** An open transaction as one text, and back: all there is of it but when it is due. */

import type { KeyPlan, TakeNode } from '../../../dsl/plan.ts';
import type { Match, RecordLocation, Value } from '../../record.ts';
import type { Instance } from '../instance.ts';
import { type KeyValue, keyValue } from '../keys.ts';
import type { State } from '../machine.ts';
import { TextReader, TextWriter } from './text.ts';

/** An instance that has taken nothing yet. */
export type NewInstance = (id: string, opened: number, begin: number, openedAt: number) => Instance;

/** Things of which a rule has few, and many instances the same, by number. */
class Numbered<T> {
  private readonly things: T[] = [];
  private readonly numbers = new Map<T, number>();

  numberOf(thing: T): number {
    let number = this.numbers.get(thing);
    if (number === undefined) {
      number = this.things.push(thing) - 1;
      this.numbers.set(thing, number);
    }
    return number;
  }

  at(number: number): T {
    return this.things[number] as T;
  }
}

export class InstanceText {
  private readonly writer = new TextWriter();
  private readonly states = new Numbered<State>();
  private readonly takes = new Numbered<TakeNode | undefined>();
  /** Of steps, records and warnings. */
  private readonly names = new Numbered<string | number | undefined>();

  constructor(
    private readonly keys: readonly KeyPlan[],
    private readonly create: NewInstance,
  ) {}

  write(instance: Instance): string {
    const { writer } = this;
    const { id, opened, begin, openedAt, lastTaken, since, state, lastTake, lastStep, told, recordCount, owned, places, warned } = instance;
    writer.number(opened);
    writer.text(id);
    writer.number(begin);
    // Times lie near each other: of all but the first the distance is written.
    for (const time of [openedAt, lastTaken, since]) writer.number(time - begin);
    writer.number(this.states.numberOf(state));
    writer.number(this.takes.numberOf(lastTake));
    for (const number of [this.names.numberOf(lastStep), told, recordCount]) writer.number(number);
    this.writeList(owned, (value) => this.writeKey(value));
    this.writeList(places, (place) => this.writePlace(place));
    this.writeList(warned, (name) => writer.number(this.names.numberOf(name)));
    for (const match of instance.captures) this.writeMatch(match, begin);
    for (const times of [instance.capturedAt, instance.gateDue]) for (const time of times ?? []) writer.value(time);
    for (const summary of instance.summaries) writer.text(JSON.stringify(summary.save()));
    return writer.take();
  }

  read(text: string): Instance {
    const reader = new TextReader(text);
    const opened = reader.number();
    const id = reader.text();
    const begin = reader.number();
    const instance = this.create(id, opened, begin, begin + reader.number());
    instance.lastTaken = begin + reader.number();
    instance.since = begin + reader.number();
    instance.state = this.states.at(reader.number());
    instance.lastTake = this.takes.at(reader.number());
    instance.lastStep = this.names.at(reader.number()) as string | undefined;
    instance.told = reader.number();
    instance.recordCount = reader.number();
    instance.owned = readList(reader, () => this.readKey(reader));
    instance.places = readList(reader, () => this.readPlace(reader));
    instance.warned = readList(reader, () => this.names.at(reader.number()) as string | number);
    for (let i = 0; i < instance.captures.length; i++) instance.captures[i] = readMatch(reader, begin);
    for (const times of [instance.capturedAt, instance.gateDue]) {
      for (let i = 0; times && i < times.length; i++) times[i] = reader.value() as number;
    }
    for (const summary of instance.summaries) summary.restore(JSON.parse(reader.text()));
    return instance;
  }

  private writeList<T>(list: readonly T[], write: (item: T) => void): void {
    this.writer.number(list.length);
    for (const item of list) write(item);
  }

  private writeKey({ key, values }: KeyValue): void {
    this.writer.number(key);
    this.writeList(values, (value) => this.writer.value(value));
  }

  private readKey(reader: TextReader): KeyValue {
    const key = reader.number();
    const values = readList(reader, () => reader.value() as Value);
    return keyValue(key, this.keys[key] as KeyPlan, values);
  }

  private writePlace({ source, line, record }: RecordLocation): void {
    for (const number of [source, line, this.names.numberOf(record)]) this.writer.number(number);
  }

  private readPlace(reader: TextReader): RecordLocation {
    return { source: reader.number(), line: reader.number(), record: this.names.at(reader.number()) as string };
  }

  private writeMatch(match: Match | undefined, begin: number): void {
    const { writer } = this;
    writer.value(match?.record);
    if (!match) return;
    const { time, weight, source, line, values } = match;
    for (const number of [time - begin, weight, source, line]) writer.number(number);
    this.writeList(values, (value) => writer.value(value));
  }
}

/** The number that a written instance was opened with. */
export function openedOf(text: string): number {
  return new TextReader(text).number();
}

function readMatch(reader: TextReader, begin: number): Match | undefined {
  const record = reader.value() as number | undefined;
  if (record === undefined) return undefined;
  const [time, weight, source, line] = [begin + reader.number(), reader.number(), reader.number(), reader.number()];
  return { record, time, weight, values: readList(reader, () => reader.value()), source, line };
}

/** It has room for no more than it holds. */
function readList<T>(reader: TextReader, read: () => T): T[] {
  const list = new Array<T>(reader.number());
  for (let i = 0; i < list.length; i++) list[i] = read();
  return list;
}
