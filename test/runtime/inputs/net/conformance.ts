/**
 * The meaning of bytes on the wire: how messages are framed, and what each of them means. From RFC 3164, 5424, 5425,
 * 5426 and 6587, and from devices that comply with none of them. The records are those of the decoder's table.
 */

import { SYSLOG_ROWS } from '../../decode/syslog/conformance.ts';
import type { SyslogRow } from '../../decode/syslog/conformance-row.ts';
import { FRAMING_ROWS } from './conformance-framing.ts';
import { counted, datagram, type Expected, stream, utf8, type WireRow } from './conformance-row.ts';

const A = '<13>Feb 29 10:00:00 h a: x';

/** RFC 5426: a datagram is a message, whatever its content. */
const datagrams: WireRow[] = [
  datagram('LF behind it', `${A}\n`, [A]),
  datagram('CRLF behind it', `${A}\r\n`, [A]),
  datagram('NUL behind it', `${A}\0`, [A]),
  datagram('LF and NUL behind it', `${A}\n\0`, [A]),
  datagram('two lines', `${A}\n${A}\n`, [`${A}\n${A}`]),
  datagram('a length in front', counted(A), [counted(A)]),
  datagram('nothing', '', [], { blank: 1 }),
  datagram('a line end', '\r\n', [], { blank: 1 }),
  datagram('blanks', ' \t ', [], { blank: 1 }),
  datagram('NUL in the middle', '<13>one\0two', ['<13>one\0two']),
  datagram('NUL in front', `\0${A}`, [`\0${A}`]),
  datagram('bytes that are no UTF-8', '<13>\xff\xfe', [['<13>\xff\xfe', 'invalidUtf8']]),
  datagram('480 bytes', A.padEnd(480, 'x'), [A.padEnd(480, 'x')], { options: 'max=480' }),
  datagram('481 bytes', A.padEnd(481, 'x'), [[A.padEnd(480, 'x'), 'truncated']], { options: 'max=480' }),
  datagram('a limit within a character', `${A.padEnd(479, 'x')}${utf8('€')}`, [[A.padEnd(479, 'x'), 'truncated']], { options: 'max=480' }),
  datagram('2048 bytes', A.padEnd(2048, 'x'), [A.padEnd(2048, 'x')]),
  datagram('the most that a datagram holds', A.padEnd(65_507, 'x'), [A.padEnd(65_507, 'x')]),
];

/** A record in a datagram, octet-counted, and as a line if possible. */
function overAll(record: SyslogRow): WireRow[] {
  const text = typeof record.record === 'string' ? utf8(record.record) : Buffer.from(record.record).toString('latin1');
  const message: Expected = record.flags.includes('invalidUtf8') ? [text, 'invalidUtf8'] : text;
  // A length only counts before a PRI.
  const frames = text.startsWith('<') ? [stream(`counted: ${record.name}`, counted(text), [message], { record })] : [];
  const frameErrors = /^[1-9]\d{0,8} /.test(text) ? 1 : 0;
  const line = stream(`a line: ${record.name}`, `${text}\n`, [message], { record, frameErrors });
  return [datagram(record.name, text, [message], { record }), ...frames, ...(text.includes('\n') ? [] : [line])];
}

export const WIRE_ROWS: readonly WireRow[] = [
  ...FRAMING_ROWS,
  ...datagrams,
  ...SYSLOG_ROWS.filter(({ from }) => from === 'wire').flatMap(overAll),
];
