/** Unused declarations. Reported only for programs without errors, which could hide uses. */

import type { RegexLiteral, Span, StringLiteral } from '../ast.ts';
import type { Module } from '../imports.ts';
import { placeInPattern } from '../lower/pattern-problems.ts';
import { parseRegex } from '../patterns/regex.ts';
import { parseTemplate } from '../patterns/template.ts';
import type { FileScope, GroupSymbol, RecordSymbol } from '../symbols.ts';
import type { Checked } from './check.ts';
import { UsedFields } from './used-fields.ts';

/**
 * A file without rules is a library, whose declarations are for others to use. The same holds for a group of records
 * with a doc comment.
 */
export function checkUnused({ modules, symbols, program }: Checked): void {
  const fields = new UsedFields(program);
  for (const module of modules) {
    const scope = symbols.scopes.get(module);
    if (!scope || !module.entry || !scope.own().some(({ kind }) => kind === 'rule')) continue;
    checkImports(module, scope);
    for (const symbol of scope.own()) {
      const { kind, name, decl } = symbol;
      if (kind === 'rule' || (kind === 'group' && decl.doc !== undefined)) continue;
      if (!symbols.used.has(symbol)) module.report.add(decl.name, 'unused-declaration', [NAMES[kind], name]);
      else if (kind === 'group') checkGroup(symbol, (record) => program.around(module).shapeOf({ record }).index, fields);
    }
  }
}

const NAMES = { format: 'format', param: 'param', table: 'table', group: 'group of records' };

/** A rule runs because it is imported. */
function checkImports(module: Module, scope: FileScope): void {
  for (const declaration of module.imports.keys()) {
    for (const alias of declaration.names) {
      const name = alias.as ?? alias.name;
      const isRule = scope.peek(name.text, 'rule') !== undefined;
      if (!isRule && !scope.isUsed(alias)) module.report.add(name, 'unused-import', [name.text]);
    }
  }
}

function checkGroup({ records, module }: GroupSymbol, indexOf: (record: RecordSymbol) => number, fields: UsedFields): void {
  for (const record of records.values()) {
    const index = indexOf(record);
    if (index < 0 || fields.hasAll(index)) continue;
    for (const pattern of record.decl.patterns) {
      // A field of an object pattern decides whether a record matches, even if nothing reads it.
      if (pattern.kind === 'ObjectPattern') continue;
      for (const { name, start, end } of capturesOf(pattern)) {
        if (!fields.has(index, name)) module.report.add(placeInPattern(module.source, pattern, { start, end }), 'unused-capture', [name]);
      }
    }
    for (const { name } of record.decl.lets) if (!fields.has(index, name.text)) module.report.add(name, 'unused-let', [name.text]);
  }
}

function capturesOf(pattern: StringLiteral | RegexLiteral): (Span & { name: string })[] {
  return pattern.kind === 'StringLiteral' ? parseTemplate(pattern.value).captures : parseRegex(pattern.pattern, pattern.flags).names;
}
