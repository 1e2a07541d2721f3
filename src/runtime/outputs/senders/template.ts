/** Text with `{field}` in it. It is read once; what comes out of a field is never read again. */

import type { ParcelFields } from './parcel-fields.ts';

export interface TemplateProblem {
  /** From 1, in UTF-16 units. */
  column: number;
  message: string;
}

/** What a `{…}` can be, in order: fields by their paths, texts in quotes. */
type Hole = readonly (string | readonly string[])[];

/** What happened, in one line: what is said when the author has written nothing else. */
export const STORY = '{rule} {outcome}: {message ?? reason}';

/** The pieces of a text: doubled braces, holes, braces that are none of both, and what is between. */
const PIECES = /\{\{|\}\}|\{((?:`[^`]*`|"[^"]*"|[^{}`"])*)\}|[{}]|[^{}]+/g;
const NAME = '(?:`[^`]+`|[^\\s.?`"{}]+)';
const ALTERNATIVE = new RegExp(`^\\s*(?:"(?<text>[^"]*)"|(?<path>${NAME}(?:\\.${NAME})*))\\s*(?:(?<more>\\?\\?)|$)`);

/**
 * `{user}`, `{key.user}`, `` {fields.`a.b`} ``, `{message ?? reason}`, `{user ?? "nobody"}`; `{{` and `}}` are braces.
 * A field that is missing leaves nothing.
 */
export class Template {
  private constructor(private readonly pieces: readonly (string | Hole)[]) {}

  static parse(text: string): Template | TemplateProblem {
    const pieces: (string | Hole)[] = [];
    for (const { 0: piece, 1: inside, index } of text.matchAll(PIECES)) {
      if (piece === '{{' || piece === '}}') pieces.push(piece.charAt(0));
      else if (piece === '{') return { column: index + 1, message: "This '{' is not closed; a brace itself is written '{{'." };
      else if (piece === '}') return { column: index + 1, message: "This '}' closes nothing; a brace itself is written '}}'." };
      else if (inside === undefined) pieces.push(piece);
      else {
        const hole = readHole(inside);
        if (!hole)
          return { column: index + 1, message: `'${piece}' names no field; write it as {user}, {key.user} or {message ?? reason}.` };
        pieces.push(hole);
      }
    }
    return new Template(pieces);
  }

  /**
   * For what the program itself says.
   * @throws Error when it is wrong
   */
  static of(text: string): Template {
    const template = Template.parse(text);
    if (template instanceof Template) return template;
    throw new Error(template.message);
  }

  /** There is no field in it. */
  get fixed(): boolean {
    return this.pieces.every((piece) => typeof piece === 'string');
  }

  /** @param escapeValue makes a value harmless where the text goes; what the author wrote stays as it is */
  render(fields: ParcelFields, escapeValue: (value: string) => string): string {
    return this.pieces.map((piece) => (typeof piece === 'string' ? piece : escapeValue(fill(piece, fields)))).join('');
  }
}

function readHole(inside: string): Hole | undefined {
  const hole: (string | string[])[] = [];
  for (let rest = inside, more = true; more; ) {
    const found = ALTERNATIVE.exec(rest);
    if (!found?.groups) return undefined;
    const { text, path, more: next } = found.groups;
    hole.push(text ?? Array.from((path ?? '').matchAll(/`([^`]+)`|[^.`]+/g), ([name, quoted]) => quoted ?? name));
    rest = rest.slice(found[0].length);
    more = next !== undefined;
  }
  return hole;
}

function fill(hole: Hole, fields: ParcelFields): string {
  for (const one of hole) {
    const text = typeof one === 'string' ? one : fields.text(one);
    if (text !== undefined) return text;
  }
  return '';
}
