import type { PiecePlan } from '../pattern-plan.ts';

/**
 * Pattern syntax of other languages that hardly ever occurs in logs: classes and groups of regular expressions, parsers
 * of syslog-ng.
 */
const PATTERN = /\\[dDwWsS][+*{]|\(\?[<:P=!]|\(\.[*+]\??\)|(?:^|\s)\.[*+](?=\s|$)|\[(?:0-9|a-z|A-Z)[^\][]*\]|@[A-Z]{4}[^@\s:]*:[^@]*@/;
/** What precedes the `%` of grok and dissect, `%{name}`. After a number it is a percentage. */
const PERCENT = /[\s([=:,"']%$/;

/** Literal text of a template that would be a pattern in another language; undefined if there is none. */
export function foreignText(pieces: readonly PiecePlan[]): string | undefined {
  for (const [i, piece] of pieces.entries()) {
    const found = piece.kind === 'text' ? PATTERN.exec(piece.text)?.[0].trim() : undefined;
    const inside = piece.kind === 'optional' ? foreignText(piece.pieces) : undefined;
    if (found !== undefined || inside !== undefined) return found ?? inside;
    if (isPercent(pieces, i)) return '%';
  }
  return undefined;
}

function isPercent(pieces: readonly PiecePlan[], at: number): boolean {
  const [sign, capture, behind] = pieces.slice(at, at + 3);
  if (sign?.kind !== 'text' || capture?.kind !== 'capture') return false;
  // Cisco messages begin like this: %SYS-5-CONFIG_I.
  const ofCisco = behind?.kind === 'text' && behind.text.startsWith('-');
  return !ofCisco && (PERCENT.test(sign.text) || (at === 0 && sign.text === '%'));
}
