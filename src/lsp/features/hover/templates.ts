/** Describes for people what a template compiles to. */

import type { CaptureTypePlan, PiecePlan } from '../../../dsl/pattern-plan.ts';
import { isShortest } from '../../../dsl/patterns/capture-types.ts';
import { parseTemplate } from '../../../dsl/patterns/template.ts';

/** Describes each piece, and what is searched for in a record first. Markdown; empty if the template is invalid. */
export function describeTemplate(text: string): string {
  const { template, captures, problems } = parseTemplate(text);
  if (problems.length > 0) return '';
  const names = captures.map(({ name }) => name);
  const pieces = template.pieces.flatMap((piece) => linesOf(piece, names, ''));
  const literals = template.literals.map((literal) => JSON.stringify(literal)).join(', ');
  const first = literals === '' ? '' : `\n\nEvery match contains ${literals}.`;
  return `\`\`\`text\n${pieces.join('\n')}\n\`\`\`${first}`;
}

function linesOf(piece: PiecePlan, names: readonly string[], indent: string): string[] {
  switch (piece.kind) {
    case 'text':
      return [`${indent}${JSON.stringify(piece.text)}`];
    case 'capture':
      return [`${indent}${nameOf(piece.slot, names)}: ${describeType(piece.type)}${isShortest(piece.type) ? ', the shortest' : ''}`];
    case 'oneOf':
      return [`${indent}${nameOf(piece.slot, names)}: ${piece.options.map((option) => JSON.stringify(option)).join(' or ')}`];
    case 'optional':
      return [`${indent}optional`, ...piece.pieces.flatMap((inner) => linesOf(inner, names, `${indent}  `))];
  }
}

function nameOf(slot: number | undefined, names: readonly string[]): string {
  return slot === undefined ? '*' : (names[slot] ?? '*');
}

function describeType({ name, stamp, of }: CaptureTypePlan): string {
  if (stamp !== undefined) return `${name}('${stamp}')`;
  if (of) return `${name}(${describeType(of)})`;
  return name === 'regex' ? 'regular expression' : name;
}
