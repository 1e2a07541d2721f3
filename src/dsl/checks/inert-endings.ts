import type { EndingPlan, TriggerPlan } from '../plan.ts';
import { type Check, type CheckedTransaction, endingText } from './check.ts';
import { Entries } from './entries.ts';
import { entriesOf } from './pattern-facts.ts';

/** The scope in which an ending is in force, as a string that is equal for equal scopes. */
const scopeOf = (since: number | undefined, before: number | undefined): string => `since ${since} before ${before}`;

/** Scopes in force whenever this ending's is. */
function widerScopes({ since, before }: EndingPlan): string[] {
  return [scopeOf(since, before), scopeOf(since, undefined), scopeOf(undefined, before), scopeOf(undefined, undefined)];
}

/** An ending that ends an instance, and its rank among endings at the same moment. */
interface Turn {
  ending: EndingPlan;
  turn: number;
}

class EndingCheck {
  /** The earliest ending, by kind of clock and scope. */
  private readonly clocks = new Map<string, Turn & { after: number }>();
  /** Endings by their records, in the order in which they are tried. */
  private readonly records = new Entries<Turn>();
  private readonly opening: ReadonlySet<number>;

  constructor(private readonly rule: CheckedTransaction) {
    const { endings, pattern } = rule.plan;
    this.opening = new Set(entriesOf(pattern).map(({ record }) => record));
    for (const [turn, ending] of endings.entries()) if (ending.outcome !== 'warning') this.addClock({ ending, turn });
    for (const [turn, ending] of inOrder(endings).entries()) if (ending.outcome !== 'warning') this.addRecords({ ending, turn });
  }

  private addClock({ ending, turn }: Turn): void {
    const clock = clockOf(ending);
    if (!clock) return;
    const id = `${clock.from} ${clock.unit} ${scopeOf(ending.since, ending.before)}`;
    const known = this.clocks.get(id);
    if (!known || clock.after < known.after) this.clocks.set(id, { ending, turn, after: clock.after });
  }

  private addRecords(turn: Turn): void {
    for (const entry of turn.ending.on ?? []) this.records.add(entry, turn);
  }

  run(): void {
    const { endings } = this.rule.plan;
    for (const [turn, ending] of endings.entries()) this.tell(ending, this.earlier({ ending, turn }));
    for (const [turn, ending] of inOrder(endings).entries()) this.tell(ending, this.before({ ending, turn }));
  }

  private tell(ending: EndingPlan, first: EndingPlan | undefined): void {
    const { context, report } = this.rule;
    if (first) report.add(context.placeOf(ending), 'clause-without-effect', [`'${endingText(first)}' always comes first.`]);
  }

  /** The ending whose deadline always comes before this one's; undefined if there is none. */
  private earlier({ ending, turn }: Turn): EndingPlan | undefined {
    const clock = clockOf(ending);
    if (!clock) return undefined;
    // A clock that runs from the beginning never fires later than one of the same length that each record restarts.
    for (const from of clock.from === 'silence' ? ['silence', 'beginning'] : [clock.from]) {
      for (const scope of widerScopes(ending)) {
        const first = this.clocks.get(`${from} ${clock.unit} ${scope}`);
        const comes = first && (first.after < clock.after || (first.after === clock.after && first.turn < turn));
        if (comes) return first.ending;
      }
    }
    return undefined;
  }

  /** An earlier ending that takes all records of this one; undefined if there is none. */
  private before({ ending, turn }: Turn): EndingPlan | undefined {
    const firsts = (ending.on ?? []).map((entry) => this.takerOf(entry, { ending, turn }));
    return firsts.length > 0 && firsts.every((first) => first !== undefined) ? firsts[0] : undefined;
  }

  private takerOf(entry: TriggerPlan[number], { ending, turn }: Turn): EndingPlan | undefined {
    const scopes = widerScopes(ending);
    const first = this.records.firstWider(entry, ({ ending: { all, since, before }, turn: earlier }) => {
      // An `all` ending is not tried on the record that opens an instance.
      const isTried = !all || ending.all || !this.opening.has(entry.record);
      return isTried && earlier < turn && scopes.includes(scopeOf(since, before));
    });
    return first?.ending;
  }
}

/** The start of a deadline, its unit, and its distance; deadlines of one unit are comparable. */
function clockOf({ after, by }: EndingPlan): { from: string; unit: string; after: number } | undefined {
  if (by) return { from: 'beginning', unit: `by ${by.at} ${by.zone}`, after: 0 };
  if (!after) return undefined;
  const from = after.idle ? 'silence' : 'beginning';
  if (typeof after.duration === 'number') return { from, unit: 'micros', after: after.duration };
  return { from, unit: JSON.stringify(after.duration), after: 0 };
}

/** In the order in which they are tried on a record: `all` endings, then failures, each in written order. */
function inOrder(endings: readonly EndingPlan[]): EndingPlan[] {
  const rank = ({ all, outcome }: EndingPlan) => (all ? 0 : 2) + (outcome === 'failure' ? 0 : 1);
  return [...endings].sort((a, b) => rank(a) - rank(b));
}

/** Endings that another ending always precedes. */
export const inertEndings: Check = {
  transaction: (rule) => new EndingCheck(rule).run(),
};
