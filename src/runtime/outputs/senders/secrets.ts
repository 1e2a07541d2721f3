/** Secrets of outputs: a configuration only names them; they are read from the environment or from files, and never shown. */

import { jsonString, terminalText, urlText } from '../escape.ts';
import { CUT } from './sender.ts';

/** Where secrets are stored; returns undefined if there is none. */
export interface SecretStore {
  env(name: string): string | undefined;
  file(path: string): string | undefined;
}

export const REFERENCE = /^(env|file):(.+)$/s;

const HIDDEN = '***';

export class Secrets {
  /** All texts that must not be shown, the longest first, as one may be the beginning of another. */
  private hidden: readonly string[] = [];

  constructor(private readonly store: SecretStore) {}

  /** The value of `env:NAME` or `file:/path`, or what is wrong with it. Trailing line ends of a file are stripped. */
  read(reference: string): { value: string } | { problem: string } {
    const [, kind, name = ''] = REFERENCE.exec(reference) ?? [];
    if (kind === undefined) return { problem: 'A secret cannot be written here itself.' };
    const value = kind === 'env' ? this.store.env(name) : this.store.file(name)?.replace(/[\r\n]+$/, '');
    if (value === undefined) return { problem: kind === 'env' ? `There is no variable ${name}.` : `The file ${name} cannot be read.` };
    if (value === '') return { problem: `${reference} is empty.` };
    this.hide(value);
    return { value };
  }

  /** Also hides what was derived from secrets, such as a header. */
  hide(value: string): void {
    if (value === '') return;
    const forms = [value, terminalText(value), jsonString(value).slice(1, -1), urlText(value), base64(value)];
    this.hidden = [...new Set([...this.hidden, ...forms])].sort((a, b) => b.length - a.length);
  }

  /** The text with every secret replaced by `***`. */
  redact(text: string): string {
    return this.hidden.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text);
  }

  /** The same for a text that may have been cut within a secret. */
  redactExcerpt(text: string): string {
    return this.redact(text)
      .split(CUT)
      .map((piece, at, { length }) => (at < length - 1 ? this.withoutBeginning(piece) : piece))
      .join(CUT);
  }

  /** Hides the longest end of a text with which a secret begins. */
  private withoutBeginning(text: string): string {
    for (let at = Math.max(0, text.length - (this.hidden[0]?.length ?? 0)); at < text.length; at++) {
      const end = text.slice(at);
      if (this.hidden.some((secret) => secret.startsWith(end))) return `${text.slice(0, at)}${HIDDEN}`;
    }
    return text;
  }
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
