/** Proposals where the grammar expects a name, by the grammar rule that expects it. */

import type { ImportDecl, ObjectField } from '../../../dsl/ast.ts';
import { FORMATS } from '../../../dsl/builtins.ts';
import type { RecordShape } from '../../../dsl/lower/shape.ts';
import { CHOICES } from '../../../dsl/lower/transaction.ts';
import { SEVERITIES } from '../../../dsl/plan.ts';
import { Ident, Member } from '../../../dsl/tokens.ts';
import { TYPE_NAMES } from '../../../dsl/types.ts';
import { functionPages, summaryPages } from '../../manual/functions.ts';
import { fields, keys, params, records, recordsOf, steps } from '../../names/sources.ts';
import type { Target } from '../../names/target.ts';
import { reportedTargets, symbolTarget, visibleTargets } from '../../names/targets.ts';
import { mayHoldSummary, visibleAt } from '../../names/visible.ts';
import { ofFunction, ofTarget, ofType, ofValue, type Proposal, RANK } from './proposal.ts';
import type { Spot } from './spot.ts';

type Provider = (spot: Spot) => Proposal[];

const PROVIDERS: Readonly<Record<string, Provider>> = {
  ref: (spot) =>
    spot.path.length === 0 ? recordRefs(spot) : recordsOf(spot.view, spot.path[0] ?? '').map((target) => ofTarget(target, Member)),
  nameOrCall: expression,
  postfix: members,
  path: keyFields,
  memberPath: objectFields,
  key: keyFields,
  type: () => TYPE_NAMES.map((name) => ofType(name, name === 'list' ? 'list(‹text›)' : undefined)),
  duration: durations,
  stepField: tellingFields,
  alias: imported,
  formatBase: () => Object.keys(FORMATS).map((name) => ofValue(name, 'format')),
  recordsDecl: after('from', formats),
  logStatement: formats,
  expectation: ({ view }) => namesOf(visibleTargets(view, 'rule')),
  binding: expectedFields,
  policy: ({ before }) => [...(CHOICES[before?.text as keyof typeof CHOICES] ?? [])].map((choice) => ofValue(choice)),
  severity: after('=', () => SEVERITIES.map((level) => ofValue(level))),
  keyRest: after('from', ({ view }) => namesOf(params(view).names())),
  release: keyNames,
  triggered: (spot) => (['since', 'before'].includes(spot.before?.text ?? '') ? stepNames(spot) : []),
};

/** The possible names, if the innermost of these rules expects one. */
export function proposeNames(spot: Spot, rules: readonly string[]): Proposal[] {
  const innermost = rules[rules.length - 1] ?? '';
  return Object.hasOwn(PROVIDERS, innermost) ? (PROVIDERS[innermost]?.(spot) ?? []) : [];
}

function after(word: string, provider: Provider): Provider {
  return (spot) => (spot.before?.text === word ? provider(spot) : []);
}

const namesOf = (targets: readonly Target[]): Proposal[] => targets.map((target) => ofTarget(target));

const ruleAt = ({ view, chain }: Spot) => (chain[1] ? view.ruleOf(chain[1]) : undefined);

/** Without the rule itself: none reads its own outcomes. */
function others({ chain }: Spot, targets: readonly Target[]): Target[] {
  return targets.filter(({ symbols = [] }) => !symbols.some(({ kind, decl }) => kind === 'rule' && decl === chain[1]));
}

/** Groups and rules, and the full names of their records. */
function recordRefs(spot: Spot): Proposal[] {
  const { view } = spot;
  return others(spot, records(view).names()).flatMap((owner) => {
    const group = ofTarget(owner, Ident);
    const whole = recordsOf(view, owner.name).map((record): Proposal => {
      const member = ofTarget(record, Member);
      return { ...member, label: `${group.label}.${member.label}`, text: `${group.text}.${member.text}` };
    });
    return [group, ...whole];
  });
}

function expression(spot: Spot): Proposal[] {
  const { view, chain } = spot;
  const visible = visibleAt(view, chain).flatMap((source) => source.names());
  const owners = ruleAt(spot) ? records(view).names() : [];
  const functions = mayHoldSummary(view, chain) ? [...functionPages, ...summaryPages] : functionPages;
  return [...namesOf(others(spot, [...visible, ...visibleTargets(view, 'table'), ...owners])), ...functions.map(ofFunction)];
}

function members({ view, chain, path }: Spot): Proposal[] {
  if (path.length === 0) return columnsOf(view, chain);
  const sources = [...visibleAt(view, chain), records(view)];
  const found = sources.map((source) => source.members(path)).find((targets) => targets.length > 0) ?? [];
  return found.map((target) => ofTarget(target, Member));
}

