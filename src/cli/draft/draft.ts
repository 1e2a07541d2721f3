/**
 * A first program for logs: its records, the keys that correlate them, a rule and its tests. The engine itself
 * evaluates each attempt.
 */

import { FORMATS } from '../../dsl/builtins.ts';
import { groupBy } from '../../group-by.ts';
import { timePathOf } from '../time-path.ts';
import { type Columns, columnsOf } from './columns.ts';
import { eventsOfAll } from './events.ts';
import { anyRecordOf, fieldPatternsOf, valuesByName } from './fields.ts';
import { headerOf } from './header.ts';
import { type KnownLines, knownLines } from './libraries.ts';
import { declaredName, UniqueNames } from './names.ts';
import { type DraftedPattern, type PatternOptions, patternsOf } from './patterns.ts';
import { compiled, type DraftedGroup, type DraftedLog, type DraftedProgram, MOST_GROUPS, mend, programText, quoted } from './program.ts';
import { RuleMaker } from './rule-maker.ts';
import { hasPrograms, type Sample, type SampleRecord } from './sample.ts';
import { type WholeRecords, wholeRecordsOf } from './whole-records.ts';

interface DraftOptions {
  /** Templates with fewer messages are omitted. */
  least: number;
  /** The maximum number of patterns in each group. */
  most: number;
}

type LogOptions = Omit<PatternOptions, 'header'>;

/** The lines of one format, and the default name of their group. */
interface Log {
  name: string;
  sample: Sample;
  whole: WholeRecords | undefined;
}

/**
 * The text of the program, which compiles without findings and has passing tests.
 * @param samples one for each format, at least one
 */
export function draft(samples: readonly Sample[], options: DraftOptions): string {
  const names = new UniqueNames();
  const logs = samples.map((lines): Log => {
    const whole = wholeRecordsOf(lines);
    return { name: names.take(declaredName(lines.name) ?? 'app'), sample: whole?.sample ?? lines, whole };
  });
  for (const least of [options.least, 1]) {
    const program = recordsOf(logs, { ...options, least });
    if (!mend(program)) continue;
    const made = withRule(program, logs);
    if (made) return made;
  }
  return withRule(anything(logs), logs) ?? programText(anything(logs));
}

/** Libraries first, then patterns for lines that they do not match. */
function recordsOf(logs: readonly Log[], limits: DraftOptions): DraftedProgram {
  const options = { ...limits, elsewhere: valuesByName(logs.map(({ sample }) => sample)) };
  const known = logs.map(({ sample }) => knownLines(sample, limits.least));
  const imports = mergedImports(known);
  const names = new UniqueNames([...imports.values()].flat());
  return { imports, logs: withoutTwins(logs.map((log, i) => logOf(log, known[i] as KnownLines, names, options))) };
}

/** Merges formats that read the same lines: every such log would be read in the first of them. */
function withoutTwins(logs: readonly DraftedLog[]): DraftedLog[] {
  const formats = new Map<string, string>();
  return logs.map((log) => {
    const text = log.format?.text;
    const twin = text === undefined ? undefined : formats.get(text);
    if (twin !== undefined) return { ...log, format: undefined, from: twin };
    if (text !== undefined) formats.set(text, log.from);
    return log;
  });
}

function mergedImports(known: readonly KnownLines[]): DraftedProgram['imports'] {
  const imports: DraftedProgram['imports'] = new Map();
  for (const [library, groups] of known.flatMap((one) => [...one.imports])) {
    imports.set(library, [...new Set([...(imports.get(library) ?? []), ...groups])].sort());
  }
  return imports;
}

/** The lines of a log that no library matches. */
function logOf({ name, sample, whole }: Log, { known, format }: KnownLines, names: UniqueNames, options: LogOptions): DraftedLog {
  const drafted: DraftedLog = { name, format: undefined, from: format, groups: [] };
  const rest = sample.records.filter((record) => !known.has(record));
  // The format of a library can only read its own lines.
  if (rest.length === 0 || format !== sample.format.name) return drafted;
  const { base } = sample.format;
  if (hasPrograms(sample.format)) {
    const header = ['time', 'weight', ...FORMATS.syslog.fields.keys()];
    return { ...drafted, ...groupsByApp(rest, name, names, { ...options, header }) };
  }
  const group = { name: names.take(name), app: undefined };
  if (base !== 'line')
    return { ...drafted, ...ownTime(sample, name), groups: [{ ...group, patterns: structuredPatterns(rest, base, options) }] };
  return { ...drafted, ...plainRecords(rest, sample, { group, names, whole }, options) };
}

