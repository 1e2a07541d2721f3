/** Random regular expressions of the portable subset in an author's notation, and texts for them. */

import fc from 'fast-check';

/** Characters for which `\s`, `.` and case mean the same in JavaScript. */
const CHARACTERS = ['a', 'b', 'A', 'B', '0', '1', '_', '-', ' ', '\n', 'é', 'É', 'ж', '😀'];

export const text = fc.string({ unit: fc.constantFrom(...CHARACTERS), maxLength: 12 });

interface Part {
  source: string;
  nullable: boolean;
}

const atom = fc.constantFrom('a', 'b', '0', 'A', '-', 'é', 'ж', '😀', ' ', '.', '\\d', '\\w', '\\s', '\\D', '\\W', '\\S');
const classes = fc
  .tuple(
    fc.boolean(),
    fc.uniqueArray(fc.constantFrom('a', 'b-c', 'A-Z', '0-9', '\\d', '\\s', 'é', '😀', '_', '\\-'), { minLength: 1, maxLength: 3 }),
  )
  .map(([negated, members]) => `[${negated ? '^' : ''}${members.join('')}]`);
const escapes = fc.constantFrom('\\x61', '\\u0062', '\\u{1F600}', '\\n', '\\.', '\\u00e9');
const oneOfMany: fc.Arbitrary<Part> = fc
  .oneof({ weight: 4, arbitrary: atom }, { weight: 2, arbitrary: classes }, escapes)
  .map((source) => ({ source, nullable: false }));
const assertion: fc.Arbitrary<Part> = fc.constantFrom('^', '$', '\\b', '\\B').map((source) => ({ source, nullable: true }));
const quantifier = fc
  .constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,2}', '{2,}')
  .chain((written) => fc.constantFrom(written, `${written}?`));
const once = fc.constantFrom('{2}', '{3}', '{1}');

const { whole } = fc.letrec<{ whole: Part; sequence: Part; repeated: Part; part: Part; group: Part }>((tie) => ({
  whole: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((options) => ({
    source: options.map(({ source }) => source).join('|'),
    nullable: options.some(({ nullable }) => nullable),
  })),
  sequence: fc.array(tie('repeated'), { minLength: 0, maxLength: 4 }).map((items) => ({
    source: items.map(({ source }) => source).join(''),
    nullable: items.every(({ nullable }) => nullable),
  })),
  /** Parts that can be empty are only repeated a fixed number of times. */
  repeated: fc.tuple(tie('part'), fc.option(quantifier, { freq: 2 }), once).map(([part, written, fixed]) => {
    if (written === null || /^(?:[$^]|\\[bB])$/.test(part.source)) return part;
    if (part.nullable) return { source: part.source + fixed, nullable: true };
    return { source: part.source + written, nullable: /^[*?]|^\{0/.test(written) };
  }),
  part: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { weight: 5, arbitrary: oneOfMany },
    { weight: 1, arbitrary: assertion },
    { weight: 3, arbitrary: tie('group') },
  ),
  group: fc
    .tuple(fc.constantFrom('(?:', '('), tie('whole'))
    .map(([open, { source, nullable }]) => ({ source: `${open}${source})`, nullable })),
}));

/** Names every group outside of repetitions: `(?<g1>`. */
function withNames(source: string): string {
  const open: { at: number; plain: boolean }[] = [];
  const named: number[] = [];
  for (const { 0: sign, index } of source.matchAll(/\\.|\[(?:[^\]\\]|\\.)*\]|\((?:\?:)?|\)/gs)) {
    if (sign.startsWith('(')) open.push({ at: index, plain: sign === '(' });
    else if (sign === ')') {
      const group = open.pop();
      const quantified = /^[*+{]/.test(source.slice(index + 1));
      if (quantified) named.splice(named.findIndex((at) => at > (group?.at ?? 0)) >>> 0);
      else if (group?.plain) named.push(group.at);
      named.sort((a, b) => a - b);
    }
  }
  let number = named.length;
  return named.reduceRight((written, at) => `${written.slice(0, at)}(?<g${number--}>${written.slice(at + 1)}`, source);
}

/** With named groups where they are allowed. */
export const regexSource = whole.map(({ source }) => withNames(source));
