/** One mistake is told once: no error follows from another. */

import { describe, expect, it } from 'vitest';
import { allWords } from '../../src/dsl/tokens.ts';
import { compileStory, stories } from './stories.ts';

const NOT_NAMES = /\/\/[^\n]*|"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|`[^`]*`/g;
/** What is said of names that are not known. */
const UNKNOWN = /^(unknown-.*|uncaptured-key|unused-format|foreign-record|record-without-key|window-without-records)$/;

/** The names in a program, in turn each with a letter too many. A fifth of them, as each is a compilation. */
function* misspelt(text: string): Generator<{ name: string; program: string }> {
  const bare = text.replace(NOT_NAMES, (part) => ' '.repeat(part.length));
  const names = [...bare.matchAll(/[A-Za-z_]\w*/g)].filter(([word]) => !allWords.includes(word));
  for (const { 0: name, index } of names.filter((_, nth) => nth % 5 === 0)) {
    const end = index + name.length;
    yield { name, program: `${text.slice(0, end)}q${text.slice(end)}` };
  }
}

describe('after one misspelt name', () => {
  it.each([...stories])('in %s, what is unknown has that name', (_, text) => {
    for (const { name, program } of misspelt(text)) {
      const told = compileStory(program).diagnostics.filter(({ severity, code }) => severity === 'error' && UNKNOWN.test(code));
      const others = told.filter(({ start, end }) => !program.slice(start, end).includes(name));
      // A misspelt name may itself be told as what it is not, as with a field of a format.
      if (told.length > 1) expect(others, `${name}: ${others.map(({ message }) => message).join(' ')}`).toEqual([]);
    }
  });

  it('in an import, nothing else is said', () => {
    const text = stories.get('ssh.corr') ?? '';
    const imported = `import { sshd } from "std/sshd"\n${text.slice(text.indexOf('transaction'))}`;
    const codes = (program: string) => compileStory(program).diagnostics.map(({ code }) => code);
    expect(codes(imported.replace('"std/sshd"', '"std/shd"'))).toEqual(['unknown-file']);
    expect(codes(imported.replace('{ sshd }', '{ shd }'))).toEqual(['unknown-import']);
  });
});
