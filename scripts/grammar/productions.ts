/** The grammar rules recorded by the parser, in a form that is easy to print, draw and query. */

import { DeclarationParser } from '../../src/dsl/parser/declarations.ts';

export type Production =
  | { kind: 'sequence'; parts: Production[] }
  | { kind: 'choice'; ways: Production[] }
  | { kind: 'option'; of: Production }
  | { kind: 'repetition'; of: Production }
  /** A word or a sign, verbatim. */
  | { kind: 'literal'; text: string }
  /** A kind of token. */
  | { kind: 'token'; name: string }
  | { kind: 'rule'; name: string };

export interface GrammarRule {
  name: string;
  body: Production;
}

const START = 'file';

/** All rules of a file, each after the first rule that refers to it. */
export function grammarRules(): GrammarRule[] {
  const recorded = new Map(
    (new DeclarationParser('recorded').getSerializedGastProductions() as Recorded[]).map(({ name, definition = [] }) => [
      name,
      sequence(definition),
    ]),
  );
  const rules = new Map<string, GrammarRule>();
  const visit = (name: string): void => {
    const body = recorded.get(name);
    if (!body || rules.has(name)) return;
    rules.set(name, { name, body });
    for (const next of namedIn(body)) visit(next);
  };
  visit(START);
  return [...rules.values()];
}

function namedIn(production: Production): string[] {
  return production.kind === 'rule' ? [production.name] : partsOf(production).flatMap(namedIn);
}

/** The parts of a production. */
export function partsOf(production: Production): readonly Production[] {
  switch (production.kind) {
    case 'sequence':
      return production.parts;
    case 'choice':
      return production.ways;
    case 'option':
    case 'repetition':
      return [production.of];
    default:
      return [];
  }
}

/** The kinds of tokens in some rules, including names. */
export function kindsIn(rules: readonly GrammarRule[]): Set<string> {
  const within = (production: Production): string[] =>
    production.kind === 'token' ? [production.name] : partsOf(production).flatMap(within);
  return new Set(['Name', 'QuotedName', ...rules.flatMap(({ body }) => within(body))]);
}

/** A production as serialized by Chevrotain. */
interface Recorded {
  type: string;
  name?: string;
  idx?: number;
  definition?: Recorded[];
  separator?: Recorded;
}

function productionOf(recorded: Recorded): Production {
  const { type, name = '', definition = [], separator } = recorded;
  const of = sequence(definition);
  switch (type) {
    case 'Terminal':
      return name.startsWith("'") ? { kind: 'literal', text: name.slice(1, -1) } : { kind: 'token', name };
    case 'NonTerminal':
      return { kind: 'rule', name };
    case 'Alternation':
      return { kind: 'choice', ways: definition.map(productionOf) };
    case 'Alternative':
      return of;
    case 'Option':
      return { kind: 'option', of };
    case 'Repetition':
      return listOf(definition) ?? { kind: 'repetition', of };
    case 'RepetitionMandatory':
      return flat([of, { kind: 'repetition', of }]);
    case 'RepetitionWithSeparator':
      return { kind: 'option', of: separated(of, separator) };
    case 'RepetitionMandatoryWithSeparator':
      return separated(of, separator);
    default:
      throw new Error(`no production that is known: ${type}`);
  }
}

function sequence(definition: readonly Recorded[]): Production {
  return flat(definition.map(productionOf));
}

function flat(parts: readonly Production[]): Production {
  const all = parts.flatMap((part) => (part.kind === 'sequence' ? part.parts : [part]));
  const [only] = all;
  return only && all.length === 1 ? only : { kind: 'sequence', parts: all };
}

function separated(of: Production, separator: Recorded | undefined): Production {
  const next = flat([...(separator ? [productionOf(separator)] : []), of]);
  return flat([of, { kind: 'repetition', of: next }]);
}

/** `BaseParser.list`: items each followed by a comma, which is optional after the last. */
function listOf(definition: readonly Recorded[]): Production | undefined {
  const last = definition.at(-1);
  if (last?.type !== 'Option' || last.idx !== 9) return undefined;
  const comma = sequence(last.definition ?? []);
  const item = sequence(definition.slice(0, -1));
  return { kind: 'option', of: flat([item, { kind: 'repetition', of: flat([comma, item]) }, { kind: 'option', of: comma }]) };
}
