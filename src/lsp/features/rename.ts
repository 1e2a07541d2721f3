/** Renames a thing everywhere. */

import type { Diagnostic, Edit, Place } from '../../dsl/diagnostic.ts';
import { applyEdits } from '../../dsl/edits.ts';
import { Ident, Member, Name, RecordName, spelled, Word } from '../../dsl/tokens.ts';
import type { Workspace } from '../../dsl/workspace.ts';
import { occurrenceAt } from '../names/index.ts';
import { isSamePlace, type Occurrence, type Target } from '../names/target.ts';
import { type View, viewOf } from '../view.ts';
import { referencesTo } from './references.ts';

/** Why it is refused. */
export interface Refusal {
  problem: string;
}

/** The occurrence at an offset if it can be renamed; undefined if there is no name. */
export function prepareRename(view: View, offset: number): Occurrence | Refusal | undefined {
  const occurrence = occurrenceAt(view, offset);
  if (!occurrence) return undefined;
  const { name, declared, of, builtin } = occurrence.target;
  if (builtin || declared.length === 0) return { problem: `'${name}' (${of}) is built into the language.` };
  if (declared.some(({ file }) => file.startsWith('std/'))) return { problem: `'${name}' belongs to a library that comes with Corr.` };
  return occurrence;
}

/** The token categories by which a name of each kind is parsed; a new name is spelled so that all of them accept it. */
const CATEGORIES: Readonly<Record<Target['kind'], readonly (typeof Word)[]>> = {
  format: [Ident, Word],
  param: [Name],
  table: [Ident, Word],
  rule: [Ident, Word],
  group: [Ident, Word],
  record: [RecordName, Member],
  alias: [Ident, Word],
  step: [Word],
  field: [Word, Member],
  key: [Word, Member],
  emitted: [Word, Member],
  column: [Word, Member],
  outcome: [],
};

/**
 * The edits that rename a thing in `views`, the files that may use it; refused if they would change the meaning of the
 * program.
 */
export function rename(view: View, offset: number, name: string, views: readonly View[], workspace: Workspace): Edit[] | Refusal {
  const occurrence = prepareRename(view, offset);
  if (!occurrence) return { problem: 'There is no name here.' };
  if ('problem' in occurrence) return occurrence;
  const { target } = occurrence;
  const forms = CATEGORIES[target.kind].map((category) => spelled(name, category));
  const text = forms.find((form) => form !== name) ?? name;
  if (text === undefined || forms.includes(undefined)) return { problem: `'${name}' cannot be written as a name.` };
  const found = referencesTo(target, views);
  if (found.builtin) return { problem: `'${target.name}' is also a field that is built into the language.` };
  const edits = [...found.declared, ...found.used].map((place) => ({ ...place, text: pathOf(place, views) + text }));
  return problemOf(edits, views, workspace) ?? edits;
}

/** `order: text` names a field after its path in the record, which must not change: `order as id: text`. */
function pathOf(place: Place, views: readonly View[]): string {
  const view = views.find(({ path }) => path === place.file);
  const field = view?.nodesAt(place.start).find((node) => node.kind === 'ObjectField');
  return view && field && !field.as && isSamePlace(view.place(field.path), place) ? `${view.text.slice(place.start, place.end)} as ` : '';
}

/** What would be wrong after some edits: names that clash, or whose meaning changes. */
function problemOf(edits: readonly Edit[], views: readonly View[], workspace: Workspace): Refusal | undefined {
  const texts = new Map(
    views.map(({ path, text }) => [
      path,
      applyEdits(
        text,
        edits.filter(({ file }) => file === path),
      ),
    ]),
  );
  const after = views.map(({ path }) => viewOf(workspace.trial(path, texts)));
  for (const [i, before] of views.entries()) {
    const clash = newError(before, after[i]);
    if (clash) return { problem: clash.message };
  }
  const renamed = after.filter((view) => view !== undefined);
  const [first] = edits;
  const owner = renamed.find(({ path }) => path === first?.file);
  const target = first && owner && occurrenceAt(owner, endOf(first, edits))?.target;
  const found = target && referencesTo(target, renamed);
  const same = found && found.declared.length + found.used.length === edits.length;
  return same ? undefined : { problem: 'The name already means something else here.' };
}

/** An error that there was not before; errors that there were may name what is renamed. */
function newError({ compiled }: View, after: View | undefined): Diagnostic | undefined {
  const errors = (diagnostics: readonly Diagnostic[]) => diagnostics.filter(({ severity }) => severity === 'error');
  const [before, now] = [errors(compiled.diagnostics), errors(after?.compiled.diagnostics ?? [])];
  if (now.length <= before.length) return undefined;
  return now.find(({ message }) => !before.some((one) => one.message === message)) ?? now[0];
}

/** The end of an edit's text once all edits are applied. */
function endOf(edit: Edit, edits: readonly Edit[]): number {
  const ahead = edits.filter(({ file, start }) => file === edit.file && start < edit.start);
  return ahead.reduce((sum, { start, end, text }) => sum + text.length - (end - start), edit.start) + edit.text.length;
}
