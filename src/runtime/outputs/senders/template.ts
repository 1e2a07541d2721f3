/** Text with `{field}` in it. It is parsed once; field values are never parsed. */

import type { ParcelFields } from './parcel-fields.ts';

interface TemplateProblem {
  /** From 1, in UTF-16 units. */
  column: number;
  message: string;
}

export interface FieldName {
  path: readonly string[];
  /** From 1, in UTF-16 units. */
  column: number;
}

/** The alternatives of a `{…}`, in order: fields, quoted texts. */
type Hole = readonly (string | FieldName)[];

/** What happened, in one line: the default if the author has written nothing. */
export const STORY = '{rule} {outcome}: {message ?? reason}';

/** The default for counts. */
export const COUNTS = '{rule} {period} from {begin}: {outcomes}';

/** The pieces of a text: doubled braces, holes, stray braces, and the text between. */
const PIECES = /\{\{|\}\}|\{((?:`[^`]*`|"[^"]*"|[^{}`"])*)\}|[{}]|[^{}]+/g;
const NAME = '(?:`[^`]+`|[^\\s.?`"{}]+)';
const ALTERNATIVE = new RegExp(`^\\s*(?:"(?<text>[^"]*)"|(?<path>${NAME}(?:\\.${NAME})*))\\s*(?:(?<more>\\?\\?)|$)`);

/**
 * `{user}`, `{key.user}`, `` {fields.`a.b`} ``, `{message ?? reason}`, `{user ?? "nobody"}`; `{{` and `}}` are braces. A
 * missing field yields nothing.
 */
export class Template {
  private constructor(private readonly pieces: readonly (string | Hole)[]) {}

  static parse(text: string): Template | TemplateProblem {
    const pieces: (string | Hole)[] = [];
    for (const { 0: piece, 1: inside, index } of text.matchAll(PIECES)) {
      if (piece === '{{' || piece === '}}') pieces.push(piece.charAt(0));
      else if (piece === '{') return { column: index + 1, message: "This '{' is not closed; write '{{' for a brace." };
      else if (piece === '}') return { column: index + 1, message: "This '}' closes nothing; write '}}' for a brace." };
      else if (inside === undefined) pieces.push(piece);
      else {
        const hole = readHole(inside, index + 2);
        if (!hole)
          return { column: index + 1, message: `'${piece}' is not a field; write it as {user}, {key.user} or {message ?? reason}.` };
        pieces.push(hole);
      }
    }
    return new Template(pieces);
  }

  /**
   * For templates built into the program.
   * @throws Error if it has a mistake
   */
  static of(text: string): Template {
    const template = Template.parse(text);
    if (template instanceof Template) return template;
    throw new Error(template.message);
  }

  /** The author's text between the fields. */
  get texts(): string[] {
    return this.pieces.filter((piece) => typeof piece === 'string');
  }

  /** The fields that it names. */
  get names(): FieldName[] {
    const holes = this.pieces.filter((piece) => typeof piece !== 'string');
    return holes.flatMap((hole) => hole.filter((one) => typeof one !== 'string'));
  }

  /** @param escapeValue makes a value harmless for the target format; the author's text stays unchanged */
  render(fields: ParcelFields, escapeValue: (value: string) => string): string {
    return this.pieces.map((piece) => (typeof piece === 'string' ? piece : escapeValue(fill(piece, fields)))).join('');
  }
}

/** @param column where the hole begins, after its brace */
function readHole(inside: string, column: number): Hole | undefined {
  const hole: (string | FieldName)[] = [];
  for (let at = 0, more = true; more; ) {
    const found = ALTERNATIVE.exec(inside.slice(at));
    if (!found?.groups) return undefined;
    const { text, path = '', more: next } = found.groups;
    hole.push(text ?? { path: namesIn(path), column: column + at + found[0].indexOf(path) });
    at += found[0].length;
    more = next !== undefined;
  }
  return hole;
}

function namesIn(path: string): string[] {
  return Array.from(path.matchAll(/`([^`]+)`|[^.`]+/g), ([name, quoted]) => quoted ?? name);
}

function fill(hole: Hole, fields: ParcelFields): string {
  for (const one of hole) {
    const text = typeof one === 'string' ? one : fields.text(one.path);
    if (text !== undefined) return text;
  }
  return '';
}
