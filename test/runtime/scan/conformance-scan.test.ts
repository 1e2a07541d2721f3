/** What the table of syslog records says of messages and programs, a scan must find: it knows only the usual headers. */

import { describe, expect, it } from 'vitest';
import { SYSLOG_ROWS } from '../decode/syslog/conformance.ts';
import type { SyslogRow } from '../decode/syslog/conformance-row.ts';
import { expectSame, looksFor, planOf } from './scanned.ts';

/** The longest beginning of a message that a rule looks for. */
const LONGEST = 12;
const COPIES = 4;

/** A record whose message begins in this way, of the program if there is one. */
function recordOf({ fields: { app }, message }: SyslogRow, isNamed: boolean): string {
  const beginning = message.slice(0, LONGEST).replace(/[\\"]/g, '\\$&').replace(/[{}]/g, '$&$&');
  return `${isNamed ? `where app == ${JSON.stringify(app)} ` : ''}{ x = "${beginning}{*}" }`;
}

/** Those that a file may have, with a message of ASCII. */
const rows = SYSLOG_ROWS.filter(({ from, message, record }) => (from === 'file' || record[0] === '<') && /^[ -~]+$/.test(message));

describe('a scan of a log of one line, repeated', () => {
  it.each(rows.map((row) => [row.name, row] as const))('finds it by its beginning: %s', async (_, row) => {
    const line = `${Buffer.from(row.record as string).toString('latin1')}\n`;
    const source = { files: [line.repeat(COPIES)], size: 1 << 16, zone: 'UTC', year: undefined, maxLine: 1 << 16 };
    for (const isNamed of typeof row.fields['app'] === 'string' ? [false, true] : [false]) {
      const { scanned, all } = looksFor(planOf('syslog', recordOf(row, isNamed)));
      const everyLine = await all(source);
      expect(everyLine.map(({ matches }) => matches.length)).toEqual(Array(COPIES).fill(1));
      expectSame(await scanned(source, 'js'), everyLine);
      expectSame(await scanned(source, 'wasm'), everyLine);
    }
  });
});
