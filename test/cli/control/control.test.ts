import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../../src/cli/control/client.ts';
import type { Request } from '../../../src/cli/control/request.ts';
import { corr } from '../corr.ts';
import { Served } from './served.ts';

const ajv = new Ajv({ allErrors: true });
const schemaOf = (name: string) => {
  const schema = JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8'));
  return ajv.getSchema(schema.$id) ?? ajv.compile(schema);
};
const served = new Served();

beforeAll(async () => {
  await served.start();
  served.log('open a', 'open b', 'use b milk', 'open c', 'no record');
  await served.read(5);
});
afterAll(() => served.kill());

const at = (...args: string[]) => corr([...args, '--state', served.state]);
const idOf = async (key: string) => (await served.ask<{ id: string }>({ command: 'list', keys: [`id=${key}`] }))[0]?.id ?? '';

/** The first lines of a streaming request. `begun` is called once the request has arrived. */
async function streamed(request: Request, count: number, begun: () => void): Promise<Record<string, unknown>[]> {
  const lines = ask(served.socket, request);
  const first = lines.next();
  // Requests are answered in order: the earlier one has arrived by now.
  await served.ask({ command: 'status' });
  begun();
  const found: Record<string, unknown>[] = [];
  for (let line = await first; !line.done; line = await lines.next()) {
    found.push(JSON.parse(line.value) as Record<string, unknown>);
    if (found.length === count) break;
  }
  await lines.return(undefined);
  return found;
}

describe('corr state', () => {
  it('lists what is open, as JSON in a pipe and as a table', () => {
    const { code, stdout } = at('state', 'ls');
    expect(code).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ key, recordCount }) => [key.id, recordCount])).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 1],
    ]);
    const isOpen = schemaOf('open');
    for (const line of lines) expect(isOpen(line), JSON.stringify(isOpen.errors)).toBe(true);
    const table = at('state', 'ls', '--format', 'text', '--rule', 'visit', '--key', 'id=b').stdout.split('\n');
    expect(table).toHaveLength(3);
    expect(table[1]).toMatch(
      /visit +id=b +2024-05-01 00:00:01 +2 +awaits app\.used, app\.closed; timeout "stalled" at 2024-05-01 00:00:31/,
    );
  });

  it('does not list outputs where there are none', () => {
    expect(at('state', 'resend', '--output', 'hook')).toMatchObject({
      code: 1,
      stderr: 'corr: There is no such dead letter.\n  List them with: corr state resend --dry-run\n',
    });
  });

  it('finds by captured values, too', async () => {
    expect(await served.ask({ command: 'list', keys: ['what=milk'] })).toMatchObject([{ key: { id: 'b' } }]);
  });

  it('shows everything about one', async () => {
    const { stdout } = at('state', 'show', await idOf('b'));
    const open = JSON.parse(stdout);
    expect(schemaOf('open')(open)).toBe(true);
    expect(open.captures).toEqual({ use: { id: 'b', what: 'milk' } });
    expect(open.records.map(({ line }: { line: number }) => line)).toEqual([2, 3]);
  });

  it('ends some at once, and reports their outcomes', async () => {
    const { code, stdout, stderr } = at('state', 'expire', '--rule', 'visit', '--key', 'id=c');
    expect([code, stderr]).toEqual([0, 'corr: 1 transaction ended.\n']);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'abandoned', code: 'expired', key: { id: 'c' } });
    expect(readFileSync(join(served.folder, 'out.ndjson'), 'utf8')).toBe(stdout);
    expect(await idOf('c')).toBe('');
  });

  it('ends the one with an id only if all that is asked for holds', async () => {
    expect(at('state', 'expire', await idOf('a'), '--key', 'id=b')).toMatchObject({ code: 1, stdout: '' });
    expect(await idOf('a')).not.toBe('');
  });

  it.each([
    [['state', 'show', 'nobody'], 1, /No transaction 'nobody' is open/],
    [['state', 'ls', '--rule', 'vist'], 3, /Did you mean 'visit'\?/],
    [['state', 'ls', '--key', 'idd=a'], 3, /Did you mean 'id'\?/],
    [['state', 'expire'], 3, /No transactions were named/],
    [['tap', '--record', 'app.opend'], 3, /Did you mean 'app.opened'\?/],
    [['state', 'expire', '--rule', 'vist', 'nobody'], 3, /Did you mean 'visit'\?/],
    [['state', 'expire', 'nobody'], 1, /No such transaction is open/],
    [['tap', '--record', 'app', '--unmatched'], 3, /not --unmatched/],
    [['tap', '--where', 'mesage == ""'], 3, /Did you mean 'message'\?/],
  ])('%j ends with %i', (args, exit, said) => {
    const { code, stderr, stdout } = at(...args);
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toMatch(said);
  });
});

