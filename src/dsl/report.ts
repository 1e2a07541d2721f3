import type { Span } from './ast.ts';
import { type ArgsOf, type Code, catalogue, diagnose } from './catalogue.ts';
import { type Diagnostic, type Extras, type Fix, type Related, removal, replacement } from './diagnostic.ts';
import { didYouMean, MOST_SOUGHT, nearest } from './suggest.ts';

const asName = (text: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? text : `\`${text}\``);
const asText = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Names that may have been meant; a function if listing them is costly. */
type Known = Iterable<string> | (() => Iterable<string>);

/** Nobody reads a longer list of names. */
const MOST_LISTED = 16;

/** The help of a message with the known names, unless they are too many, or the help already names them. */
function listing(code: Code, names: readonly string[], help: string = catalogue[code].help): string {
  const different = [...new Set(names)].sort();
  const isTold = different.every((name) => help.includes(name));
  return isTold || different.length > MOST_LISTED ? help : `${help} Known here: ${different.join(', ')}.`;
}

/** Collects the diagnostics of one file. */
export class Report {
  private sought = 0;

  constructor(
    readonly file: string,
    private readonly into: Diagnostic[],
  ) {}

  add<C extends Code>(at: Span, code: C, args: ArgsOf<C>, extras: Extras = {}): void {
    this.into.push(diagnose(code, { file: this.file, start: at.start, end: at.end }, args, extras));
  }

  /**
   * With "did you mean" and a fix if a known name is similar; otherwise with all names, if they are few.
   * @param help instead of the usual one
   */
  unknown<C extends Code>(at: Span, code: C, args: ArgsOf<C>, written: string, known: Known, help?: string): void {
    const names = this.seek(known);
    const meant = nearest(written, names);
    if (meant === undefined) this.add(at, code, args, { help: listing(code, names, help) });
    else this.meant(at, code, args, meant, asName);
  }

  /** As `unknown`, for text in double quotes. */
  unknownText<C extends Code>(at: Span, code: C, args: ArgsOf<C>, written: string, known: Known): void {
    this.meant(at, code, args, nearest(written, this.seek(known)), asText);
  }

  /** The known names; empty if so many names are unknown that they are not considered misspelt. */
  private seek(known: Known): readonly string[] {
    this.sought++;
    if (this.sought > MOST_SOUGHT) return [];
    return [...(typeof known === 'function' ? known() : known)];
  }

  /**
   * With "did you mean" and a fix, if it is known what was meant.
   * @param as how that is written; unchanged by default, as a name of several parts
   */
  meant<C extends Code>(at: Span, code: C, args: ArgsOf<C>, meant: string | undefined, as = (text: string): string => text): void {
    if (meant === undefined) {
      this.add(at, code, args);
      return;
    }
    this.add(at, code, args, { help: didYouMean(meant), fixes: [this.replacement(at, as(meant), meant)] });
  }

  /** A report that discards everything, for evaluating again what was already reported. */
  silent(): Report {
    return new Report(this.file, []);
  }

  replacement({ start, end }: Span, text: string, shown = text): Fix {
    return replacement({ file: this.file, start, end }, text, shown);
  }

  removal({ start, end }: Span): Fix {
    return removal({ file: this.file, start, end });
  }

  related(at: Span, message: string): Related {
    return { file: this.file, start: at.start, end: at.end, message };
  }
}
