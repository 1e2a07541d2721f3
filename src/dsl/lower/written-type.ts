/** `list(text)`: types as authors write them. */

import type { TypeNode } from '../ast.ts';
import { typeElsewhere } from '../foreign-names.ts';
import type { Type } from '../plan.ts';
import type { Report } from '../report.ts';
import { TYPE_NAMES, typeOf } from '../types.ts';

/**
 * The type; undefined if there is none of that name, which was reported.
 * @param help for a name that is no type
 */
export function lowerType(node: TypeNode, report: Report, help?: (name: string) => string): Type | undefined {
  const type = typeOf(node);
  if (!type) reportUnknown(node, report, help);
  return type;
}

function reportUnknown(node: TypeNode, report: Report, help?: (name: string) => string): void {
  let wrong = node;
  while (wrong.name.text === 'list' && wrong.of) wrong = wrong.of;
  const { name, of } = wrong;
  const meant = typeElsewhere(name.text);
  if (of) report.unknown(name, 'unknown-type', [`${name.text}(…)`], meant === 'list(text)' ? 'list' : meant, ['list']);
  else if (meant === 'list(text)') report.meant(wrong, 'unknown-type', [name.text], meant);
  else if (name.text !== '') report.unknown(name, 'unknown-type', [name.text], meant, TYPE_NAMES, help?.(name.text));
}
