/** YAML 1.2: its value, and the offsets of its parts. */

import { isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';
import { pointerStep } from '../../runtime/outputs/escape.ts';

type Yaml = { value: unknown; places: Map<string, number> } | { problem: string; offset: number };

/** An empty text is an empty object. A syntax error is returned with the offset of the first one. */
export function readYaml(text: string): Yaml {
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'error' });
    const [mistake] = [...document.errors, ...document.warnings];
    if (mistake) return { problem: mistake.message, offset: mistake.pos[0] };
    const places = new Map<string, number>();
    notePlaces(document.contents, '', places);
    return { value: document.contents === null ? {} : document.toJS(), places };
  } catch (error) {
    // An unresolved alias, aliases that expand exponentially, or a text nested too deeply.
    return { problem: (error as Error).message, offset: 0 };
  }
}

/** As in JSON: for members of a map, the offset of their name. */
function notePlaces(node: unknown, pointer: string, places: Map<string, number>): void {
  if (!isNode(node)) return;
  if (node.range && !places.has(pointer)) places.set(pointer, node.range[0]);
  if (isSeq(node)) for (const [i, item] of node.items.entries()) notePlaces(item, `${pointer}/${i}`, places);
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    if (!isScalar(key)) continue;
    const step = `${pointer}${pointerStep(String(key.value))}`;
    if (key.range) places.set(step, key.range[0]);
    notePlaces(value, step, places);
  }
}
