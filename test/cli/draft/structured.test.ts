import { describe, expect, it } from 'vitest';
import { checkedDraft } from './drafting.ts';

/** Twenty transactions of two records each. */
function logOf(line: (time: string, event: string, i: number) => unknown): string {
  const lines = Array.from({ length: 20 }, (_, i) =>
    ['begun', 'ended'].map((event, minute) => {
      const text = line(`2024-05-01T10:0${minute}:${10 + i}.123Z`, event, i);
      return typeof text === 'string' ? text : JSON.stringify(text);
    }),
  );
  return lines.flat().join('\n');
}

describe('the draft of structured records', () => {
  it('has a key beside messages of free text', async () => {
    const text = await checkedDraft(
      logOf((time, event, i) => ({
        time,
        message: `call ${i} of 10.0.0.${i} ${event} in ${i * 7}ms`,
        trace: { id: `t${i}x` },
        'req.id': `r-${i % 3}`,
      })),
    );
    expect(text).toContain('ended = "call {call:int} of {addr:ip} ended in {took:duration}"');
    expect(text).toMatch(/key (?:call|trace\.id|addr)\n/);
    const body = await checkedDraft(logOf((time, event, i) => ({ time, body: { stringValue: `call ${event}` }, traceId: `t${i}x` })));
    expect(body).toContain('begun = "call begun"');
    expect(body).toContain('key traceId\n');
  });

  it('has messages without their own stamp, as in containers', async () => {
    const text = await checkedDraft(
      logOf(
        (time, event, i) => `${time} stdout F ${time.slice(0, 19).replace('T', ' ')},123 INFO [w-${i % 3}] a.Shop - call c${i}x ${event}`,
      ),
    );
    expect(text).toContain('= "{*}call {call} begun"');
    expect(text).toContain('key call\n');
  });

  it('has a group for each program of the journal, with the fields of syslog', async () => {
    const log = logOf((time, event, i) => ({
      __REALTIME_TIMESTAMP: `${Date.parse(time) * 1000}`,
      _HOSTNAME: 'gw1',
      SYSLOG_IDENTIFIER: i % 2 ? 'shop' : 'vpn',
      _PID: `${700 + i}`,
      _BOOT_ID: 'b7',
      MESSAGE: `${event} of user u${i % 3}`,
    }));
    const text = await checkedDraft(log);
    expect(text).toContain('records shop from journal where app == "shop" {\n  begun_user = "begun of user {user}"');
    expect(text).toContain('records vpn from journal where app == "vpn" {');
    expect(text).toContain('key who = host, pid\n');
  });

  it('knows what happens by a name in another object', async () => {
    const text = await checkedDraft(
      logOf((timestamp, event, i) => ({ timestamp, level: 'INFO', fields: { message: `call ${event}`, call: `c${i}` } })),
    );
    expect(text).toContain('fields.message: "call begun"');
    expect(text).toContain('key fields_call\n');
  });

  it('has fields of objects without a message, and what happens under an unusual name', async () => {
    const text = await checkedDraft(logOf((created_at, what, i) => ({ created_at, order: `o${i}x`, what })));
    expect(text).toContain('= json time created_at\n');
    expect(text).toContain('begun = { what: "begun", created_at: text, order: text }');
    expect(text).toContain('key order\n');
    const odd = await checkedDraft(logOf((created_at, _, i) => ({ created_at, order: `o${i}x`, total: i })));
    expect(odd).toContain('line = { created_at: text, order: text, total: int }');
  });

  it('has what klog says in quotes, and tests of lines that end in one', async () => {
    const text = await checkedDraft(
      logOf((time, event, i) => `I0501 ${time.slice(11, 23)}000       1 sync.go:7] "Sync ${event}" pod="ns/p${i}" node="n1"`),
    );
    expect(text).toContain('= "\\"Sync begun\\" pod={pod:quoted} node={node:quoted}"');
    expect(text).toContain('key pod\n');
    expect(text).toContain('pod="ns/p0" node="n1"\n');
  });

  it('says where no time was found', async () => {
    const note = '// No time was found in most lines of app:';
    expect(await checkedDraft(logOf((_, what, i) => ({ order: `o${i}x`, what })))).toContain(note);
    expect(await checkedDraft(logOf((created_at, what, i) => ({ created_at, order: `o${i}x`, what })))).not.toContain(note);
  });
});