/** Plain lines that are in columns, or begin with a stamp, get a format of their own. */
function plainRecords(
  records: readonly SampleRecord[],
  sample: Sample,
  { group, names, whole }: { group: Omit<DraftedGroup, 'patterns'>; names: UniqueNames; whole: WholeRecords | undefined },
  options: LogOptions,
): Partial<DraftedLog> {
  const lines = sample.records.map(({ text }) => text);
  const columns = columnsOf(lines);
  const { name } = group;
  if (columns)
    return { ...ownFormat(name, quoted(columns.template)), groups: [{ ...group, patterns: cellPatterns(records, columns, options) }] };
  const header = whole?.header ?? headerOf(lines);
  const messages = records.flatMap(({ text }): Said[] => {
    const message = header ? header.messageOf(text) : text;
    return message === undefined ? [] : [{ app: header?.appOf(text), message }];
  });
  const own = { ...options, header: [...EVERY_RECORD, ...(header?.fields ?? [])] };
  const groups = header?.fields.includes('app')
    ? groupsByApp(messages, name, names, own)
    : { groups: [{ ...group, patterns: saidPatterns(messages, own) }] };
  if (!header) return groups;
  const template = quoted(header.template + (whole ? '{message:/.*/}{trace:text}' : '{message:rest}'));
  return { ...ownFormat(name, whole ? `${template} multiline starts /${whole.starts}/` : template), ...groups };
}

/** Fields of every record in a format of columns, besides those of its header. */
const EVERY_RECORD = ['time', 'message', 'trace', 'weight'];

/** A format that specifies the field with the time, if the built-in one does not find it. */
function ownTime({ format, context, records }: Sample, name: string): Partial<DraftedLog> {
  const timeless = records.filter(({ hasTime }) => !hasTime);
  if (timeless.length * 2 < records.length) return {};
  const fields = timeless.map((record) => record.fields);
  const path = timePathOf(fields, context);
  return path === undefined ? {} : ownFormat(name, `${format.base} time ${path}`);
}

function ownFormat(name: string, text: string): Pick<DraftedLog, 'format' | 'from'> {
  return { format: { name, text }, from: name };
}

/** Lines with columns get a record for each event, if a column names it. */
function cellPatterns(records: readonly SampleRecord[], columns: Columns, options: LogOptions): DraftedPattern[] {
  const rows = records.flatMap(({ text }) => columns.fieldsOf(text) ?? []);
  return fieldPatternsOf(rows, { ...options, header: [] }) ?? [anyRecordOf(rows, { ...options, header: [] })];
}

function structuredPatterns(records: readonly SampleRecord[], base: string, options: LogOptions): DraftedPattern[] {
  const header = ['time', 'weight', ...FORMATS[base as keyof typeof FORMATS].fields.keys()];
  const fields = records.map((record) => record.fields);
  const messages = records.flatMap(({ message, text }) => (message === text ? [] : message));
  const patterns = fieldPatternsOf(fields, { ...options, header });
  if (patterns) return patterns;
  return messages.length === 0 ? [anyRecordOf(fields, { ...options, header })] : messagePatterns(messages, { ...options, header });
}

/** Patterns for messages that may begin with a stamp and other columns, as those of programs in containers do. */
function messagePatterns(messages: readonly string[], options: PatternOptions): DraftedPattern[] {
  const own = headerOf(messages);
  if (!own) return patternsOf(messages, options);
  const patterns = patternsOf(
    messages.flatMap((message) => own.messageOf(message) ?? []),
    options,
  );
  return patterns.map((pattern) => ({ ...pattern, text: pattern.text.replace('"', '"{*}') }));
}

/** A message, and the program that wrote it, if that is known. */
interface Said {
  app: string | undefined;
  message: string;
}

function saidPatterns(said: readonly Said[], options: PatternOptions): DraftedPattern[] {
  const messages = said.map(({ message }) => message);
  return patternsOf(messages, options);
}

function groupsByApp(
  said: readonly Said[],
  name: string,
  names: UniqueNames,
  options: PatternOptions,
): Pick<DraftedLog, 'groups' | 'omitted'> {
  const byApp = groupBy(said, ({ app = '' }) => app);
  const frequent = [...byApp]
    .filter(([, some]) => some.length >= options.least)
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
  const groups = frequent.slice(0, MOST_GROUPS).flatMap(([app, some]) => {
    // Some programs say where they lie.
    const called = declaredName(app.replace(/^\/.*\//, '')) ?? name;
    const patterns = saidPatterns(some, options);
    return patterns.length === 0 ? [] : [{ name: names.take(called), app: app === '' ? undefined : app, patterns }];
  });
  return { groups, omitted: frequent.slice(MOST_GROUPS).map(([app]) => app) };
}

/** If no message occurs twice, every line is a record. */
function anything(logs: readonly Log[]): DraftedProgram {
  const drafted = logs.map(({ name, sample }) => ({
    name,
    format: undefined,
    from: sample.format.name,
    groups: [{ name, app: undefined, patterns: [{ name: 'line', text: '{}', count: 0 }] }],
  }));
  return { imports: new Map(), logs: drafted };
}

/** The best rule for these records; undefined if none holds. */
function withRule(program: DraftedProgram, logs: readonly Log[]): string | undefined {
  const { plan } = compiled(programText(program));
  if (!plan) return undefined;
  const samples = logs.map(({ sample }) => sample);
  const events = eventsOfAll(plan, program, samples);
  if (events.length === 0) return undefined;
  const maker = new RuleMaker(program, samples, events);
  return maker.transaction() ?? maker.volume();
}
