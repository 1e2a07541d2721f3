/** What a checkpoint holds. What is in the parts is up to those who wrote them; the checksum says that it is theirs. */

import { Ajv } from 'ajv';
import type { SavedOutputs } from './outputs.ts';
import type { SavedSource } from './source.ts';

export interface SavedLive {
  version: 1;
  /** The meaning of the program that wrote it. */
  plan: string;
  /** The first segment of the journal behind it. */
  segment: number;
  intake: unknown;
  totals: unknown;
  sources: SavedSource[];
  outputs: SavedOutputs;
}

const SCHEMA = {
  type: 'object',
  required: ['version', 'plan', 'segment', 'intake', 'totals', 'sources', 'outputs'],
  properties: {
    version: { const: 1 },
    plan: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    segment: { type: 'integer', minimum: 0 },
    intake: { type: 'object' },
    totals: { type: 'object' },
    sources: {
      type: 'array',
      items: {
        type: 'object',
        required: ['source', 'format', 'context', 'clock', 'place', 'last'],
        properties: {
          source: { type: 'string' },
          format: { type: 'string' },
          context: { type: 'object', required: ['received', 'zone'] },
          clock: { type: 'array', minItems: 2, maxItems: 2 },
          place: { type: ['object', 'null'], required: ['id', 'length', 'checksum', 'offset', 'line'] },
          last: { type: 'number' },
        },
      },
    },
    outputs: {
      type: 'array',
      items: {
        type: 'array',
        minItems: 2,
        maxItems: 2,
        items: [{ type: 'string' }, { type: 'object', required: ['length', 'tail'] }],
      },
    },
  },
};

export const isSavedLive = new Ajv({ allowUnionTypes: true, strict: false }).compile<SavedLive>(SCHEMA);
