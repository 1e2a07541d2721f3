import type { KeyClause } from '../ast-rules.ts';
import type { KeyPlan, RulePlan } from '../plan.ts';
import type { Report } from '../report.ts';
import type { Check } from './check.ts';

/** For authors who give the same key once for each field. */
const ONE_KEY =
  'Name them differently, or write one key: key id = app.sent.src | app.got.dst for a field that is another in each record, key id = each(old, new) for a record that has several of one transaction.';

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
function reportForeign(clauses: readonly KeyClause[], report: Report, rule: RulePlan['kind']): void {
  for (const { hold, from, learn } of clauses) {
    if (hold && rule !== 'transaction') report.add(hold, 'clause-without-effect', [`In a ${rule} no record waits for its key.`]);
    const listed = from ?? learn;
    if (listed && rule !== 'schedule') report.add(listed, 'clause-without-effect', ['Only a schedule knows its keys beforehand.']);
  }
}

/** Combinations of keys. */
export const keys: Check = {
  rule({ decl, plan, report }) {
    const clauses = decl.clauses.filter((clause) => clause.kind === 'KeyClause');
    reportTwice(clauses, plan.keys, report);
    reportForeign(clauses, report, plan.kind);
  },
};
