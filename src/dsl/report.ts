import type { Span } from './ast.ts';
import { type ArgsOf, type Code, diagnose } from './catalogue.ts';
import type { Diagnostic, Extras, Fix } from './diagnostic.ts';
import { nearest } from './suggest.ts';

/** Takes what is wrong in one file. */
export class Report {
  constructor(
    readonly file: string,
    private readonly into: Diagnostic[],
  ) {}

  add<C extends Code>(at: Span, code: C, args: ArgsOf<C>, extras: Extras = {}): void {
    this.into.push(diagnose(code, { file: this.file, start: at.start, end: at.end }, args, extras));
  }

  /** With "did you mean", and the fix, when a known name is near to what was written. */
  unknown<C extends Code>(at: Span, code: C, args: ArgsOf<C>, written: string, known: Iterable<string>): void {
    const meant = nearest(written, known);
    if (meant === undefined) this.add(at, code, args);
    else this.add(at, code, args, { help: `Did you mean '${meant}'?`, fixes: [this.replacing(at, meant)] });
  }

  private replacing(at: Span, text: string): Fix {
    const written = /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? text : `\`${text}\``;
    return { title: `Replace with ${text}`, edits: [{ file: this.file, start: at.start, end: at.end, text: written }] };
  }

  /** For a second look at what was reported already. */
  silent(): Report {
    return new Report(this.file, []);
  }

  related(at: Span, message: string): { file: string; start: number; end: number; message: string } {
    return { file: this.file, start: at.start, end: at.end, message };
  }
}
