/** The descriptions of the libraries in `docs/reference/std.md`, from their declarations. */

import { type Compiled, compile } from '../../src/dsl/compiler.ts';
import type { SourceReader } from '../../src/dsl/imports.ts';
import type { RecordPlan } from '../../src/dsl/pattern-plan.ts';
import type { Plan, RulePlan } from '../../src/dsl/plan.ts';
import type { GroupSymbol } from '../../src/dsl/symbols.ts';
import { typeName } from '../../src/dsl/types.ts';
import { ownFields } from './lines.ts';

export interface Library {
  name: string;
  text: string;
  groups: GroupSymbol[];
  rules: RulePlan[];
  /** The result of compiling it as a program of its own. */
  compiled: Compiled;
  /** For importers of all its groups and no rule: all records, and nothing that runs. */
  records: Plan;
}

/** @throws Error if it does not compile. */
export function libraryOf(reader: SourceReader, name: string): Library {
  const path = `std/${name}.corr`;
  const compiled = compile(reader, [path]);
  const module = compiled.modules.find((one) => one.path === path);
  const symbols = module && compiled.symbols?.scopes.get(module)?.own();
  const groups = (symbols ?? []).filter((symbol): symbol is GroupSymbol => symbol.kind === 'group');
  const program = `import { ${groups.map((group) => group.name).join(', ')} } from "std/${name}"\n`;
  const records = compile({ read: (asked) => (asked === 'all.corr' ? program : reader.read(asked)) }, ['all.corr']).plan;
  if (!module || !compiled.plan || !records) throw new Error(`${path} does not compile`);
  return { name, text: module.source.text, groups, rules: compiled.plan.rules, compiled, records };
}

/**
 * The program of a rule that begins at any record of one group, and has no conditions. @throws Error if it does not
 * compile.
 */
export function planOf(reader: SourceReader, library: string, { name, records }: GroupSymbol): Plan {
  const starts = [...records.keys()].map((record) => `${name}.\`${record}\``).join(', ');
  const program = `import { ${name} } from "std/${library}"\ntransaction alone { key none start any { ${starts} } }\n`;
  const { plan, diagnostics } = compile({ read: (asked) => (asked === 'alone.corr' ? program : reader.read(asked)) }, ['alone.corr']);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** The test writes everything after this line. */
const MARK = '<!-- UPDATE_PAGES=1 npx vitest run test/std.test.ts writes what follows. -->';

/** The page with the description of each library. */
export function withLibraries(page: string, libraries: readonly Library[]): string {
  const [intro = ''] = page.split(MARK);
  return `${intro}${MARK}\n${libraries.map((library) => `\n${sectionOf(library)}`).join('')}`;
}

function sectionOf(library: Library): string {
  const { name, groups, rules } = library;
  return [`## ${name}`, versionsOf(library), ...groups.map((group) => groupText(library, group)), rules.map(ruleText).join('\n')]
    .filter((part) => part !== '')
    .map((part) => `${part}\n`)
    .join('\n');
}

/** The comment at the beginning of a library; its last line is the version of its records. */
function versionsOf({ text }: Library): string {
  const [head = ''] = text.split('\n\n');
  return head
    .split('\n')
    .map((line) => line.replace(/^\/\/ /, ''))
    .filter((line) => !/^std \d+$/.test(line))
    .join('\n');
}

function groupText({ records: plan }: Library, { name, decl, records }: GroupSymbol): string {
  const rows = [...records].map(
    ([
      record,
      {
        name: full,
        decl: { doc = '' },
      },
    ]) => {
      const found = plan.records.find((one) => one.name === full);
      return `| \`${record}\` | ${found ? fieldsText(found) : ''} | ${doc.replaceAll('\n', ' ')} |`.replace(/\| +(?=\|)/g, '| ');
    },
  );
  return [
    `**\`${name}\`** from \`${decl.format.text}\`. ${(decl.doc ?? '').replaceAll('\n', ' ')}`,
    '',
    '| record | carries | |',
    '|---|---|---|',
    ...rows,
  ].join('\n');
}

function fieldsText(record: RecordPlan): string {
  return ownFields(record)
    .map(({ name, type, optional }) => `\`${name}${type === 'text' ? '' : `: ${typeName(type)}`}${optional ? '?' : ''}\``)
    .join(' ');
}

function ruleText({ name, kind, doc = '', keys, reporting }: RulePlan): string {
  const parts = [...new Set(keys.flatMap((key) => key.parts.map((part) => part.name)))];
  const emitted = reporting.emit.map((field) => `\`${field.name}\``);
  const by = parts.length > 0 ? ` by ${parts.map((part) => `\`${part}\``).join(', ')}` : '';
  const gives = emitted.length > 0 ? ` Emits ${emitted.join(', ')}.` : '';
  return `- ${kind} **\`${name}\`**${by}: ${doc.replaceAll('\n', ' ')}${gives}`;
}
