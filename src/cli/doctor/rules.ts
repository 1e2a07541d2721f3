/** What is wrong with rules, and which parts of them a log never reached. */

import type { Compiled } from '../../dsl/compiler.ts';
import type { Plan } from '../../dsl/plan.ts';
import type { RunCounters } from '../../runtime/counters.ts';
import { shellText } from '../../runtime/outputs/escape.ts';
import { counted } from '../../runtime/outputs/figures.ts';
import { type AskedFields, missingFieldText } from '../run/asked-fields.ts';
import type { Finding } from './finding.ts';

const about = 'rules';
/** The maximum number of names in a finding. */
const MOST_NAMES = 10;

export function rulesFindings({ diagnostics, tests, plan }: Compiled, paths: readonly string[]): Finding[] {
  const count = (severity: string) => diagnostics.filter((one) => one.severity === severity).length;
  const next = `See them: corr check ${paths.map(shellText).join(' ')}`;
  if (count('error') > 0)
    return [{ level: 'error', about, message: `${counted(count('error'), 'error')}: the rules do not compile.`, next }];
  const findings: Finding[] = [];
  if (count('warning') > 0) findings.push({ level: 'warning', about, message: counted(count('warning'), 'warning'), next });
  if (plan) findings.push(planFinding(plan));
  if (tests.length === 0)
    findings.push({
      level: 'note',
      about,
      message: 'there is no test',
      next: 'Put tests into rule files: test "what it shows" { log … expect … }; docs/guide/tutorial.md shows how.',
    });
  return findings;
}

export function planFinding({ rules, records }: Plan): Finding {
  const patterns = records.filter(({ format }) => format).length;
  return { level: 'fine', about, message: `${counted(rules.length, 'rule')} and ${counted(patterns, 'pattern')}, without an error` };
}

/** What a run over the logs shows about the rules. */
export function runFindings({ records }: Plan, counters: RunCounters, asked: AskedFields): Finding[] {
  const { perRecord, rules, matched } = counters;
  const findings = asked.missing(counters).map((field): Finding => ({ level: 'warning', about, ...missingFieldText(field) }));
  if (matched === 0) return findings;
  const unseen = records.filter(({ format }, i) => format !== undefined && perRecord[i] === 0).map(({ name }) => name);
  const more = unseen.length > MOST_NAMES ? `, and ${unseen.length - MOST_NAMES} others` : '';
  if (unseen.length > 0) {
    const next = 'If they should be there, corr explain RULES LOG --near shows lines that almost match.';
    findings.push({ level: 'note', about, message: `no line is ${unseen.slice(0, MOST_NAMES).join(', ')}${more}`, next });
  }
  for (const { rule, kind, seen, noKey, started } of rules) {
    if (seen > 0 && noKey === seen)
      findings.push({
        level: 'warning',
        about,
        message: `none of the ${seen} records of '${rule}' has its key`,
        next: 'Name fields in its key that these records have; corr decode LOG shows them.',
      });
    else if (noKey > 0) findings.push({ level: 'note', about, message: `${noKey} of ${seen} records of '${rule}' have none of its keys` });
    else if (kind === 'transaction' && seen > 0 && started === 0)
      findings.push({
        level: 'warning',
        about,
        message: `'${rule}' never started, though ${seen} of its records came`,
        next: 'None of them is its start: look at one of them with corr explain RULES LOG --line N.',
      });
  }
  return findings;
}
