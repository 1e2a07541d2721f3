/** Lowers `format`: how bytes become records, and which fields these have. */

import { given } from '../../given.ts';
import type { FormatDecl, Multiline, Name, StringLiteral } from '../ast.ts';
import { FORMATS } from '../builtins.ts';
import { formatElsewhere } from '../foreign-names.ts';
import type { FieldPlan } from '../pattern-plan.ts';
import { parseRegex } from '../patterns/regex.ts';
import { parseTemplate } from '../patterns/template.ts';
import type { BuiltinFormat, FormatPlan } from '../plan.ts';
import type { FormatSymbol } from '../symbols.ts';
import { textsOf } from '../tree.ts';
import { lowerZone } from './clock.ts';
import { reportPatternProblems } from './pattern-problems.ts';
import type { Header } from './shape.ts';

export interface LoweredFormat {
  plan: FormatPlan;
  header: Header;
}

const IDLE = 2_000_000;
const MAX_LINES = 500;

export function builtinFormat(name: string): LoweredFormat | undefined {
  if (!Object.hasOwn(FORMATS, name)) return undefined;
  const base = name as BuiltinFormat;
  return { plan: { name, base, time: [] }, header: FORMATS[base] };
}

/** The fields of records in a format. */
export function headerOf({ base, fields = [] }: FormatPlan): Header {
  return base === 'template' ? { open: false, fields: capturesOf(fields) } : FORMATS[base];
}

/** The captures of a template, except the time, which every record has. */
function capturesOf(fields: readonly FieldPlan[]): Header['fields'] {
  return new Map(fields.filter((field) => field.name !== 'time').map((field) => [field.name, field]));
}

export function lowerFormat({ decl, module }: FormatSymbol): LoweredFormat {
  const { base } = decl;
  const lowered = base?.kind === 'StringLiteral' ? fromTemplate(decl, base, module) : refined(decl.name, base, module);
  const { plan } = lowered;
  plan.time = decl.time.map(({ parts }) => textsOf(parts));
  const message = decl.message && textsOf(decl.message.parts);
  const multiline = decl.multiline && lowerMultiline(decl.multiline, module);
  Object.assign(plan, given({ message, zone: lowerZone(decl.zone, module.report), multiline }));
  return lowered;
}

function refined(name: Name, base: Name | undefined, { report }: FormatSymbol['module']): LoweredFormat {
  const text = base?.text ?? '';
  const builtin = builtinFormat(text);
  if (base && text !== '' && !builtin) report.unknown(base, 'unknown-format', [text], formatElsewhere(text), Object.keys(FORMATS));
  const { plan, header } = builtin ?? { plan: { base: 'line' as const }, header: { open: true, fields: new Map() } };
  return { plan: { ...plan, name: name.text, time: [] }, header };
}

function fromTemplate({ name, time, message }: FormatDecl, base: StringLiteral, module: FormatSymbol['module']): LoweredFormat {
  const { template, captures, problems } = parseTemplate(base.value);
  reportPatternProblems(module, base, problems);
  const fields = captures.map(({ name, type, optional, canonical }): FieldPlan => ({ name, type, optional, ...given({ canonical }) }));
  const known = fields.map((field) => field.name);
  for (const path of message ? [...time, message] : time) {
    const [first] = path.parts;
    if (first && !known.includes(first.text)) module.report.unknown(first, 'unknown-field', [first.text, name.text], first.text, known);
  }
  const plan: FormatPlan = { name: name.text, base: 'template', template, fields, time: [] };
  return { plan, header: headerOf(plan) };
}

function lowerMultiline(node: Multiline, module: FormatSymbol['module']): FormatPlan['multiline'] {
  if (!node.starts) return undefined;
  const { regex, problems } = parseRegex(node.starts.pattern, node.starts.flags);
  if (reportPatternProblems(module, node.starts, problems)) return undefined;
  if (node.idle?.kind === 'Name') module.report.add(node.idle, 'constant-wanted', []);
  const idle = node.idle?.kind === 'DurationLiteral' ? node.idle.micros : IDLE;
  if (node.maxLines?.value === 0) module.report.add(node.maxLines, 'no-room', ['line']);
  return { starts: regex, idle, maxLines: node.maxLines?.value ?? MAX_LINES };
}
