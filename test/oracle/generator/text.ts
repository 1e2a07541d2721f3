/** Program text with optional parts: generated programs are rendered from it, and shrunk by omitting parts. */

export type Text = readonly (string | Optional)[];

export interface Optional {
  optional: Text;
}

export function optional(...parts: Text): Optional {
  return { optional: parts };
}

export function render(text: Text): string {
  return text.map((part) => (typeof part === 'string' ? part : render(part.optional))).join('');
}

/** The text without one of its optional parts, for each of them; larger parts first. */
export function* smaller(text: Text): Generator<Text> {
  for (const [i, part] of text.entries()) if (typeof part !== 'string') yield text.toSpliced(i, 1);
  for (const [i, part] of text.entries()) {
    if (typeof part === 'string') continue;
    for (const inner of smaller(part.optional)) yield text.with(i, { optional: inner });
  }
}

/**
 * The text without the smallest optional part around each of some offsets of the rendered text; undefined if one of
 * them is in no optional part.
 */
export function without(text: Text, offsets: readonly number[]): Text | undefined {
  const left: Text[number][] = [];
  let start = 0;
  for (const part of text) {
    const { length } = render([part]);
    const inside = offsets.map((offset) => offset - start).filter((offset) => offset >= 0 && offset < length);
    start += length;
    if (inside.length === 0) left.push(part);
    else if (typeof part === 'string') return undefined;
    else {
      const inner = without(part.optional, inside);
      if (inner) left.push({ optional: inner });
    }
  }
  return left;
}
