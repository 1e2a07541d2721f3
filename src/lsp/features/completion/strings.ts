/** Proposals in strings: types in templates, zones, and the paths of imports. */

import { CAPTURE_TYPE_NAMES } from '../../../dsl/patterns/capture-types.ts';
import type { Node } from '../../../dsl/tree.ts';
import { relativePath } from '../moves.ts';
import { ofType, ofValue, type Proposal } from './proposal.ts';

/** The use of a string, which depends on what contains it. */
type TextUse = 'template' | 'message' | 'zone' | 'path';

/** Undefined if there is nothing to propose for it. */
export function useOf(chain: readonly Node[]): TextUse | undefined {
  const literal = chain[chain.length - 1];
  const holder = chain[chain.length - 2];
  if (literal?.kind !== 'StringLiteral') return undefined;
  switch (holder?.kind) {
    case 'RecordDecl':
      return 'template';
    case 'FormatDecl':
      return holder.base === literal ? 'template' : 'zone';
    case 'MessageClause':
      return 'message';
    case 'OverClause':
    case 'ClockTrigger':
      return 'zone';
    case 'ImportDecl':
      return 'path';
    default:
      return undefined;
  }
}

/** The offset after the opening brace of the hole at the end of a text; undefined if no hole is open. */
export function openHole(text: string): number | undefined {
  let open: number | undefined;
  for (let i = 0; i < text.length; i++) {
    const doubled = text[i] === text[i + 1] && (text[i] === '{' || text[i] === '}');
    if (doubled && open === undefined) i++;
    else if (text[i] === '{') open = i + 1;
    else if (text[i] === '}') open = undefined;
  }
  return open;
}

const FORMS: ReadonlyMap<string, string> = new Map([
  ['stamp', "stamp('‹iso›')"],
  ['list', 'list(‹word›)'],
]);

/** Types after the colon of a capture. */
export function proposeTypes(hole: string): Proposal[] {
  if (!/^[^:'(]*:\s*\w*$/.test(hole)) return [];
  return CAPTURE_TYPE_NAMES.map((name) => ofType(name, FORMS.get(name)));
}

export function proposeZones(): Proposal[] {
  // Not every engine lists UTC, though all know it.
  return [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].map((zone) => ofValue(zone));
}

/** The bundled libraries, and other files relative to `from`, without their extension. */
export function proposePaths(from: string, files: readonly string[], libraries: readonly string[]): Proposal[] {
  const others = files.filter((file) => file !== from && ON_DISK.test(file));
  const paths = others.map((file) => (ON_DISK.test(from) ? dotted(relativePath(from, file)) : file).replace(/\.corr$/, ''));
  return [...libraries, ...paths].map((path) => ofValue(path, 'file'));
}

/** An unsaved file has no path on disk: relative paths to and from it are impossible. */
const ON_DISK = /^(?:[A-Za-z]:)?\//;

/** So that it is seen to be no library. */
const dotted = (path: string): string => (/^\.\.?\//.test(path) ? path : `./${path}`);
