/** Name lookup: one source for each kind of thing that an expression can name. */

import type { Name, Span } from '../../dsl/ast.ts';
import { OUTCOME_FIELDS } from '../../dsl/builtins.ts';
import type { LoweredRule } from '../../dsl/lower/program.ts';
import type { RuleContext } from '../../dsl/lower/rule.ts';
import { knownFields, type RecordShape } from '../../dsl/lower/shape.ts';
import { outcomesOf, type Used, used } from '../../dsl/lower/uses.ts';
import { DERIVED } from '../../dsl/pattern-plan.ts';
import type { OutcomeWord } from '../../dsl/plan.ts';
import type { RuleSymbol } from '../../dsl/symbols.ts';
import type { View } from '../view.ts';
import type { Resolved, Target } from './target.ts';
import {
  builtinTarget,
  emittedByName,
  fieldTarget,
  keyTarget,
  outcomeField,
  placeOf,
  stepTarget,
  symbolTarget,
  visibleTarget,
  visibleTargets,
} from './targets.ts';

export interface NameSource {
  /** Resolves the leading parts of a path; undefined if the source knows none of them. */
  resolve(path: readonly Name[]): Resolved[] | undefined;
  /** The possible first parts of a path. */
  names(): Target[];
  /** The possible continuations after the dot of a path. */
  members(path: readonly string[]): Target[];
}

const at = ({ start, end }: Span, target: Target): Resolved => ({ start, end, target });
const present = <T>(value: T | undefined): value is T => value !== undefined;

/**
 * Names that each denote one value.
 * @param targetOf undefined for a name that is not one of them
 */
function values(names: () => Iterable<string>, targetOf: (name: string) => Target | undefined): NameSource {
  return {
    resolve: ([first]) => {
      const target = first && targetOf(first.text);
      return target && [at(first, target)];
    },
    names: () => Array.from(names(), targetOf).filter(present),
    members: () => [],
  };
}

export function params(view: View): NameSource {
  return values(
    () => view.scope?.names('param') ?? [],
    (name) => visibleTarget(view, name, 'param'),
  );
}

export function emitted(rule: LoweredRule): NameSource {
  return values(
    () => emittedByName(rule).keys(),
    (name) => emittedByName(rule).get(name),
  );
}

export function keys(view: View, rule: LoweredRule): NameSource {
  const names = new Set(
    rule.context.keys.flatMap(({ name, parts }) => [...parts.map((part) => part.name), ...(parts.length === 1 ? [name] : [])]),
  );
  return values(
    () => names,
    (name) => (names.has(name) ? keyTarget(view, rule, name) : undefined),
  );
}

export const ofOutcome: NameSource = values(() => OUTCOME_FIELDS.keys(), outcomeField);

/** Fields of the current record, which has one of several shapes. */
export function fields(view: View, shapes: readonly RecordShape[]): NameSource {
  return {
    resolve: (path) => resolveField(view, shapes, path),
    names: () =>
      fieldNames(shapes)
        .map((name) => fieldTarget(view, shapes, name))
        .filter(present),
    members: (path) => dotted(view, shapes, path),
  };
}

/** The longest prefix of a path that is a field. */
function resolveField(view: View, shapes: readonly RecordShape[], path: readonly Name[]): Resolved[] | undefined {
  for (let used = path.length; used > 0; used--) {
    const parts = path.slice(0, used);
    const target = fieldTarget(view, shapes, parts.map(({ text }) => text).join('.'));
    const [first] = parts;
    if (target && first) return [{ start: first.start, end: parts[used - 1]?.end ?? first.end, target }];
  }
  return undefined;
}

/** Names that the compiler made for keys are hidden. */
function fieldNames(shapes: readonly RecordShape[]): string[] {
  return [...knownFields(shapes)].filter((name) => !name.startsWith(DERIVED));
}

