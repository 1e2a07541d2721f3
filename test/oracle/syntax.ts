/** Which parts of the syntax programs use, and how often. */

import type { FileNode } from '../../src/dsl/ast.ts';
import { parse } from '../../src/dsl/parser.ts';
import { Source } from '../../src/dsl/source.ts';
import { childrenOf, type Node } from '../../src/dsl/tree.ts';

/** Members whose value, one of few, is a form of its own; those of calls and policies are names. */
const CHOICES = ['mode', 'link', 'what', 'outcome', 'operator', 'callee', 'choice'];
/** What a node has besides forms. */
const OTHER = ['kind', 'start', 'end', 'doc', 'closed', 'block', 'pattern', 'text'];

/** The forms of a node: its kind, each optional member that it has, and what it chooses. */
function formsOf(node: Node): string[] {
  const members = Object.entries(node).filter(([name]) => !OTHER.includes(name));
  const present = members.filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false));
  const forms = present.map(([name, value]) => {
    const chosen = typeof value === 'object' && value !== null && 'text' in value ? value.text : value;
    return `${node.kind}.${name}${CHOICES.includes(name) && typeof chosen === 'string' ? ` ${chosen}` : ''}`;
  });
  return [node.kind, ...forms];
}

/** Adds the forms of a program to a count. */
export function countForms(program: string, counts: Map<string, number>): void {
  const count = (node: Node | FileNode): void => {
    for (const form of formsOf(node)) counts.set(form, (counts.get(form) ?? 0) + 1);
    for (const child of childrenOf(node)) count(child);
  };
  count(parse(new Source('program.corr', program)).file);
}
