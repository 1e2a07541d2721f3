/** The offsets of the values of a JSON text. */

import { pointerStep } from '../../runtime/outputs/escape.ts';

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

interface Level {
  pointer: string;
  /** In a list: the index of the next element; undefined in an object. */
  index: number | undefined;
  /** In an object: the name whose value follows. */
  name: string | undefined;
}

/**
 * The offset of each value by its pointer (RFC 6901); for members of objects, the offset of their name. The text must
 * be valid JSON.
 */
export function jsonPlaces(text: string): Map<string, number> {
  const places = new Map<string, number>();
  const levels: Level[] = [];
  const enter = (offset: number): string => {
    const level = levels[levels.length - 1];
    if (!level) return note('', offset);
    if (level.index !== undefined) return note(`${level.pointer}/${level.index++}`, offset);
    const pointer = `${level.pointer}${pointerStep(level.name ?? '')}`;
    level.name = undefined;
    return pointer;
  };
  const note = (pointer: string, offset: number): string => {
    places.set(pointer, offset);
    return pointer;
  };
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const level = levels[levels.length - 1];
    if (token === '{' || token === '[') levels.push({ pointer: enter(index), index: token === '[' ? 0 : undefined, name: undefined });
    else if (token === '}' || token === ']') levels.pop();
    else if (token === ':' || token === ',') continue;
    else if (level && level.index === undefined && level.name === undefined) {
      level.name = JSON.parse(token) as string;
      note(`${level.pointer}${pointerStep(level.name)}`, index);
    } else enter(index);
  }
  return places;
}

/** The offset of the first invalid token; undefined if all tokens are valid, and only their order is wrong. */
export function wrongToken(text: string): number | undefined {
  for (const { 0: token, index } of text.matchAll(TOKEN)) if (!'{}[]:,'.includes(token) && !isJson(token)) return index;
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