/** `customer.` continues with the rest of the names `customer.…`. */
function dotted(view: View, shapes: readonly RecordShape[], path: readonly string[]): Target[] {
  const start = `${path.join('.')}.`;
  const names = fieldNames(shapes).filter((name) => name.startsWith(start));
  return names
    .map((name) => fieldTarget(view, shapes, name))
    .filter(present)
    .map((target) => ({ ...target, name: target.name.slice(start.length) }));
}

/** Steps by their `as` names, and the fields of the records they took. */
export function steps(view: View, { steps: known }: RuleContext): NameSource {
  return {
    resolve: (path) => {
      const [first, ...rest] = path;
      const step = first && known.get(first.text);
      return first && step && [at(first, stepTarget(view, step)), ...(resolveField(view, step.shapes, rest) ?? [])];
    },
    names: () => [...known.values()].map((step) => stepTarget(view, step)),
    members: ([first = '', ...rest]) => membersOf(view, known.get(first)?.shapes ?? [], rest),
  };
}

function membersOf(view: View, shapes: readonly RecordShape[], path: readonly string[]): Target[] {
  const source = fields(view, shapes);
  return path.length === 0 ? source.names() : source.members(path);
}

/** `previous.f`, in repetitions. */
export function previous(view: View, shapes: readonly RecordShape[]): NameSource {
  return {
    resolve: ([first, ...rest]) => (first?.text === 'previous' ? (resolveField(view, shapes, rest) ?? []) : undefined),
    names: () => [builtinTarget('previous', 'the record taken before', 'json')],
    members: ([first, ...rest]) => (first === 'previous' ? membersOf(view, shapes, rest) : []),
  };
}

/** `group.record.field` and `rule.outcome.field`. */
export function records(view: View): NameSource {
  return {
    resolve: ([first, second, ...rest]) => {
      const owner = first && visibleTarget(view, first.text, 'group', 'rule');
      if (!owner) return undefined;
      const member = second && memberOf(view, first.text, second.text);
      const shape = second && shapeNamed(view, first.text, second.text);
      const field = shape && resolveField(view, [shape], rest);
      return [at(first, owner), ...(second && member ? [at(second, member)] : []), ...(field ?? [])];
    },
    names: () => visibleTargets(view, 'group', 'rule'),
    members: ([first = '', second, ...rest]) => {
      if (second === undefined) return recordsOf(view, first);
      const shape = shapeNamed(view, first, second);
      return shape ? membersOf(view, [shape], rest) : [];
    },
  };
}

/** The records of a group, or the outcomes of a rule. */
export function recordsOf(view: View, owner: string): Target[] {
  const symbol = view.scope?.peek(owner, 'group', 'rule');
  const names = symbol?.kind === 'group' ? [...symbol.records.keys()] : symbol ? outcomesOf(symbol.decl) : [];
  return names.map((name) => memberOf(view, owner, name)).filter(present);
}

export function memberOf(view: View, owner: string, name: string): Target | undefined {
  const found = lookUp(view, owner, name);
  if (!found) return undefined;
  return 'record' in found ? symbolTarget([found.record]) : outcomeTarget(found.rule, found.outcome);
}

/** An outcome is declared by the endings that lead to it. */
function outcomeTarget(rule: RuleSymbol, word: OutcomeWord): Target {
  const endings = rule.decl.clauses.filter((clause) => clause.kind === 'EndingClause' && clause.outcome === word);
  const definition = endings.map(({ start, end }) => ({ file: rule.module.path, start, end }));
  return {
    kind: 'outcome',
    name: word,
    declared: [],
    builtin: true,
    definition: definition.length > 0 ? definition : [placeOf(rule)],
    of: `outcome of ${rule.name}`,
  };
}

function shapeNamed(view: View, owner: string, name: string): RecordShape | undefined {
  const found = lookUp(view, owner, name);
  return found && view.shapeOf(found);
}

function lookUp({ scope }: View, owner: string, name: string): Used | undefined {
  return scope && used([{ text: owner }, { text: name }], scope);
}
