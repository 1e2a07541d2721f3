/**
 * JSON documents that contain many records: `{"Records":[{…},{…}]}` of CloudTrail, or the nested lists of
 * OpenTelemetry.
 */

import type { DecodeContext } from '../../runtime/decode/context.ts';
import type { Value } from '../../runtime/record.ts';
import { timePathOf } from '../time-path.ts';

type Fields = ReadonlyMap<string, Value>;

/**
 * The jq command that outputs a line for each record, descending to the first list whose objects have a time. Undefined
 * if there is no such list.
 */
export function innerListOf(documents: readonly Fields[], context: DecodeContext): string | undefined {
  const [document] = documents;
  const path = document && pathTo(document, context);
  return path && `jq -c '${path}'`;
}

function pathTo(fields: Fields, context: DecodeContext): string | undefined {
  for (const [name, value] of fields) {
    const first = Array.isArray(value) ? value[0] : undefined;
    if (!(first instanceof Map) || !/^[A-Za-z_]\w*$/.test(name)) continue;
    const below = timePathOf([first as Fields], context) === undefined ? pathTo(first as Fields, context) : '';
    if (below !== undefined) return `.${name}[]${below}`;
  }
  return undefined;
}
