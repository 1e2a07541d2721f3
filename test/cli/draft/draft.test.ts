import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../src/cli/draft/columns.ts';
import { corr, folderWith, ROOT } from '../corr.ts';
import { checkedDraft } from './drafting.ts';

const EXAMPLES = readdirSync(join(ROOT, 'examples'), { recursive: true, encoding: 'utf8' }).filter((file) => /\.(?:log|jsonl)$/.test(file));

describe('a draft', () => {
  it.each(EXAMPLES)('of %s checks clean, and its tests pass', async (file) => {
    const text = await checkedDraft(readFileSync(join(ROOT, 'examples', file), 'utf8'));
    expect(text).toMatch(/^test "/m);
  });

  it('of any log checks clean, and its tests pass', async () => {
    const value = fc.oneof(
      fc.integer(),
      fc.ipV4(),
      fc.ipV6(),
      fc.uuid(),
      fc.emailAddress(),
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.float(),
    );
    const odd = fc.constantFrom(
      '{',
      '}',
      '"',
      '\\',
      '"""',
      '/',
      ' = ',
      'user=',
      '\t',
      '\u0000',
      '  ',
      '{*}',
      '`',
      '//',
      '[',
      ']: ',
      '\uFFFD',
      'key ',
      'é',
    );
    const message = fc.array(fc.oneof(fc.constantFrom('open', 'closed', 'failed', 'user', 'for', 'session'), value, odd), {
      minLength: 1,
      maxLength: 6,
    });
    const head = fc.constantFrom(
      'Mar  4 06:25:41 gw sshd[12]: ',
      '2024-03-01 10:00:00,123 INFO a.b: ',
      '<13>1 2024-03-01T08:00:00Z gw app 7 - - ',
      '',
    );
    const line = fc.tuple(head, message).map(([before, parts]) => before + parts.join(' '));
    const json = fc.record({
      time: fc.constant('2024-03-01T08:00:00Z'),
      event: fc.constantFrom('a.b', 'if', '"'),
      id: fc.nat(3),
      'a b': value,
      'a-id': fc.nat(3),
      'x.y': value,
      any: value,
      deep: fc.jsonValue(),
    });
    const plain = fc.array(line, { maxLength: 12 }).chain((lines) => fc.shuffledSubarray([...lines, ...lines, ...lines]));
    const structured = fc.array(json, { maxLength: 12 }).map((records) => records.map((record) => JSON.stringify(record)));
    const logs = fc.oneof(fc.tuple(plain), fc.tuple(structured), fc.tuple(plain, structured), fc.tuple(structured, plain));
    const property = fc.asyncProperty(logs, async (some) => void (await checkedDraft(...some.map((lines) => lines.join('\n')))));
    await fc.assert(property, { numRuns: Number(process.env['DRAFT_RUNS'] ?? 15) });
  });
});

describe('the groups of a draft', () => {
  it.each(['where', 'let', 'weight', 'wait', 'no', 'report'])('have a name where the program is called %s', async (word) => {
    const lines = Array.from({ length: 3 }, (_, i) => `Mar  4 06:25:4${i} gw ${word}[1]: child ${i} exited`);
    const text = await checkedDraft(lines.join('\n'));
    expect(text).toContain(`where app == "${word}" {\n  child_exited = "child {child:int} exited"`);
  });

  it('are only of programs whose messages come again', async () => {
    const lines = ['a[1]: child 1 exited', 'a[1]: child 2 exited', 'b[1]: one thing', 'b[1]: another'];
    const text = await checkedDraft(lines.map((line, i) => `Mar  4 06:25:4${i} gw ${line}`).join('\n'));
    expect(text).toContain('where app == "a" {');
    expect(text).not.toContain('{}');
  });
});

describe('the rule of a draft', () => {
  it('is the same each time, and finds the key, the first and the last records', async () => {
    const lines = Array.from({ length: 20 }, (_, i) => {
      const second = String(i).padStart(2, '0');
      const end = i % 5 === 4 ? `job J-${i} failed: disk full` : `job J-${i} completed in ${i}ms`;
      return [`2024-03-01 10:00:${second} INFO job J-${i} started by user u${i % 3}`, `2024-03-01 10:01:${second} INFO ${end}`];
    }).flat();
    const text = await checkedDraft(lines.sort().join('\n'));
    expect(text).toBe(await checkedDraft(lines.sort().join('\n')));
    expect(text).toContain('format app = "{time:stamp(\'yyyy-MM-dd HH:mm:ss\')} {level:/[A-Za-z]+/} {message:rest}"');
    expect(text).toContain('key job\n');
    expect(text).toContain('start app.job_started as begun');
    expect(text).toContain('app.job_completed as ended');
    expect(text).toContain('on app.job_failed');
    expect(text).toContain('after 2m');
  });
});

describe('the transaction of a draft', () => {
  const second = (i: number) => `${10 + i}`;

  it('has a key from the header, and fails where the level is that of an error', async () => {
    const lines = Array.from({ length: 20 }, (_, i) => [
      `2024-03-01 10:00:${second(i)},123 INFO [req-${i}a] shop.Orders - checkout begun`,
      i % 5 === 4
        ? `2024-03-01 10:01:${second(i)},123 ERROR [req-${i}a] shop.Orders - card not taken`
        : `2024-03-01 10:01:${second(i)},123 INFO [req-${i}a] shop.Orders - checkout completed`,
    ]).flat();
    const text = await checkedDraft(lines.sort().join('\n'));
    expect(text).toContain('key id\n');
    expect(text).toContain('on app.card_taken');
  });

  it('does not end with what comes on the way, though some transactions got no further', async () => {
    const lines = Array.from({ length: 20 }, (_, i) => [
      `2024-03-01 10:00:${second(i)} call ${i} dialled`,
      `2024-03-01 10:01:${second(i)} call ${i} forwarded`,
      ...(i % 4 === 3 ? [] : [`2024-03-01 10:02:${second(i)} call ${i} hung up`]),
    ]).flat();
    expect(await checkedDraft(lines.sort().join('\n'))).toContain('then  app.call_hung as ended\n');
  });

  it('has the key that begins once rather than one that several transactions share', async () => {
    const lines = Array.from({ length: 20 }, (_, i) => {
      const address = `192.0.2.${i % 7}`;
      return [
        `2024-03-01 10:00:${second(i)} connection ${i} built for ${address}/443`,
        `2024-03-01 10:01:${second(i)} connection ${i} torn down for ${address}/443 after ${i}ms`,
        ...(i % 4 === 3 ? [`2024-03-01 10:01:${second(i)} denied ${address}/22`] : []),
      ];
    }).flat();
    expect(await checkedDraft(lines.sort().join('\n'))).toContain('key connection\n');
  });

  it('has tests of lines with tabs, and of records whose message is in their second line', async () => {
    const lines = Array.from({ length: 20 }, (_, i) => [
      `2024-03-01 10:00:${second(i)}.123\tINFO\tshop.Orders place\n  order ${i} placed`,
      `2024-03-01 10:01:${second(i)}.123\tINFO\tshop.Orders end\n  order ${i} shipped`,
    ]).flat();
    const text = await checkedDraft(lines.sort().join('\n'));
    expect(text).toContain(
      '{level:/[A-Za-z]+/}{*:/\\\\t/}{component:/[^\\\\s]+/} {component2:/[^\\\\s|;,]+/}{*:/\\\\n +/}{message:/.*/}{trace:text}"',
    );
    expect(text).toContain('key order\n');
    expect(text).toMatch(/\n +2024-03-01 10:00:10\.123\tINFO\tshop\.Orders place\n +order 0 placed\n/);
  });
});

describe('the format of a draft', () => {
  it('has the lines of a stack trace in the record before them', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => [
      `2024-03-01 10:00:${10 + i},123 INFO shop.Orders - order ${i} placed`,
      `2024-03-01 10:01:${10 + i},123 ERROR shop.Orders - order ${i} failed`,
      `java.lang.IllegalStateException: since 2023-01-01 10:00:${10 + i}`,
      '\tat shop.Orders.place(Orders.java:7)',
    ]).flat();
    const text = await checkedDraft(lines.join('\n'));
    expect(text).toContain('{message:/.*/}{trace:text}" multiline starts /^\\d{4}-');
    expect(text).toContain('{level:/[A-Za-z]+/} {component:/[^\\\\s]+/} - {message:/.*/}');
    expect(text).toContain('"order {order:int} failed"');
    expect(text).not.toContain('Exception');
    expect(text).toContain('key order\n');
  });

  it('has no lines of several where stamps are not only in one place: they are records, too', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => [
      `2024-03-01 10:00:${10 + i}.123456 [NOTICE] New Channel c${i}`,
      `c${i} 2024-03-01 10:00:${20 + i}.123456 [INFO] Processing`,
      `c${i} 2024-03-01 10:00:${30 + i}.123456 [NOTICE] Hangup`,
      `EXECUTE c${i}`,
    ]).flat();
    const text = await checkedDraft(lines.join('\n'));
    expect(text).not.toContain('multiline');
    expect(text).toContain('of which 48 are records here');
  });

  it.each([
    ['a blank', ' ', 'format app = "{time:/\\d{4}-\\d\\d-\\d\\d [\\d:.]+/} {c_ip:/\\S+/} {sc_status:/\\S+/}"'],
    ['a tab', '\t', 'format app = "{time:/\\d{4}-\\d\\d-\\d\\d\\t[\\d:.]+/}{*:/\\t/}{c_ip:/[^\\t]*/}'],
  ])('has the columns that the log names, parted by %s', async (_, parting, format) => {
    const rows = Array.from({ length: 6 }, (__, i) => ['2024-05-01', `10:00:0${i}`, '10.0.0.9', '200'].join(parting));
    const text = await checkedDraft(['#Version: 1.0', '#Fields: date time c-ip sc-status', ...rows].join('\n'));
    expect(text.replaceAll('\\\\', '\\')).toContain(format);
    expect(text).toContain('line = { c_ip: text, sc_status: text }');
  });

  it.each([
    [
      ',',
      'Time,User Name,action,amount',
      '2024-05-01T10:00:0@Z,"b, ""x""",paid,1',
      '"{time:/\\d[^,"]*/},{user_name:quoted},{action:/[^,"]*/},{amount:/[^,"]*/}"',
    ],
    [';', '"id";"date";"action"', '"7";"2024-05-01 10:00:0@";"it ""ends"""', '"{id:quoted};"{time:/\\d[^"]*/}";{action:quoted}"'],
    [',', 'id,date,time,action', '7,2024-05-01,10:00:0@,up', '"{id:/[^,"]*/},{time:/\\d{4}-\\d\\d-\\d\\d,[\\d:.]+/},{action:/[^,"]*/}"'],
    [
      ' ',
      'version srcaddr start action',
      '2 10.0.0.1 171455760@ ACCEPT',
      '"{version:/\\S+/} {srcaddr:/\\S+/} {time:/\\d\\S*/} {action:/\\S+/}"',
    ],
    [
      '\t',
      'timestamp\tuser\taction',
      '2024-05-01T10:00:0@Z\tb x\tup',
      '"{time:/\\d[^\\t]*/}{*:/\\t/}{user:/[^\\t]*/}{*:/\\t/}{action:/[^\\t]*/}"',
    ],
  ])('has the columns that its first line names, parted by %j', async (_, names, row, format) => {
    const rows = Array.from({ length: 6 }, (__, i) => row.replace('@', String(i)));
    const text = await checkedDraft([names, ...rows].join('\r\n'));
    expect(text.replaceAll(/\\(["\\])/g, '$1')).toContain(`format app = ${format}\n`);
    expect(text).toContain('of which 6 are records here');
  });

  it.each(['a first line of words', 'begin,end', 'one,two,three'])('has no columns of %j', async (first) => {
    const text = await checkedDraft([first, ...Array.from({ length: 6 }, (_, i) => `2024-05-01 10:00:0${i},order ${i},paid`)].join('\n'));
    expect(text).not.toContain('[^,');
  });
});

describe('the values of a draft', () => {
  it.each([
    ['until 2024/03/0@ 10:00:00,17 held', 'until {until:/\\d+[/]\\d+[/]\\d+ \\d+:\\d+:\\d+/},17 held'],
    ['since 01.03.202@ held', 'since {since:/\\d+\\.\\d+\\.\\d+/} held'],
    ['Interface ge-0/0/@ went down', 'Interface {interface} went down'],
    ['peer 10.0.0.9/4300@ left', 'peer {peer:ip}/{n:int} left'],
    ['placed {"order":"A-@","total": 7@}', 'placed {{\\"order\\":{order:quoted},\\"total\\": {total:int}}}'],
    ['IKE_SA ikev2[17@] up', 'IKE_SA ikev2[{ikev2:int}] up'],
  ])('are known in %j', async (message, template) => {
    const lines = Array.from({ length: 9 }, (_, i) => `Mar  4 06:25:4${i} gw app[1]: ${message.replaceAll('@', String(i + 1))}`);
    expect((await checkedDraft(lines.join('\n'))).replaceAll('\\\\', '\\')).toContain(`"${template}"`);
  });

  it('are words alone in brackets, unless there are only a few of them', async () => {
    const lines = ['ann', 'bob', 'cyd', 'dan', 'eve'].flatMap((user, i) => [
      `Mar  4 06:25:4${i} gw vpn[1]: [${user}] Peer Connection Initiated`,
      `Mar  4 06:25:4${i} gw vpn[1]: Hangup [${i % 2 ? 'BUSY' : 'CLEARED'}]`,
    ]);
    const text = await checkedDraft(lines.join('\n'));
    expect(text).toContain('"[{what}] Peer Connection Initiated"');
    expect(text).toContain('"Hangup [BUSY]"');
  });
});

describe('the records of a draft', () => {
  it('have a word more in their names where several would have one', async () => {
    const at = (minute: number, i: number) => `2024-05-01T10:0${minute}:${String(i).padStart(2, '0')}Z gw kamailio[7]: INFO: <core>`;
    const calls = Array.from({ length: 20 }, (_, i) => [
      `${at(0, i)} INVITE callid=c${i}@gw from=${i}`,
      `${at(1, i)} reply 200 callid=c${i}@gw`,
      `${at(2, i)} ACK callid=c${i}@gw`,
    ]).flat();
    const text = await checkedDraft(calls.sort().join('\n'));
    expect(text.match(/^ {2}\w+ += "/gm)?.map((line) => line.trim().split(' ')[0])).toEqual([
      'info_core_invite',
      'info_core_reply',
      'info_core_ack',
    ]);
  });

  type Fields = (event: string, i: number) => Record<string, unknown>;
  const logOf = (fields: Fields) =>
    Array.from({ length: 40 }, (_, i) => ({
      ts: `2024-05-01T10:${10 + (i >> 1)}:0${i % 2}Z`,
      ...fields(i % 2 ? 'ended' : 'begun', i >> 1),
    }))
      .map((record) => JSON.stringify(record))
      .join('\n');

  it.each<[string, Fields, string, string]>([
    [
      'are no words',
      (event, i) => ({ 'event-type': event, 'request-id': `r${i}` }),
      '`event-type`: "begun", `request-id` as request_id: text',
      'request_id',
    ],
    ['have a dot', (event, i) => ({ event, 'trace.id': `t${i}` }), 'event: "begun", `trace.id` as trace_id: text', 'trace_id'],
    ['are words of the language', (event, i) => ({ event, every: `t${i}` }), 'event: "begun", every as every_value: text', 'every_value'],
  ])('have fields whose names %s', async (_, fields, pattern, key) => {
    const text = await checkedDraft(logOf(fields));
    expect(text).toContain(`begun = { ${pattern} }`);
    expect(text).toContain(`key ${key}\n`);
  });

  it('are all counted, also those of one name in several groups', async () => {
    const lines = ['a', 'b'].flatMap((app) => Array.from({ length: 9 }, () => `Mar  4 06:25:41 gw ${app}[1]: cache of ${app} flushed`));
    expect(await checkedDraft(lines.join('\n'))).toContain(
      '{ cache_flushed = count(a.cache_flushed), cache_flushed2 = count(b.cache_flushed) }',
    );
  });

  it('have as many columns as the log, though they be twenty thousand', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `column_${String.fromCharCode(97 + (i % 26))}`);
    const row = ['2024-05-01T10:00:00Z', ...names.map((_, i) => (i % 2 ? '"a ""b"""' : 'c'))].join(',');
    const found = columnsOf([`time,${names.join(',')}`, ...Array.from({ length: 20 }, () => row)])?.fieldsOf(row);
    expect(found?.size).toBe(20_001);
    expect([...(found?.values() ?? [])].slice(0, 3)).toEqual(['2024-05-01T10:00:00Z', 'c', 'a "b"']);
  });
});

