import { given } from '../../given.ts';
import type { RuleDecl } from '../ast-rules.ts';
import { fieldNames } from '../lower/names.ts';
import type { RuleContext } from '../lower/rule.ts';
import type { RecordShape } from '../lower/shape.ts';
import type { Use } from '../lower/uses.ts';
import { DERIVED } from '../pattern-plan.ts';
import type { RulePlan } from '../plan.ts';
import type { Check, CheckedRule } from './check.ts';

/** An `all` ending needs no key in its record. */
function needsKey({ clause, role }: Use): boolean {
  return role !== 'names' && !(clause.kind === 'EndingClause' && clause.all);
}

function check({ decl, plan, context, report }: CheckedRule<RuleDecl, RulePlan>): void {
  const written = decl.clauses.filter((clause) => clause.kind === 'KeyClause' && !clause.none);
  if (plan.keys.length === 0 || plan.keys.length < written.length || plan.keys.some(({ parts }) => parts.length === 0)) return;
  const carriers = plan.keys.map((key) => new Set(key.carriers.map(({ record }) => record)));
  const [first] = carriers;
  const guessed = guessedBy(plan, context);
  for (const use of context.uses.all) {
    if (!needsKey(use)) continue;
    const shape = context.around.shapeOf(use.of);
    const carried = use.role === 'looksBack' ? first?.has(shape.index) : carriers.some((key) => key.has(shape.index));
    const mayCarry = plan.keys.some(({ parts }) => parts.some(({ name }) => shape.mayHave(name)));
    if (!carried && !mayCarry)
      report.add(use.at, 'record-without-key', [shape.name, plan.keys[0]?.name ?? '', plan.name], given({ help: helpFor(shape, plan) }));
    const field = guessed.get(shape.index);
    if (field !== undefined && use.role !== 'looksBack' && !shape.mayHave(field))
      report.add(use.at, 'undeclared-key', [shape.name, field, plan.name]);
  }
}

/** The help for a record that has the field of a key that only names others: `key app.begin.id`. */
function helpFor(shape: RecordShape, { keys }: RulePlan): string | undefined {
  const name = keys.flatMap(({ parts }) => parts).find((part) => shape.find([part.name], false))?.name;
  return name && `It has '${name}', but the key reads that of other records only: for all that have it, write key ${name}.`;
}

/**
 * Records of formats in which any name is a field, which carry keys only by fields that they do not declare, although
 * others declare those; with the first such field of each.
 */
function guessedBy({ keys }: RulePlan, { observed }: RuleContext): Map<number, string> {
  const shapes = new Map(observed.map((shape) => [shape.index, shape]));
  const carried = keys
    .flatMap(({ carriers }) => carriers.flatMap(({ record, tuples }) => tuples.map((fields) => ({ shape: shapes.get(record), fields }))))
    .flatMap(({ shape, fields }) => (shape ? [{ shape, parts: fields.map((field) => sourcesOf(field, shape)) }] : []));
  const declared = new Set(carried.flatMap(({ shape, parts }) => parts.flat().filter((field) => !shape.isGuessed(field))));
  const guessed = new Map<number, string>();
  const sure = new Set<number>();
  for (const { shape, parts } of carried) {
    const [field] = parts.find((sources) => sources.every((one) => shape.isGuessed(one))) ?? [];
    if (field === undefined) sure.add(shape.index);
    else if (declared.has(field) && !guessed.has(shape.index)) guessed.set(shape.index, field);
  }
  for (const index of sure) guessed.delete(index);
  return guessed;
}

/** The fields that a derived field is made of; of any other, the field itself. */
function sourcesOf(name: string, { plan: { fields, lets } }: RecordShape): string[] {
  if (!name.startsWith(DERIVED)) return [name];
  const slot = fields.findIndex((field) => field.name === name);
  const made = lets.find((one) => one.slot === slot);
  return made ? fieldNames(made.value) : [name];
}

/** A record that carries no key of a rule reaches none of its instances. */
export const keylessRecords: Check = { rule: check };
