/** Invalid sequences of pieces in a template. */

import type { Span } from '../ast.ts';
import type { PiecePlan } from '../pattern-plan.ts';
import { isShortest } from './capture-types.ts';
import type { Problems } from './problem.ts';

/**
 * Nothing can follow `rest`; and a shortest capture followed by another, or by `rest`, would always be empty.
 * @param places where each piece is written
 */
export function checkOrder(pieces: readonly PiecePlan[], places: ReadonlyMap<PiecePlan, Span>, problems: Problems): void {
  let rest: PiecePlan | undefined;

  const refuse = (piece: PiecePlan, code: 'text-after-rest' | 'always-empty'): void => {
    const at = places.get(piece);
    if (at) problems.add(at, code, []);
  };
  /** Checks a row of pieces; returns the shortest capture that it may end with. */
  const walk = (row: readonly PiecePlan[]): PiecePlan | undefined => {
    let shortest: PiecePlan | undefined;
    for (const piece of row) {
      if (rest) refuse(rest, 'text-after-rest');
      rest = undefined;
      if (piece.kind === 'optional') {
        shortest = walk(piece.pieces) ?? shortest;
        continue;
      }
      const takesAll = piece.kind === 'capture' && (isShortest(piece.type) || piece.type.name === 'rest');
      if (takesAll && shortest) refuse(shortest, 'always-empty');
      if (piece.kind === 'capture' && piece.type.name === 'rest') rest = piece;
      shortest = piece.kind === 'capture' && isShortest(piece.type) ? piece : undefined;
    }
    return shortest;
  };

  walk(pieces);
}