describe('corr draft', () => {
  const log = 'Mar  4 06:25:41 gw a[1]: one 1\nMar  4 06:25:42 gw b[1]: two 1\nMar  4 06:25:42 gw b[1]: two 2\n';

  it('finds the time, and what happens, under names that are not usual', async () => {
    const lines = Array.from({ length: 20 }, (_, i) => {
      const record = {
        detail: { eventTime: `2024-05-01T10:00:${10 + i}Z` },
        eventName: i % 2 ? 'JobEnded' : 'JobBegun',
        job: `job-${i >> 1}`,
      };
      return `${JSON.stringify(record)}\n`;
    });
    const text = await checkedDraft(lines.join(''));
    expect(text).toContain('format app = json time detail.eventTime\n');
    expect(text).toMatch(/key job\n +start app\.job_begun as begun\n +then {2}app\.job_ended as ended/);
    expect(text).toContain('timeout "too slow" after');
  });

  it('writes a new file, and leaves one that is there alone', () => {
    const cwd = folderWith({ 'app.log': log });
    expect(corr(['draft', 'app.log', '--program', 'b', '-o', 'b.corr'], { cwd })).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(join(cwd, 'b.corr'), 'utf8')).toContain('records b from syslog where app == "b" {\n  two = "two {two:int}"');
    expect(corr(['check', 'b.corr'], { cwd }).code).toBe(0);
    expect(corr(['test', 'b.corr'], { cwd }).code).toBe(0);
    const again = corr(['draft', 'app.log', '-o', 'b.corr'], { cwd });
    expect(again).toMatchObject({ code: 3, stderr: "corr: 'b.corr' already exists.\n  Name another file, or move it away.\n" });
    expect(corr(['draft', 'app.log', '-o', '/dev/null'], { cwd }).code).toBe(0);
  });

  it('proposes to read more if few transactions end in the first lines', () => {
    const lines = ['begun', 'ended'].flatMap((event) => Array.from({ length: 20 }, (_, id) => JSON.stringify({ event, id: `j-${id}` })));
    const cwd = folderWith({ 'app.log': lines.map((line, i) => line.replace('{', `{"time":"2024-05-01T10:00:${10 + i}Z",`)).join('\n') });
    const { stdout } = corr(['draft', 'app.log', '--limit', '20'], { cwd });
    expect(stdout).toContain('// Long transactions may end later in the log: --limit 200 reads more of it.');
    expect(stdout).toContain('// Drafted from the first 20 lines, ');
    const whole = corr(['draft', 'app.log', '--limit', '40'], { cwd }).stdout;
    expect(whole).toContain('then  app.ended as ended');
    expect(whole).toContain('// Drafted from 40 lines, ');
  });

  it('names the programs that it leaves out', async () => {
    const lines = Array.from({ length: 40 }, (_, i) => `May  1 10:00:${10 + i} h p${i % 10}[1]: began job ${i}\n`);
    expect(await checkedDraft(lines.join(''))).toContain(
      '// Left out, as a draft is of 8 programs at most: "p8", "p9". In syslog, --program NAME ',
    );
    expect(await checkedDraft(lines.filter((line) => !/p[89]\[/.test(line)).join(''))).not.toContain('Left out');
  });

  it('names what has accents by the letters without them', async () => {
    const lines = Array.from({ length: 6 }, (_, i) => `May  1 10:00:${10 + i} h p[1]: Datei geöffnet für Benutzer${i}\n`);
    expect(await checkedDraft(lines.join(''))).toMatch(/ {2}\w*geoffnet\w* = /);
  });

  it('says when there is nothing to draft from', () => {
    expect(corr(['draft', '-'], { input: '' })).toMatchObject({ code: 4, stderr: expect.stringContaining('There is no line') });
    expect(corr(['draft', '-', '--program', 'c'], { input: log }).stderr).toContain('corr decode shows');
  });
});
