/** The beginnings of texts by others: what a receiver answers, or a command says. */

/** Stands where a text goes on: what is before it may be the beginning of a secret. */
export const CUT = '…';

/** UTF-16 units of a text to report. */
export const EXCERPT = 300;

/** The beginning of a text, and a mark if there is more. */
export function excerptOf(text: string): string {
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT).trim()}${CUT}` : text.trim();
}
