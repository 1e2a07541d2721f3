/** Everything the compiler says to a person about a rule file. */

export type DiagnosticSeverity = 'error' | 'warning' | 'info';

export interface Place {
  /** Path of the source. */
  file: string;
  /** Offsets in it; `end` is exclusive. */
  start: number;
  end: number;
}

export interface Edit extends Place {
  text: string;
}

/** A mend that an editor or `check --fix` can make. */
export interface Fix {
  title: string;
  edits: Edit[];
}

/** Another place that a diagnostic is about. */
export interface Related extends Place {
  message: string;
}

export interface Diagnostic extends Place {
  /** Slug of the catalogue: never renamed, never reused. */
  code: string;
  severity: DiagnosticSeverity;
  message: string;
  /** What to do next. */
  help?: string;
  related?: Related[];
  fixes?: Fix[];
}

/** What may come with a diagnostic beside its message. */
export interface Extras {
  help?: string | undefined;
  related?: Related[];
  fixes?: Fix[];
}
