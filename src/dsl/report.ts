import type { Span } from './ast.ts';
import { type ArgsOf, type Code, diagnose } from './catalogue.ts';
import type { Diagnostic, Extras, Fix, Related } from './diagnostic.ts';
import { nearest } from './suggest.ts';

const asName = (text: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? text : `\`${text}\``);
const asText = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** Names that may have been meant; a function, where it is work to list them. */
type Known = Iterable<string> | (() => Iterable<string>);

/** In a file with more unknown names they are not misspelt. */
const MOST_SOUGHT = 100;

/** Takes what is wrong in one file. */
export class Report {
  private sought = 0;

  constructor(
    readonly file: string,
    private readonly into: Diagnostic[],
  ) {}

  add<C extends Code>(at: Span, code: C, args: ArgsOf<C>, extras: Extras = {}): void {
    this.into.push(diagnose(code, { file: this.file, start: at.start, end: at.end }, args, extras));
  }

  /** With "did you mean", and the fix, when a known name is near to what was written. */
  unknown<C extends Code>(at: Span, code: C, args: ArgsOf<C>, written: string, known: Known): void {
    this.meant(at, code, args, this.seek(written, known), asName);
  }

  /** As `unknown`, for what stands in double quotes. */
  unknownText<C extends Code>(at: Span, code: C, args: ArgsOf<C>, written: string, known: Known): void {
    this.meant(at, code, args, this.seek(written, known), asText);
  }

  private seek(written: string, known: Known): string | undefined {
    this.sought++;
    if (this.sought > MOST_SOUGHT) return undefined;
    return nearest(written, typeof known === 'function' ? known() : known);
  }

  private meant<C extends Code>(at: Span, code: C, args: ArgsOf<C>, meant: string | undefined, as: (text: string) => string): void {
    if (meant === undefined) {
      this.add(at, code, args);
      return;
    }
    const fix: Fix = { title: `Replace with ${meant}`, edits: [{ file: this.file, start: at.start, end: at.end, text: as(meant) }] };
    this.add(at, code, args, { help: `Did you mean '${meant}'?`, fixes: [fix] });
  }

  /** For a second look at what was reported already. */
  silent(): Report {
    return new Report(this.file, []);
  }

  related(at: Span, message: string): Related {
    return { file: this.file, start: at.start, end: at.end, message };
  }
}
