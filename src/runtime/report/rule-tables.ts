/** The head of a summary: a table for each kind of rule, with a row per rule and a column for each outcome that occurred. */

import { OUTCOME_WORDS, type OutcomeWord } from '../../dsl/plan.ts';
import { terminalText } from '../outputs/escape.ts';
import { grouped, shortDuration } from '../outputs/figures.ts';
import type { Palette } from '../outputs/palette.ts';
import { alignRows, type Cell } from './rows.ts';
import type { Durations, RuleSummary } from './summary.ts';

const TITLES = { transaction: 'transactions', window: 'windows', schedule: 'schedules' } as const;
const GOOD: ReadonlySet<OutcomeWord> = new Set(['success', 'met', 'end']);
const BAD: ReadonlySet<OutcomeWord> = new Set(['failure', 'timeout', 'evicted', 'missing']);
const NOTHING = '·';

interface Column {
  title: string;
  cell(rule: RuleSummary): Omit<Cell, 'right'>;
}

/** The lines of each table. */
export function ruleTables(rules: readonly RuleSummary[], palette: Palette): string[][] {
  const kinds = ['transaction', 'window', 'schedule'] as const;
  return kinds
    .map((kind) => ({ title: TITLES[kind], own: rules.filter((rule) => rule.kind === kind) }))
    .filter(({ own }) => own.length > 0)
    .map(({ title, own }) => table(title, own, palette));
}

function table(title: string, rules: readonly RuleSummary[], palette: Palette): string[] {
  const columns = columnsFor(rules, palette);
  const head: Cell[] = [
    { text: title, paint: palette.bold },
    ...columns.map((column) => ({ text: column.title, right: true, paint: palette.dim })),
  ];
  const rows = rules.map((rule) => [{ text: terminalText(rule.rule) }, ...columns.map(({ cell }) => ({ ...cell(rule), right: true }))]);
  return alignRows([head, ...rows]);
}

function columnsFor(rules: readonly RuleSummary[], palette: Palette): Column[] {
  const occurs = (word: OutcomeWord) => rules.some((rule) => totalsOf(rule, word));
  const columns: Column[] = [];
  const count = (title: string, of: (rule: RuleSummary) => number, paint?: (text: string) => string) =>
    columns.push({
      title,
      cell: (rule) => (of(rule) === 0 ? { text: NOTHING, paint: palette.dim } : { text: grouped(of(rule)), ...(paint ? { paint } : {}) }),
    });
  if (rules.some(({ kind }) => kind === 'transaction')) count('started', ({ started }) => started);
  for (const word of OUTCOME_WORDS.filter(occurs)) count(word, (rule) => totalsOf(rule, word)?.count ?? 0, paintOf(word, palette));
  if (rules.some(({ live }) => live > 0)) count('still open', ({ live }) => live);
  if (columns.length === 0) count('outcomes', () => 0);
  if (occurs('success')) columns.push(...SUCCESS_TIMES.map(([title, name]) => successTime(title, name, palette)));
  return columns;
}

const SUCCESS_TIMES: readonly [title: string, name: keyof Durations][] = [
  ['success p50', 'p50'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['max', 'max'],
];

/** A column with a percentile of the duration of successes. */
function successTime(title: string, name: keyof Durations, palette: Palette): Column {
  return {
    title,
    cell: (rule) => {
      const totals = totalsOf(rule, 'success');
      return totals ? { text: shortDuration(totals.durations[name]) } : { text: NOTHING, paint: palette.dim };
    },
  };
}

function totalsOf({ outcomes }: RuleSummary, word: OutcomeWord) {
  return outcomes.find(({ outcome }) => outcome === word);
}

function paintOf(word: OutcomeWord, palette: Palette): ((text: string) => string) | undefined {
  if (GOOD.has(word)) return palette.green;
  return BAD.has(word) ? palette.red : undefined;
}