describe('streams', () => {
  it('tap shows records, and what they match', async () => {
    const found = await streamed({ command: 'tap', records: ['app'] }, 2, () => served.log('open d', 'nothing \u0007', 'use d tea'));
    expect(found.map(({ matches }) => matches)).toEqual([
      [{ record: 'app.opened', fields: { id: 'd' } }],
      [{ record: 'app.used', fields: { id: 'd', what: 'tea' } }],
    ]);
    const isTapped = schemaOf('tapped');
    for (const line of found) expect(isTapped(line), JSON.stringify(isTapped.errors)).toBe(true);
    const where = 'transport == "file" and text ends with "tea"';
    const picked = await streamed({ command: 'tap', where }, 1, () => served.log('nothing', 'use d tea'));
    expect(picked).toMatchObject([{ matches: [{ record: 'app.used' }] }]);
    const [unmatched] = await streamed({ command: 'tap', unmatched: true }, 1, () => served.log('use e', 'nothing \u0007'));
    expect(unmatched).toMatchObject({ source: join(served.folder, 'app.log'), matches: [], text: expect.stringMatching(/ use e$/) });
  });

  it('tail tells outcomes as they arise', async () => {
    const ndjson = streamed({ command: 'tail', rule: 'visit' }, 1, () => served.log('close d'));
    expect(await ndjson).toMatchObject([{ schema: 'corr/outcome/1', outcome: 'success', key: { id: 'd' } }]);
    const text = await streamed({ command: 'tail', format: 'text', columns: 100 }, 2, () => served.log('open f', 'close f'));
    expect(text.map(({ text: row }) => row)).toEqual([
      expect.stringMatching(/^TIME \(UTC\) +OUTCOME/),
      expect.stringMatching(/ success +visit +f +1s /),
    ]);
  });

  it('top shows the state of the server', () => {
    const { stdout } = at('top', '--once');
    const status = JSON.parse(stdout);
    const isStatus = schemaOf('status');
    expect(isStatus(status), JSON.stringify(isStatus.errors)).toBe(true);
    expect(status.summary.rules).toMatchObject([{ rule: 'visit', live: 2 }]);
    expect(at('top', '--once', '--format', 'text').stdout).toMatch(/visit +2 +3 +success 2 +abandoned 1/);
  });
});

describe('the socket', () => {
  it("is its owner's alone, and found by the configuration", () => {
    expect(statSync(served.socket).mode & 0o777).toBe(0o600);
    writeFileSync(join(served.folder, 'corr.config.yaml'), `serve:\n  state: ${served.state}\n`);
    expect(corr(['state', 'ls'], { cwd: served.folder }).stdout.trim().split('\n')).toHaveLength(2);
  });

  it('refuses what is no request', async () => {
    const long = `{"command":"list","keys":["${'x'.repeat(70_000)}"]}`;
    for (const line of ['', 'hello', '{}', '{"command":"list","rule":1}', '{"command":"show"}', long]) {
      const socket = connect(served.socket).setEncoding('utf8');
      socket.write(`${line}\n`);
      let answer = '';
      for await (const piece of socket) answer += piece;
      expect(JSON.parse(answer), line.slice(0, 40)).toMatchObject({ error: 'That is not a valid request.', exit: 3 });
    }
  });

  it('exists again after a kill, and is removed at a stop', async () => {
    await served.stop('SIGKILL');
    await served.start();
    expect(await idOf('a')).not.toBe('');
    expect(await served.stop()).toBe(0);
    const { code, stderr } = at('tail');
    expect(code).toBe(4);
    expect(stderr).toMatch(/No server is listening on '.*control'/);
    await served.start('--control', 'off');
    expect(at('state', 'ls').code).toBe(4);
  });
});
