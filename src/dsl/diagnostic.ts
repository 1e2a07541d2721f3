/** Diagnostics: everything the compiler says about a rule file. */

export type DiagnosticSeverity = 'error' | 'warning' | 'info';

export interface Place {
  /** Path of the source. */
  file: string;
  /** Offsets into the file; `end` is exclusive. */
  start: number;
  end: number;
}

export interface Edit extends Place {
  text: string;
}

/** A fix that an editor or `check --fix` can apply. */
export interface Fix {
  title: string;
  edits: Edit[];
}

/** Puts another text at a place. @param shown what its title says, if not that text */
export function replacement({ file, start, end }: Place, text: string, shown = text): Fix {
  return { title: `Replace with ${shown}`, edits: [{ file, start, end, text }] };
}

/** Takes the text at these places away. */
export function removal(...places: Place[]): Fix {
  return { title: 'Remove it', edits: places.map(({ file, start, end }) => ({ file, start, end, text: '' })) };
}

/** Another place that a diagnostic refers to. */
export interface Related extends Place {
  message: string;
}

export interface Diagnostic extends Place {
  /** A code of the catalogue: never renamed, never reused. */
  code: string;
  severity: DiagnosticSeverity;
  message: string;
  /** What to do next. */
  help?: string;
  related?: Related[];
  fixes?: Fix[];
}

/** Optional parts of a diagnostic besides its message. */
export interface Extras {
  help?: string | undefined;
  related?: Related[];
  fixes?: Fix[];
}
