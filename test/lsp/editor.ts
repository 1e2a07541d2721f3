/** Rule files as in an editor: `‸` marks the cursor. */

import type { Place } from '../../src/dsl/diagnostic.ts';
import { applyEdits, type TextEdit } from '../../src/dsl/edits.ts';
import { Workspace } from '../../src/dsl/workspace.ts';
import { LanguageService } from '../../src/lsp/service.ts';

export interface Editor {
  service: LanguageService;
  path: string;
  /** Without marks. */
  text: string;
  /** Of the first mark. */
  offset: number;
  /** Of all marks. */
  offsets: number[];
  texts: ReadonlyMap<string, string>;
}

const MARK = '‸';
export const LIBRARY = `/// Lines of sshd.
records sshd from syslog where app == "sshd" {
  /// A login.
  accepted = "Accepted {method} for {user:text} from {addr:ip} port {port:int}{*}"
  failed   = "Failed {method} for {?invalid user }{user:text} from {addr:ip} port {port:int} ssh2"
}
`;

/** Opens a text with marks, together with other files. */
export function open(marked: string, others: Record<string, string> = {}, path = '/rules/main.corr'): Editor {
  const [first = '', ...rest] = marked.split(MARK);
  const offsets: number[] = [];
  let text = first;
  for (const part of rest) {
    offsets.push(text.length);
    text += part;
  }
  const texts = new Map(Object.entries({ 'std/sshd.corr': LIBRARY, ...others, [path]: text }));
  const workspace = new Workspace({ read: (asked) => texts.get(asked), libraries: () => ['std/sshd'] });
  workspace.add([...texts.keys()].filter((file) => !file.startsWith('std/')));
  workspace.update(path, text);
  return { service: new LanguageService(workspace), path, text, offset: offsets[0] ?? 0, offsets, texts };
}

/** The text at a place, with its line number: `3: login`. */
export function shown({ texts }: Editor, { file, start, end }: Place, home = '/rules/main.corr'): string {
  const text = texts.get(file) ?? '';
  const line = text.slice(0, start).split('\n').length;
  return `${file === home ? '' : `${file} `}${line}: ${text.slice(start, end).split('\n')[0]}`;
}

/** The text with the edits applied. */
export function edited({ text, path }: Editor, edits: readonly (TextEdit & { file?: string })[]): string {
  return applyEdits(
    text,
    edits.filter(({ file = path }) => file === path),
  );
}

/** A program for most queries. */
export const JOB = `import { sshd } from "std/sshd"
param patience = 10m

/// One visit.
transaction visit {
  key addr
  start sshd.failed * as try
  then  sshd.accepted as login
  timeout "stalled" after patience before login
  emit { user = login.user, tries = count(try) }
  message success = "{user} after {tries}"
}
`;
