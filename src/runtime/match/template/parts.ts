/** The pieces of a template as one flat list, optional ones included. */

import type { PiecePlan } from '../../../dsl/pattern-plan.ts';
import type { CaptureType, CaptureTypes } from '../capture-types.ts';

export type Part =
  | { kind: 'literal'; text: string }
  | TypedPart
  /** The start of an optional piece; `behind` is the index of the part after it. */
  | { kind: 'optional'; behind: number }
  | { kind: 'end' };

export interface TypedPart {
  /** How much it takes of what it could: see `Kind` in `ops.ts`. */
  kind: 'shortest' | 'longest' | 'word' | 'json' | 'rest';
  type: CaptureType;
  slot?: number;
  /** The optional pieces around it: indexes of their parts, outermost first. */
  inside: readonly number[];
}

/** The last part is the end. */
export function partsOf(pieces: readonly PiecePlan[], types: CaptureTypes): Part[] {
  const parts: Part[] = [];

  const add = (piece: PiecePlan, inside: readonly number[]): void => {
    switch (piece.kind) {
      case 'text':
        if (piece.text !== '') parts.push({ kind: 'literal', text: piece.text });
        break;
      case 'oneOf':
        parts.push({ kind: 'longest', type: types.oneOf(piece.options), ...slotOf(piece), inside });
        break;
      case 'capture':
        parts.push({ kind: kindOf(piece), type: types.of(piece.type), ...slotOf(piece), inside });
        break;
      case 'optional': {
        const optional = { kind: 'optional' as const, behind: 0 };
        const index = parts.push(optional) - 1;
        for (const inner of piece.pieces) add(inner, [...inside, index]);
        optional.behind = parts.length;
      }
    }
  };

  for (const piece of pieces) add(piece, []);
  const last = parts.at(-1);
  // The last capture: as little as lets the rest match is then the entire rest.
  if (last?.kind === 'shortest') last.kind = 'rest';
  parts.push({ kind: 'end' });
  return parts;
}

function kindOf({ type }: Extract<PiecePlan, { kind: 'capture' }>): TypedPart['kind'] {
  if (type.name === 'text') return 'shortest';
  return type.name === 'rest' || type.name === 'word' || type.name === 'json' ? type.name : 'longest';
}

function slotOf({ slot }: { slot?: number }): { slot?: number } {
  return slot === undefined ? {} : { slot };
}