describe('the draft of columns', () => {
  it('has the columns that a line names, separated by commas', async () => {
    const text = await checkedDraft(
      `#Version: 15\n#Fields: date-time,event-id,message-id\n${logOf((time, event, i) => `${time},${event},<m${i}@a>`)}`,
    );
    expect(text).toContain('{event_id:/[^,\\"]*/},{message_id:/[^,\\"]*/}"');
    expect(text).toContain('begun = { event_id: "begun", message_id: text }');
    expect(text).toContain('key message_id\n');
  });

  it('has the columns of a line behind a banner, and a date whose order the rows tell', async () => {
    const text = await checkedDraft(
      `\tDHCP Service Activity Log\n\nID  Meaning\n10\tA new address\n\nID,Date,Time,Description,Host Name\n${logOf((time, event, i) =>
        `10,05/${i + 1}/24,${time.slice(11, 19)},${event},h${i}x`.replace(/\/(\d)\//, '/0$1/'),
      )}`,
    );
    expect(text).toContain("{time:stamp('MM/dd/yy,HH:mm:ss')},");
    expect(text).toContain('begun = { description: "begun", id: text, host_name: text }');
    expect(text).toContain('key host_name\n');
  });
});

describe('the draft of plain lines', () => {
  it('knows that a library reads the time, which is no key', async () => {
    const lines = Array.from({ length: 20 }, (_, i) =>
      [
        'Receiving block blk_@ src: /10.0.0.1:5 dest: /10.0.0.2:5',
        'PacketResponder 1 for block blk_9@ terminating',
        'Verification succeeded for blk_@',
      ]
        .map((message) => `081109 2036${i + 10} 148 INFO dfs.DataNode: ${message.replace('@', String(i * 7919))}\n`)
        .join(''),
    );
    const text = await checkedDraft(lines.join(''));
    expect(text).toContain('import { hdfs } from "std/hdfs"\n');
    expect(text).toContain('key block\n');
    expect(text).not.toContain('No time was found');
  });

  it('has the dates that messages say in one capture', async () => {
    const dates = ['Wed Jun 22 13:16:30 2024', 'Sun Jul  3 23:05:01 2024', 'Thu Jun 23 10:00:00 UTC 2024', 'Jul 3, 2024 10:00:00'];
    const messages = dates.map((date, i) => `connection from 10.0.0.${i} at ${date}`);
    const mails = ['Wed, 22 Jun 2024 13:16:30 +0000', '3 Jul 2024 1:16:30 GMT'].map((date) => `sent on ${date}, whole`);
    const lines = [...messages, ...mails].map((message, i) => `Jul  4 10:00:0${i} gw ftpd[7]: ${message}\n`);
    const text = await checkedDraft(lines.join(''));
    expect(text).toContain('"connection from {addr:ip} at {date:/[A-Za-z]+ +[A-Za-z]+ +\\\\d+ \\\\d+:');
    expect(text).toContain('"sent on {date:/[A-Za-z]+, \\\\d+ [A-Za-z]+ +');
    expect(text).toContain('Drafted from 6 lines, of which 6 are records here.');
  });

  it('has groups for the programs that wrote them, and the keys of syslog', async () => {
    const lines = Array.from({ length: 12 }, (_, i) =>
      [`sshd[${700 + i}]: session opened`, '/sbin/dhclient: lease is renewed', `sshd[${700 + i}]: session closed`]
        .map((message) => `[2024-05-01 10:00:${i + 10}] gw1 ${message} for root\n`)
        .join(''),
    );
    const text = await checkedDraft(lines.join(''));
    expect(text).toContain('records sshd from app where app == "sshd" {\n  session_opened = "session opened for');
    expect(text).toContain('records dhclient from app where app == "/sbin/dhclient" {\n');
    expect(text).toMatch(/key who = host, pid\n +start sshd\.session_opened as begun\n +then {2}sshd\.session_closed as ended\n/);
  });

  it('says that lines are not UTF-8, where more than a few are not', async () => {
    const note = '// Many lines of app are not UTF-8: iconv -f LATIN1';
    const lines = Array.from({ length: 20 }, (_, i) => `2024-05-01T10:00:${i + 10}Z job ${i} ${i < 2 ? 'm\uFFFDde' : 'made'}\n`);
    expect(await checkedDraft(lines.join(''))).not.toContain(note);
    expect(await checkedDraft(lines.join('').replaceAll('made', 'm\uFFFDde'))).toContain(note);
  });

  it('says that some are left out', async () => {
    const note = '// The others fit none of them: --min-count and --most say how rare a message may be.\n';
    const often = Array.from({ length: 4 }, (_, i) => `2024-05-01T10:00:0${i}Z order ${i} placed\n`);
    expect(await checkedDraft(often.join(''))).not.toContain(note);
    expect(await checkedDraft(`${often.join('')}2024-05-01T10:00:05Z payment declined\n`)).toContain(note);
  });
});
