import type { LogRecord, Value } from '../../../src/runtime/record.ts';

/** A log record with a message and predefined fields. It is in a larger buffer, as records are. */
export function logRecord(message: string | Uint8Array, fields: Record<string, Value> = {}, time = 0): LogRecord {
  const bytes = Buffer.concat([Buffer.from('before '), Buffer.from(message), Buffer.from(' behind')]);
  const start = 'before '.length;
  const end = bytes.length - ' behind'.length;
  const field = ([name = '']: readonly string[]) => (Object.hasOwn(fields, name) ? fields[name] : undefined);
  return { bytes, start, end, messageStart: start, messageEnd: end, time, weight: 1, flags: 0, field };
}
