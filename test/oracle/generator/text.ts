/** Program text with parts that may be left out: what is generated is rendered, and shrunk by leaving parts out. */

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

/** The text without the smallest optional part around an offset of what is rendered; undefined when there is none. */
export function without(text: Text, offset: number): Text | undefined {
  let start = 0;
  for (const [i, part] of text.entries()) {
    const end = start + render([part]).length;
    if (typeof part !== 'string' && offset >= start && offset < end) {
      const inner = without(part.optional, offset - start);
      return inner ? text.with(i, { optional: inner }) : text.toSpliced(i, 1);
    }
    start = end;
  }
  return undefined;
}
