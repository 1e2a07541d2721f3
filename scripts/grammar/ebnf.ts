/** The grammar in EBNF. */

import { type GrammarRule, kindsIn, type Production } from './productions.ts';
import { categories, shapes } from './terminals.ts';

const WIDTH = 120;

const HEAD = `// The grammar of rule files, written by \`npm run generate\` from the parser itself.
//
//   'word'     as it is written            [ a ]      a or nothing
//   Kind       a kind of token, see below  { a }      a, as often as one likes, or not at all
//   /regex/    a regular expression        a | b      a or b
//
// Blanks and comments may stand between any two tokens: // to the end of the line, /* … */, and /// for docs.
// What is inside of a String is told on the page of patterns.
`;

export function ebnf(rules: readonly GrammarRule[]): string {
  const names = categories().map(({ name, of, words }) => definition(name, [...of, ...words.map(quoted)]));
  const literals = [...shapes(kindsIn(rules))].map(([name, shape]) => `${name} = /${shape.source}/ ;\n`);
  return [
    HEAD,
    `${rules.map(ruleText).join('\n')}`,
    `// ── names: where each may be a word of the language ──\n\n${names.join('\n')}`,
    `// ── literals; the first that fits is taken. A Name that is a word of the language is that word; where an operand ended, '/' divides ──\n\n${literals.join('\n')}`,
  ].join('\n');
}

function ruleText({ name, body }: GrammarRule): string {
  return definition(name, body.kind === 'choice' ? body.ways.map((way) => written(way)) : [written(body)]);
}

/** On one line if it fits; otherwise one alternative per line, wrapped if longer still. */
function definition(name: string, ways: readonly string[]): string {
  const line = `${name} = ${ways.join(' | ')} ;`;
  if (line.length <= WIDTH) return `${line}\n`;
  const indent = ' '.repeat(name.length + 1);
  const short = ways.every((way) => !way.includes(' '));
  const next = ways.map((way, i) => (i === 0 ? way : `| ${way}`));
  const lines = short ? wrapped(next, indent.length) : next.flatMap((way) => wrapped(way.split(' '), indent.length + 2));
  return `${name} = ${lines.map((text, i) => (i === 0 || text.startsWith('|') ? text : `  ${text}`)).join(`\n${indent}`)} ;\n`;
}

function wrapped(parts: readonly string[], indent: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last === undefined || indent + last.length + 1 + part.length > WIDTH) lines.push(part);
    else lines[lines.length - 1] = `${last} ${part}`;
  }
  return lines;
}

const quoted = (text: string) => `'${text}'`;

/** @param inner whether it is next to other parts, so that a choice needs brackets */
function written(production: Production, inner = false): string {
  switch (production.kind) {
    case 'literal':
      return quoted(production.text);
    case 'token':
    case 'rule':
      return production.name;
    case 'option':
      return `[ ${written(production.of)} ]`;
    case 'repetition':
      return `{ ${written(production.of)} }`;
    case 'sequence':
      return production.parts.map((part) => written(part, true)).join(' ');
    case 'choice': {
      const ways = production.ways.map((way) => written(way)).join(' | ');
      return inner ? `( ${ways} )` : ways;
    }
  }
}
