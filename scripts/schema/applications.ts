/** The schema of `applications` in a configuration. */

import outputs from '../../schema/outputs.schema.json' with { type: 'json' };

const TEXT = { type: 'string', minLength: 1 };
const VALUE = { type: ['string', 'number', 'boolean'] };
const DURATION = { ...TEXT, description: 'As in 500ms, 30s, 5m; that of serve if absent.' };
const NAME = '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$';

/** The definitions that the schema of an output refers to, which must be included with it. */
export const OUTPUT_DEFINITIONS = outputs.definitions;

const { type, discriminator, required, oneOf } = outputs;

const INPUT = {
  type: 'object',
  properties: {
    syslog: { ...TEXT, description: 'An address to receive on: udp://, tcp://, tls://, relp:// or unix://.' },
    follow: { ...TEXT, description: 'A log that grows: a file, glob or folder.' },
    format: {
      ...TEXT,
      description:
        'The format of its records. If absent, what is received has the syslog format of the rules, and that of a log is detected.',
    },
    zone: { ...TEXT, description: 'The zone of stamps without one, of what is received.' },
  },
  additionalProperties: false,
  oneOf: [{ required: ['syslog'] }, { required: ['follow'], not: { required: ['zone'] } }],
};

const APPLICATION = {
  type: 'object',
  required: ['rules'],
  properties: {
    rules: {
      description: 'Rule files, folders with rule files, or a compiled plan.',
      anyOf: [TEXT, { type: 'array', items: TEXT, minItems: 1 }],
    },
    params: {
      description: 'Values for params of the rules.',
      type: 'object',
      additionalProperties: { anyOf: [VALUE, { type: 'array', items: VALUE }] },
    },
    inputs: { description: 'What it reads.', type: 'array', items: INPUT },
    outputs: { description: 'Where its outcomes go.', type: 'array', items: { type, discriminator, required, oneOf } },
    state: { ...TEXT, description: 'Its folder for state. If absent, a folder with its name below that of serve.' },
    zone: { ...TEXT, description: 'The zone of stamps without one.' },
    'max-line': { ...TEXT, description: 'The longest line of a log, as in 256KiB; a longer one is cut; that of serve if absent.' },
    lateness: DURATION,
    late: { description: 'What becomes of late records.', enum: ['deliver', 'drop'] },
    idle: DURATION,
    'max-skew': DURATION,
    checkpoint: DURATION,
    'on-change': { description: 'What becomes of what is open when its rule changes.', enum: ['abandon', 'drain', 'migrate'] },
    watch: { description: 'Read its rules again when their files change.', type: 'boolean' },
  },
  additionalProperties: false,
};

/** By name; paths are relative to the folder of the configuration. */
export const APPLICATIONS_SCHEMA = {
  description: 'Applications that corr serve runs, by name. Relative paths are below the folder of this file.',
  type: 'object',
  propertyNames: { pattern: NAME },
  additionalProperties: APPLICATION,
};
