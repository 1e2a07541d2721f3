/** Random patterns of transactions. */

import { isOutcome, type Names, recordCondition, seconds } from './expressions.ts';
import type { Fondness } from './fondness.ts';
import type { Random } from './random.ts';
import { optional, render, type Text } from './text.ts';

interface Place {
  /** `last`: whether no range is allowed here. */
  last: boolean;
  /** Whether `within` and `without` are allowed here. */
  guarded: boolean;
  depth: number;
  opening?: boolean;
  /** The possible records of a plain member of a set. */
  records?: readonly string[];
}

interface Element {
  text: Text;
  skippable: boolean;
}

export class PatternGenerator {
  private names = 0;

  constructor(
    private readonly random: Random,
    /** Given `as` names are added to it. */
    private readonly context: Names,
    private readonly fondness: Fondness,
  ) {}

  /** The clauses from `start` on. */
  clauses(): Text[] {
    const { random } = this;
    const steps = random.pick([0, 1, 1, 1, 1, 2, 2, 2, 3]);
    const start = this.element({ last: steps === 0, guarded: true, depth: 0, opening: true });
    const clauses: Text[] = [['start ', ...start.text]];
    for (let i = 1; i <= steps; i++) clauses.push(this.step(i === steps));
    return clauses;
  }

  private step(last: boolean): Text {
    const { random } = this;
    if (random.chance(0.08)) return [`then wait ${seconds(random, 1, 5)}`];
    if (random.chance(0.1)) return ['then no ', ...this.trigger(), ` for ${seconds(random, 1, 5)}`];
    const link = this.fondness.has('next', 0.18) ? 'next ' : 'then ';
    return [link, ...this.element({ last, guarded: true, depth: 0 }).text];
  }

  /** A record, or any of two, with a condition. */
  trigger(): Text {
    const { random } = this;
    const record = random.pick(this.context.records);
    const other = random.pick(this.context.records);
    if (other !== record && random.chance(0.2)) {
      const set = [`any { ${record}`, ...this.where(record, 0.3), `, ${other}`, ...this.where(other, 0.3), ' }'];
      return [...set, ...this.whereOfAll(`${record} ${other}`)];
    }
    return [record, ...this.where(record, 0.25)];
  }

  /** `without` takes its condition in a set. */
  private forbidden(): Text {
    const { random } = this;
    const record = random.pick(this.context.records);
    return random.chance(0.7) ? [record] : [`any { ${record} where ${recordCondition(random, this.context, record)} }`];
  }

  private where(record: string, share: number, repeats = false): Text {
    if (!this.random.chance(share)) return [];
    return [optional(` where ${recordCondition(this.random, this.context, record, repeats && !isOutcome(record))}`)];
  }

  /** A condition on each record of a set or a group. */
  private whereOfAll(taken: string): Text {
    const records = this.context.records.filter((record) => taken.includes(record));
    return records.some(isOutcome) ? [] : this.where(this.random.pick(records), 0.12);
  }

  private element(place: Place): Element {
    const { random } = this;
    // A pattern of one record would be complete before anything else could matter.
    const alone = place.opening === true && place.last;
    const kind =
      place.depth > 1 ? 'record' : random.pick([...(alone ? [] : ['record', 'record', 'record', 'record', 'any']), 'all', 'group']);
    const quantifier = this.quantifier(place);
    const skips = ['?', '*', '{0..2}'].includes(quantifier);
    if (kind === 'record') return this.record(place, quantifier, skips);
    const body = kind === 'group' ? this.group(place) : this.set(kind === 'all' ? 'all' : 'any', place);
    const as = this.as(render(body.text));
    const skippable = skips || body.skippable;
    const where = this.whereOfAll(render(body.text));
    const text = [
      ...body.text,
      quantifier === '' ? '' : optional(` ${quantifier}`),
      ...as,
      ...where,
      ...this.guards(place, skippable, true),
    ];
    return { text, skippable };
  }

  private record(place: Place, quantifier: string, skippable: boolean): Element {
    const { random } = this;
    const record = random.pick(place.records ?? this.context.records);
    const where = this.where(record, place.records ? 0.15 : 0.3, quantifier !== '' && quantifier !== '?');
    const single = place.opening === true && ['', '?', '*', '+', '{1..2}'].includes(quantifier);
    const guards = this.guards(place, skippable || single, false);
    return { text: [record, quantifier === '' ? '' : optional(` ${quantifier}`), ...this.as(record), ...where, ...guards], skippable };
  }

  private quantifier({ last, depth }: Place): string {
    const { random } = this;
    if (last) return random.pick(['', '', '', '{2}']);
    const ranges = ['?', '*', '+', '{1..2}', '{2}', '{2..3}', '{0..2}', '{2..}'];
    return random.chance(depth > 0 ? 0.3 : 0.5) ? random.pick(ranges) : '';
  }

  /** A name for a step; log records have all fields, outcomes do not. */
  private as(taken: string): Text {
    if (!this.random.chance(0.3) || this.context.records.some((record) => isOutcome(record) && taken.includes(record))) return [];
    this.names++;
    this.context.steps.push(`s${this.names}`);
    return [optional(` as s${this.names}`)];
  }

  private guards({ guarded, opening }: Place, skippable: boolean, many: boolean): Text {
    const { random } = this;
    if (!guarded || skippable || (opening && !many)) return [];
    const within = this.fondness.has('guards', 0.18) ? [optional(` within ${seconds(random, 1, 6)}`)] : [];
    const without = this.fondness.has('guards', 0.1) ? [optional(' without ', ...this.forbidden())] : [];
    return [...within, ...without];
  }

  private set(mode: 'any' | 'all', { last, depth }: Place): Element {
    const { random } = this;
    // Of two members that take one record, the second would never take it.
    const records = random.shuffled(this.context.records);
    const members = Array.from({ length: random.int(mode === 'all' ? 2 : 1, 3) }, (_, i) => {
      const own = records[i] === undefined || mode === 'all' ? {} : { records: [records[i] as string] };
      return this.element({ last: last && mode === 'any', guarded: mode === 'all', depth: depth + 1, ...own });
    });
    const text = members.flatMap(({ text }, i): Text => (i === 0 ? text : [optional(', ', ...text)]));
    const skippable = mode === 'any' ? members.some(({ skippable }) => skippable) : members.every(({ skippable }) => skippable);
    return { text: [`${mode} { `, ...text, ' }'], skippable };
  }

  private group({ last, depth }: Place): Element {
    const { random } = this;
    const count = random.int(2, 3);
    const items = Array.from({ length: count }, (_, i) =>
      this.element({ last: last && i === count - 1, guarded: i > 0, depth: depth + 1 }),
    );
    const text = items.flatMap(
      ({ text }, i): Text => (i === 0 ? text : [optional(this.fondness.has('next', 0.2) ? ' next ' : ' then ', ...text)]),
    );
    return { text: ['( ', ...text, ' )'], skippable: items.every(({ skippable }) => skippable) };
  }
}
