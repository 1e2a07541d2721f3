/** A small plan with a field of every type, and its outcomes. */

import type { Plan, Type } from '../../../src/dsl/plan.ts';
import type { Outcome } from '../../../src/runtime/record.ts';

const TYPES: readonly Type[] = ['text', 'int', 'float', 'bool', 'time', 'duration', 'ip', 'json', { list: 'duration' }];

/** The name of the emitted field of a type. */
export function fieldOf(type: Type): string {
  return typeof type === 'string' ? type : `${type.list}s`;
}

const nothing = { op: 'const', value: null } as const;

/** The rule `checkout` emits a field of each type, and `__proto__`; `flaps` is a window over host and port. */
export const PLAN: Plan = {
  plan: 1,
  requires: [],
  meaning: '',
  params: [],
  tables: [],
  formats: [],
  records: [
    record('shop.placed', [
      { name: 'user', type: 'text' },
      { name: 'wait', type: 'duration' },
    ]),
    record('shop.paid', []),
  ],
  rules: [
    {
      kind: 'transaction',
      ...base('checkout'),
      keys: [key('order', [{ name: 'order', type: 'text' }]), key('expires', [{ name: 'expires', type: 'time' }])],
      captures: [{ name: 'placed', records: [0] }],
      reporting: {
        emit: [
          ...TYPES.map((type) => ({ name: fieldOf(type), type, value: nothing })),
          { name: '__proto__', type: 'text', value: nothing },
        ],
        labels: [{ name: 'pause', type: 'duration', value: nothing }],
        messages: [],
        severities: [],
      },
      pattern: { kind: 'sequence', items: [], label: '' },
      endings: [],
      restart: { policy: 'abandon' },
      unexpected: { policy: 'count' },
      orphan: 'count',
      conflict: 'count',
      releases: [],
    } as unknown as Plan['rules'][number],
    {
      kind: 'window',
      ...base('flaps'),
      keys: [
        key('host, port', [
          { name: 'host', type: 'text' },
          { name: 'port', type: 'int' },
        ]),
      ],
      captures: [],
      reporting: { emit: [], labels: [], messages: [], severities: [] },
      open: { when: nothing, text: 'max(wait) > 1s', peak: { type: 'duration', value: nothing } },
    },
  ],
};

function record(name: string, fields: { name: string; type: Type }[]): Plan['records'][number] {
  return {
    name,
    origin: { file: 'shop.corr', line: 1 },
    format: 'json',
    fields: fields.map((field) => ({ ...field, optional: false })),
    header: [],
    before: [],
    alternatives: [],
    lets: [],
    where: [],
  };
}

function base(name: string) {
  return {
    name,
    origin: { file: 'shop.corr', line: 1 },
    stage: 0,
    meaning: '',
    layout: '',
    partition: [],
    known: [0, 1],
    summaries: [],
    lookbacks: [],
    limit: 1000,
  };
}

function key(name: string, parts: { name: string; type: Type }[]) {
  return { name, parts, every: false, carriers: [] };
}

export const SOURCES: readonly string[] = ['app.jsonl', 'other app.jsonl'];

/** 2024-05-01T10:00:00Z, in microseconds. */
export const NOON = Date.UTC(2024, 4, 1, 10) * 1000;

export function outcomeOf(given: Partial<Outcome> = {}): Outcome {
  return {
    id: 'a1.0',
    rule: 'checkout',
    outcome: 'failure',
    code: 'on',
    reason: 'shop.declined came',
    severity: 'error',
    keys: [{ name: 'order', parts: ['order'], values: [['A-1']] }],
    begin: NOON,
    end: NOON + 32_000_000,
    awaited: ['shop.paid'],
    fields: new Map(),
    captures: new Map(),
    records: [
      { source: 0, line: 3, record: 'shop.placed' },
      { source: 1, line: 7, record: 'shop.declined' },
    ],
    recordCount: 2,
    labels: new Map(),
    isReported: true,
    heldBack: 0,
    ...given,
  };
}

/** The output of a sink or printer. */
export class Written {
  text = '';
  readonly write = (piece: string | Uint8Array): void => {
    this.text += typeof piece === 'string' ? piece : new TextDecoder().decode(piece);
  };

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }
}

/** What must never reach a terminal: anything that moves its cursor or deceives its reader, except line ends. */
export const ACTS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/u;
