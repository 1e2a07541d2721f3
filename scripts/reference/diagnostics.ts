/** The reference page of diagnostics: each with a program that causes it, and one that does not. */

import { checks } from '../../src/dsl/catalogue/checks.ts';
import { meaning } from '../../src/dsl/catalogue/meaning.ts';
import { patterns } from '../../src/dsl/catalogue/patterns.ts';
import type { Spec } from '../../src/dsl/catalogue/spec.ts';
import { syntax } from '../../src/dsl/catalogue/syntax.ts';
import { compile } from '../../src/dsl/compiler.ts';

const CHAPTERS: readonly [title: string, specs: Readonly<Record<string, object>>][] = [
  ['Spelling', syntax],
  ['Templates and regular expressions', patterns],
  ['Names, types and clauses', meaning],
  ['Rules as a whole', checks],
];

/** Specs differ in the arguments of their message. */
type AnySpec = Omit<Spec<never>, 'message'>;

const MAIN = 'main.corr';

export function diagnosticsPage(): string {
  const chapters = CHAPTERS.map(
    ([title, specs]) =>
      `## ${title}\n\n${Object.entries(specs)
        .map(([code, spec]) => entry(code, spec as AnySpec))
        .join('\n')}`,
  );
  return `# Diagnostics

All that \`corr check\` can say of a program. An error keeps it from being run, a warning does not. \`corr help CODE\` shows the same; \`// corr-ignore CODE: why\`, on the line of a warning or the one above it, silences it; several codes are parted by commas.

${chapters.join('\n')}`;
}

function entry(code: string, { severity, help, bad, good, files = {} }: AnySpec): string {
  const told = bad === '' ? [] : [`> ${prose(messageOf(code, bad, files))}`, ''];
  const others = Object.entries(files).flatMap(([path, text]) => [`With \`${path}\`:`, '', ...block('text', text)]);
  return [
    `### ${code}`,
    '',
    ...told,
    `*${severity}* · ${prose(help)}`,
    '',
    ...(bad === '' ? [] : ['This causes it:', '', ...block('text', bad)]),
    ...(good === '' ? [] : ['This is correct:', '', ...block(others.length > 0 ? 'text' : 'corr', good)]),
    ...others,
  ].join('\n');
}

/** Escapes characters with a meaning in Markdown, except in backquotes. */
function prose(text: string): string {
  const parts = text.split(/(`[^`]*`)/);
  return parts.map((part, i) => (i % 2 === 1 ? part : part.replace(/[*_<>[\]\\|]/g, '\\$&'))).join('');
}

function block(language: string, text: string): string[] {
  return [`\`\`\`${language}`, text.trimEnd(), '```', ''];
}

/** The message for the bad example. */
function messageOf(code: string, bad: string, files: Readonly<Record<string, string>>): string {
  const texts = new Map(Object.entries({ ...files, [MAIN]: bad }));
  const { diagnostics } = compile({ read: (path) => texts.get(path) }, [MAIN]);
  const told = diagnostics.find((diagnostic) => diagnostic.code === code);
  if (!told) throw new Error(`The example of '${code}' does not have it.`);
  return told.message.length > MOST_SHOWN ? `${told.message.slice(0, MOST_SHOWN)}…` : told.message;
}

/** The maximum length of a message with long quotations. */
const MOST_SHOWN = 200;
