import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { serve } from '../../../src/cli/commands/serve.ts';
import { ExitCode, Failure } from '../../../src/cli/exit-code.ts';
import { Application } from '../../../src/cli/serve/application.ts';
import { type ServeOptions, specOfOptions } from '../../../src/cli/serve/application-spec.ts';
import { untilSignal } from '../../../src/cli/signals.ts';
import { RULES } from '../control/served.ts';
import { folderWith, ROOT } from '../corr.ts';
import { Running } from '../running.ts';

const OPTIONS: ServeOptions = {
  ...{ zone: 'UTC', maxLine: '64KiB', lateness: '0s', late: 'deliver', idle: '1h', maxSkew: '1h', checkpoint: '1h', onChange: 'abandon' },
  control: 'off',
};

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('a stop that takes too long says so, and ends', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(process, 'removeAllListeners').mockReturnThis();
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const exit = vi.spyOn(process, 'exit').mockImplementation((() => undefined) as () => never);
  const said: string[] = [];
  const endless = () => new Promise<void>(() => {});
  const work = { run: endless, close: endless, farewell: 'Stopping.', unfinished: 'The rest is lost.' };
  void untilSignal(work, (text) => said.push(text));
  receive('SIGTERM');
  expect(said).toEqual(['Stopping.']);
  expect(kill).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(said[1]).toBe('That takes longer than 10 s: the process ends now. The rest is lost.');
  expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
  expect(exit.mock.calls).toEqual([[ExitCode.terminated]]);
});

it('a second signal ends a server at once, also while a read blocks', async () => {
  // Once it stops, its only thread for files opens a pipe that nobody writes to.
  const early = "import { open } from 'node:fs';\nprocess.once('SIGTERM', () => open('pipe', 'r', () => {}));\n";
  const folder = folderWith({ 'shop.corr': RULES, 'shop.log': '', 'early.mjs': early });
  expect(spawnSync('mkfifo', [join(folder, 'pipe')]).status).toBe(0);
  const settings = 'export UV_THREADPOOL_SIZE=1 NODE_OPTIONS="--import ./early.mjs"';
  const served = new Running(['serve', 'shop.corr', '--state', 'state', '--follow', 'shop.log'], folder, settings);
  onTestFinished(() => served.signal('SIGKILL'));
  await served.says(/state is in/);
  served.signal('SIGTERM');
  await served.says(/Stopping/);
  expect(await served.end()).toBeNull();
});

it('a second signal ends a run at once, also while it waits for a pipe', async () => {
  const folder = folderWith({ 'shop.corr': RULES });
  const pipe = join(folder, 'pipe');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const writer = openSync(pipe, 'r+');
  onTestFinished(() => closeSync(writer));
  writeSync(writer, '2024-05-01 12:00:00 open b\n2024-05-01 12:00:01 close b\n');
  const run = new Running(['run', 'shop.corr', 'pipe'], folder);
  onTestFinished(() => run.signal('SIGKILL'));
  await run.until(() => run.stdout.includes('success'));
  run.signal('SIGINT');
  expect(await run.end('SIGTERM')).toBeNull();
});

/** Calls and removes the listener that was added last; those of the test runner are not called. */
function receive(signal: 'SIGTERM'): void {
  const listener = process.listeners(signal).at(-1);
  if (!listener) throw new Error('Nobody listens.');
  process.off(signal, listener);
  listener(signal);
}

it('a stop says which outputs still have outcomes waiting', async () => {
  const outputs = 'outputs: [{ type: syslog, name: siem, host: 127.0.0.1, port: 1 }]\n';
  const folder = folderWith({
    'shop.corr': RULES,
    'outputs.yaml': outputs,
    'shop.log': '2024-05-01 12:00:00 open b\n2024-05-01 12:00:00 close b\n',
  });
  const options = '--state state --follow shop.log --outputs outputs.yaml --out shop.ndjson --lateness 0s'.split(' ');
  const served = new Running(['serve', 'shop.corr', ...options], folder);
  onTestFinished(() => served.signal('SIGKILL'));
  const out = join(folder, 'shop.ndjson');
  await served.until(() => existsSync(out) && readFileSync(out, 'utf8').endsWith('\n'));
  expect(await served.end()).toBe(0);
  expect(served.stderr).toContain("Outcomes are waiting for 'siem'; they will be delivered after the next start.");
});

it('rules are read again after the start if that is asked for during it', async () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const folder = folderWith({ 'shop.corr': RULES, 'shop.log': '' });
  const rules = join(folder, 'shop.corr');
  const options: ServeOptions = { ...OPTIONS, state: join(folder, 'state'), follow: [join(folder, 'shop.log')] };
  const application = await Application.prepare(await specOfOptions([rules], options), options);
  writeFileSync(rules, `${RULES}\n${RULES.slice(RULES.indexOf('transaction')).replace('visit', 'another')}`);
  let isRead = false;
  const reloading = application.reload().then(() => {
    isRead = true;
  });
  await turn();
  expect(isRead).toBe(false);
  const stop = new AbortController();
  await application.open(stop.signal);
  const running = application.run(stop.signal);
  await reloading;
  expect(application.status()?.summary.rules.map(({ rule }) => rule)).toContain('another');
  stop.abort();
  await running;
  await application.close();
});

it('SIGHUP ends no server that still compiles its rules', async () => {
  const before = process.listenerCount('SIGHUP');
  let during = 0;
  vi.spyOn(Application, 'prepare').mockImplementation(async () => {
    during = process.listenerCount('SIGHUP');
    throw new Failure(ExitCode.rules, 'They do not compile.');
  });
  const folder = folderWith({ 'shop.corr': RULES });
  const options = { ...OPTIONS, state: join(folder, 'state'), follow: [join(folder, 'shop.log')] };
  await expect(serve([join(folder, 'shop.corr')], options)).rejects.toThrow('They do not compile.');
  expect([during, process.listenerCount('SIGHUP')]).toEqual([before + 1, before]);
});

it('SIGHUP does not end a server whose program is still being loaded', () => {
  const folder = folderWith({
    'shop.corr': RULES,
    'early.mjs':
      "process.on('newListener', (event) => event === 'uncaughtException' && setImmediate(() => process.kill(process.pid, 'SIGHUP')));\n",
  });
  const args = ['--import', join(folder, 'early.mjs'), join(ROOT, 'dist', 'corr.js'), '--config', 'none.json', 'serve', 'shop.corr'];
  writeFileSync(join(folder, 'none.json'), '{}');
  const served = spawnSync(process.execPath, [...args, '--follow', 'shop.log', '--state', 'state', '--check'], { cwd: folder });
  expect([served.signal, served.status]).toEqual([null, 0]);
});
