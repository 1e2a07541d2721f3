/** The systemd journal as `journalctl -o json` writes it: one object a line, with field names in capitals. */

import type { FormatPlan } from '../../../dsl/plan.ts';
import { RecordFlag, type Value } from '../../record.ts';
import type { DecodeContext } from '../context.ts';
import type { DecodedRecord } from '../decoded-record.ts';
import type { StampFrame } from '../stamps/stamp-frame.ts';
import { facilityName, severityName } from '../syslog/priority.ts';
import { JsonDecoder, type JsonNames } from './json.ts';
import { valueAt } from './json-value.ts';

/** Syslog names for journal fields, so that one group of records fits both. */
const ALIASES: ReadonlyMap<string, readonly string[]> = new Map([
  ['host', ['_HOSTNAME']],
  ['app', ['SYSLOG_IDENTIFIER', '_COMM']],
  ['pid', ['_PID', 'SYSLOG_PID']],
  ['msgid', ['MESSAGE_ID']],
  ['facility', ['SYSLOG_FACILITY']],
  ['severity', ['PRIORITY']],
  ['message', ['MESSAGE']],
]);

const NAMES: JsonNames = {
  time: [['__REALTIME_TIMESTAMP'], ['_SOURCE_REALTIME_TIMESTAMP']],
  message: [['MESSAGE']],
  membersOf: ([name = '', ...others]) => (others.length > 0 || isTranslated(name) ? undefined : [name, ...(ALIASES.get(name) ?? [])]),
};

export class JournalDecoder extends JsonDecoder {
  constructor(format: FormatPlan, context: DecodeContext) {
    super(format, context, NAMES);
  }

  override decode(record: DecodedRecord, bytes: Uint8Array, start: number, end: number): void {
    super.decode(record, bytes, start, end);
    // Without one of these members, an object is not recognisable as a journal entry.
    if (this.token(['MESSAGE']) < 0 && this.token(['__REALTIME_TIMESTAMP']) < 0) record.flags |= RecordFlag.undecodable;
  }

  /** Only the preferred time identifies a record as a journal entry, so a frame of any other is not used. */
  override frame(record: DecodedRecord): StampFrame | undefined {
    const frame = super.frame(record);
    return frame?.rank === 0 ? frame : undefined;
  }

  override field(record: DecodedRecord, path: readonly string[]): Value | undefined {
    const own = super.field(record, path);
    if (own !== undefined || path.length !== 1) return own === undefined ? undefined : textOfBytes(own);
    for (const name of ALIASES.get(path[0]!) ?? []) {
      const value = super.field(record, [name]);
      if (value !== undefined) return translated(path[0]!, textOfBytes(value));
    }
    return undefined;
  }

  /** A message that is not UTF-8, or has control characters, is written as the list of its bytes. */
  protected override setOddMessage(record: DecodedRecord, token: number): boolean {
    const value = valueAt(this.tape, this.bytes, token, this.reader);
    const text = value === undefined ? undefined : textOfBytes(value);
    if (typeof text !== 'string') return false;
    if (text.includes('\uFFFD')) record.flags |= RecordFlag.invalidUtf8;
    record.setMessageText(text);
    return true;
  }
}

/** Whether the field is a number in the journal but a name in syslog. */
function isTranslated(field: string): boolean {
  return field === 'severity' || field === 'facility';
}

function translated(name: string, value: Value): Value | undefined {
  if (name === 'severity') return severityName(Number(value));
  return name === 'facility' ? facilityName(Number(value)) : value;
}

/** A list of bytes as text; any other value unchanged. */
function textOfBytes(value: Value): Value {
  if (!Array.isArray(value) || value.length === 0) return value;
  if (!value.every((item) => typeof item === 'number' && Number.isInteger(item) && item >= 0 && item <= 255)) return value;
  return new TextDecoder().decode(Uint8Array.from(value as number[]));
}
