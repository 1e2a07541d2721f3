/** Where the fields of records are declared: in patterns, and by `let`. */

import type { Binding, FormatDecl, Pattern, RecordDecl, Span, StringLiteral } from '../../dsl/ast.ts';
import type { Place } from '../../dsl/diagnostic.ts';
import { parseRegex } from '../../dsl/patterns/regex.ts';
import { parseTemplate } from '../../dsl/patterns/template.ts';
import { offsetsInLiteral, type Source } from '../../dsl/source.ts';
import type { RecordSymbol } from '../../dsl/symbols.ts';
import { getOrMake } from '../../get-or-make.ts';

/** A name declared in the text of a file. */
interface DeclaredField extends Span {
  name: string;
}

function capturesOf(pattern: Pattern, source: Source): DeclaredField[] {
  switch (pattern.kind) {
    case 'StringLiteral':
      return templateCaptures(pattern, source);
    case 'RegexLiteral': {
      const from = pattern.start + 1;
      return parseRegex(pattern.pattern, pattern.flags).names.map(({ name, start, end }) => ({
        name,
        start: from + start,
        end: from + end,
      }));
    }
    case 'ObjectPattern':
      return pattern.fields.flatMap(({ path, as, type }) => {
        const name = as?.text ?? path.parts.map(({ text }) => text).join('.');
        const { start, end } = as ?? path;
        return (as || type) && name !== '' ? [{ name, start, end }] : [];
      });
  }
}

function templateCaptures(literal: StringLiteral, source: Source): DeclaredField[] {
  const offsetOf = offsetsInLiteral(source, literal);
  return parseTemplate(literal.value).captures.map(({ name, start, end }) => ({ name, start: offsetOf(start), end: offsetOf(end) }));
}

/** Unchanged trees are reused across edits. */
const known = new WeakMap<RecordDecl, DeclaredField[]>();

/** The fields that a record declares itself; a field of several patterns occurs several times. */
export function declaredFields(record: RecordDecl, source: Source): readonly DeclaredField[] {
  return getOrMake(known, record, () => [
    ...record.patterns.flatMap((pattern) => capturesOf(pattern, source)),
    ...record.lets.map(letField),
  ]);
}

function letField({ name: { text, start, end } }: Binding): DeclaredField {
  return { name: text, start, end };
}

export function formatFields(decl: FormatDecl, source: Source): DeclaredField[] {
  return decl.base?.kind === 'StringLiteral' ? templateCaptures(decl.base, source) : [];
}

export function placesInRecord({ decl, group, module }: RecordSymbol, name: string): Place[] {
  const fields = [...group.decl.lets.map(letField), ...declaredFields(decl, module.source)].filter((field) => field.name === name);
  return fields.map(({ start, end }) => ({ file: module.path, start, end }));
}
