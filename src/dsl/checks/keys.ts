import type { KeyClause, RuleDecl } from '../ast-rules.ts';
import type { KeyPlan } from '../plan.ts';
import type { Report } from '../report.ts';
import type { Check } from './check.ts';

/** For authors who give the same key once for each field. */
const ONE_KEY =
  'Name them differently, or write one key: key id = app.sent.src | app.got.dst for a field that is another in each record, key id = each(old, new) for a record that has several of one transaction.';

const clausesOf = (decl: RuleDecl): KeyClause[] => decl.clauses.filter((clause) => clause.kind === 'KeyClause');

function reportTwice(clauses: readonly KeyClause[], keys: readonly KeyPlan[], report: Report): void {
  const lists = clauses.filter(({ parts }) => parts.some(({ mode }) => mode === 'every'));
  const [, second] = lists;
  if (second) report.add(second, 'second-list-key', []);
  const none = clauses.find((clause) => clause.none);
  if (none && clauses.length > 1) report.add(none, 'key-none-beside', []);
  const names = keys.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  const last = clauses[names.lastIndexOf(twice ?? '')];
  if (twice !== undefined && last) report.add(last.name ?? last, 'duplicate-name', [twice], { help: ONE_KEY });
}

/** `hold`, `from` and `learn` are each valid in one kind of rule only. */
function reportForeign(clauses: readonly KeyClause[], report: Report, wanted: { hold: boolean; listed: boolean }, rule: string): void {
  for (const { hold, from, learn } of clauses) {
    if (hold && !wanted.hold) report.add(hold, 'clause-without-effect', [`In a ${rule} no record waits for its key.`]);
    const listed = from ?? learn;
    if (listed && !wanted.listed) report.add(listed, 'clause-without-effect', ['Only a schedule knows its keys beforehand.']);
  }
}

/** Combinations of keys. */
export const keys: Check = {
  transaction({ decl, plan, report }) {
    reportTwice(clausesOf(decl), plan.keys, report);
    reportForeign(clausesOf(decl), report, { hold: true, listed: false }, 'transaction');
  },
  window({ decl, plan, report }) {
    reportTwice(clausesOf(decl), plan.keys, report);
    reportForeign(clausesOf(decl), report, { hold: false, listed: false }, 'window');
  },
  schedule({ decl, plan, report }) {
    reportTwice(clausesOf(decl), plan.keys, report);
    reportForeign(clausesOf(decl), report, { hold: false, listed: true }, 'schedule');
  },
};
