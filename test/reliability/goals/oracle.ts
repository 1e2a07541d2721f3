import { engineLines, firstDifference, type Lines, oracleLines } from '../../oracle/compare.ts';
import { costlyLaws, lawFor, laws } from '../../oracle/laws.ts';
import { type CompiledPair, pairs } from '../../oracle/pairs.ts';
import { printed } from '../../oracle/regressions.ts';
import { type Goal, type Proof, type Task, timer } from '../goal.ts';

/** One in this many pairs runs laws that compile a second program. */
const COSTLY = 16;

export const oracle: Goal = {
  id: 'G7',
  name: 'oracle',
  what: 'the engine gives the outcomes of a naive interpreter, and restarts, order and neighbours change none',
  share: 25,
  prove: (task) => agreement(task, ({ plan, log, setting }) => engineLines(plan, log, setting, { counts: true })),
};

/** @param engine the outcomes of a pair and how often records were unexpected, as the oracle tells them */
export async function agreement({ seconds, seed }: Task, engine: (pair: CompiledPair) => Lines): Promise<Proof> {
  const isOver = timer(seconds);
  const wrong: string[] = [];
  let count = 0;
  let outcomes = 0;
  for (const pair of pairs(seed, Number.MAX_SAFE_INTEGER)) {
    const found = engine(pair);
    outcomes += found.length;
    if (firstDifference(oracleLines(pair.plan, pair.log, pair.setting), found))
      wrong.push(`engine and oracle differ on pair ${count}: ${printed(pair)}`);
    const [name, law] = lawFor(pair, count % COSTLY === 0 ? costlyLaws : laws);
    const lines = law(pair);
    if (lines && firstDifference(lines.expected, lines.found))
      wrong.push(`${name} changes the outcomes of pair ${count}: ${printed(pair)}`);
    count++;
    if (wrong.length > 0 || isOver()) break;
  }
  return { figure: { pairs: count, outcomes }, wrong };
}
