/** The parts of a drafted program, and its text. */

import { type Compiled, compile } from '../../dsl/compiler.ts';
import type { Diagnostic } from '../../dsl/diagnostic.ts';
import { format } from '../../dsl/format.ts';
import { Source } from '../../dsl/source.ts';
import { DiskReader } from '../../library/disk-reader.ts';
import type { DraftedPattern } from './patterns.ts';

/** The maximum number of programs in one log that get a group. */
export const MOST_GROUPS = 8;
/** The file name of the draft while it is being made. */
const FILE = 'draft.corr';

export interface DraftedGroup {
  name: string;
  /** The program that writes these messages. */
  app: string | undefined;
  patterns: DraftedPattern[];
}

/** The draft for the logs of one format. */
export interface DraftedLog {
  name: string;
  /** A custom format; its text is what follows `=`. */
  format: { name: string; text: string } | undefined;
  /** The format that its groups, and those of libraries, read. */
  from: string;
  groups: DraftedGroup[];
  /** Less frequent programs, of which there are no groups. */
  omitted?: readonly string[];
}

export interface DraftedProgram {
  /** The groups to import, by name of the library. */
  imports: Map<string, string[]>;
  logs: DraftedLog[];
}

/** The formatted text of the records, followed by `rules`. */
export function programText({ imports, logs }: DraftedProgram, rules = ''): string {
  const imported = [...imports].map(([library, names]) => `import { ${names.join(', ')} } from "std/${library}"`);
  const formats = logs.flatMap(({ format: own, groups }) => (own && groups.length > 0 ? [`format ${own.name} = ${own.text}`] : []));
  const groups = logs.flatMap(({ from, groups }) => groups.map((group) => `${groupText(group, from)}\n`));
  return formatted([...imported, '', ...formats, '', ...groups, rules].join('\n'));
}

/** A text as a literal of the rule language. */
export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function groupText({ name, app, patterns }: DraftedGroup, from: string): string {
  const where = app === undefined ? '' : ` where app == ${quoted(app)}`;
  const lines = patterns.map((pattern) => `  ${pattern.name} = ${pattern.text}`);
  return [
    `/// What ${app === undefined || !/^[\w./-]+$/.test(app) ? 'was found' : `${app} logs`}: the most frequent messages.`,
    `records ${name} from ${from}${where} {`,
    ...lines,
    '}',
  ].join('\n');
}

export function formatted(text: string): string {
  return format(new Source(FILE, text));
}

export function compiled(text: string): Compiled {
  return compile(new DiskReader(new Map([[FILE, text]])), [FILE]);
}

/** Omits the patterns with compiler diagnostics; returns whether no diagnostics are left. */
export function mend(program: DraftedProgram): boolean {
  for (let rounds = 0; rounds < 5; rounds++) {
    const text = programText(program);
    const { diagnostics, sources } = compiled(text);
    if (diagnostics.length === 0) return true;
    const source = sources.get(FILE);
    if (!source) return false;
    const wrong = new Set(diagnostics.map(({ start }: Diagnostic) => nameAt(source, start)));
    for (const log of program.logs) {
      for (const group of log.groups) group.patterns = group.patterns.filter((pattern) => !wrong.has(`${group.name}.${pattern.name}`));
      log.groups = log.groups.filter(({ patterns }) => patterns.length > 0);
    }
  }
  return false;
}

/** `group.record` of the line that contains an offset. */
function nameAt(source: Source, offset: number): string {
  const { line } = source.positionOf(offset);
  const name = /^ {2}(\w+)/.exec(source.lineText(line))?.[1] ?? '';
  for (let above = line; above > 0; above--) {
    const group = /^records (\w+)/.exec(source.lineText(above))?.[1];
    if (group !== undefined) return `${group}.${name}`;
  }
  return '';
}