/** After `table[key].` */
function columnsOf(view: Spot['view'], chain: Spot['chain']): Proposal[] {
  const member = chain.findLast((node) => node.kind === 'MemberExpr');
  const object = member?.object.kind === 'IndexExpr' ? member.object.object : undefined;
  const table = object?.kind === 'NameExpr' ? view.scope?.peek(object.name.text, 'table') : undefined;
  return (table?.decl.columns ?? []).map(({ name }) => ({ ...ofValue(name.text), kind: 'column', rank: RANK.name }));
}

function keyFields(spot: Spot): Proposal[] {
  const { view, path } = spot;
  const rule = ruleAt(spot);
  if (!rule) return [];
  const { known } = rule.context;
  const sources = [fields(view, known.length > 0 ? known : allRecords(view)), steps(view, rule.context), records(view)];
  const found = path.length === 0 ? sources.flatMap((source) => source.names()) : sources.flatMap((source) => source.members(path));
  return namesOf(others(spot, found));
}

/** Before a rule names any record, its key may be of each. */
function allRecords(view: Spot['view']): RecordShape[] {
  const groups = (view.scope?.names('group') ?? []).map((name) => view.scope?.peek(name, 'group'));
  return groups.flatMap((group) => [...(group?.records.values() ?? [])]).flatMap((record) => view.shapeOf({ record }) ?? []);
}

/** In an object pattern: the fields of the group's format, and those of its other patterns, which are often the same. */
function objectFields({ view, path, chain }: Spot): Proposal[] {
  const [, group] = chain;
  if (group?.kind !== 'RecordsDecl' || path.length > 0) return [];
  const { text } = group.format;
  const own = view.program?.formats.find(({ name }) => name === text);
  const base = own?.base ?? text;
  const names = Object.hasOwn(FORMATS, base)
    ? [...FORMATS[base as keyof typeof FORMATS].fields.keys()]
    : (own?.fields ?? []).map(({ name }) => name);
  const current = chain.find((node) => node.kind === 'ObjectPattern');
  const written = group.records.flatMap(({ patterns }) => patterns.flatMap((one) => (one.kind === 'ObjectPattern' ? [one] : [])));
  const textOf = ({ path: { start, end } }: ObjectField) => view.source.text.slice(start, end);
  const taken = new Set(current?.fields.map(textOf));
  const others = written.flatMap((one) => (one === current ? [] : one.fields.map(textOf)));
  return [...new Set([...names, ...others])].filter((name) => !taken.has(name)).map((name) => ofValue(name));
}

/** In `after STEP.FIELD`: steps, and their fields that are durations. */
function tellingFields(spot: Spot): Proposal[] {
  const rule = ruleAt(spot);
  if (!rule || spot.path.length === 0) return stepNames(spot);
  return namesOf(
    steps(spot.view, rule.context)
      .members(spot.path)
      .filter(({ type }) => type === 'duration'),
  );
}

function durations({ view }: Spot): Proposal[] {
  return namesOf(
    params(view)
      .names()
      .filter(({ type }) => type === undefined || type === 'duration'),
  );
}

/** The declarations of the file that is imported from. */
function imported({ view, chain, before }: Spot): Proposal[] {
  const declaration = chain.find((node): node is ImportDecl => node.kind === 'ImportDecl');
  const from = declaration && view.module?.imports.get(declaration);
  if (!from || before?.text === 'as') return [];
  return namesOf((view.scopeOf(from)?.own() ?? []).map((symbol) => symbolTarget([symbol])).filter((target) => target !== undefined));
}

function formats({ view }: Spot): Proposal[] {
  return [...namesOf(visibleTargets(view, 'format')), ...Object.keys(FORMATS).map((name) => ofValue(name, 'format'))];
}

/** In `expect rule.outcome { … }`: the fields of the rule's outcomes. */
function expectedFields({ view, chain }: Spot): Proposal[] {
  const statement = chain.find((node) => node.kind === 'ExpectStatement');
  const symbol = statement && view.scope?.peek(statement.rule.text, 'rule');
  const rule = symbol && view.ruleOf(symbol.decl);
  return rule ? reportedTargets(view, rule).map((target) => ofTarget(target, Member)) : [];
}

function keyNames(spot: Spot): Proposal[] {
  const rule = ruleAt(spot);
  return rule ? namesOf(keys(spot.view, rule).names()) : [];
}

function stepNames(spot: Spot): Proposal[] {
  const rule = ruleAt(spot);
  return rule ? namesOf(steps(spot.view, rule.context).names()) : [];
}
