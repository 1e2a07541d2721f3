import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Command, type CommandOptions } from '../../../../src/runtime/outputs/senders/command.ts';
import type { Delivery, Parcel } from '../../../../src/runtime/outputs/senders/sender.ts';
import { Template } from '../../../../src/runtime/outputs/senders/template.ts';
import { temporaryFolder } from '../../../folder.ts';
import { PAYLOADS } from '../payloads.ts';
import { asUtf8, hostile, live, parcelOf } from './parcels.ts';

const folder = temporaryFolder();

const MARKER = join(folder, 'pwned');
const OUT = join(folder, 'out');

function command(argv: CommandOptions['argv'], given: Partial<CommandOptions> = {}): Command {
  return new Command({ argv, env: new Map(), inherited: { PATH: process.env['PATH'] }, timeout: 60_000, ...given });
}

/** Runs a script of the author, for which a shell is legitimate. */
const script = (text: string, given: Partial<CommandOptions> = {}, parcel = parcelOf()): Promise<Delivery> =>
  command(['/bin/sh', '-c', text], given).deliver(parcel, live());

describe('a command', () => {
  it('gets the outcome on its standard input, and some of it in variables', async () => {
    const parcel = parcelOf({ name: 'declined' });
    const env = new Map([['WHO', Template.of('order {order}')]]);
    expect(
      await script(
        `cat > ${OUT}; echo "$CORR_ID $CORR_RULE $CORR_OUTCOME $CORR_NAME $CORR_SEVERITY [$CORR_MESSAGE] $WHO" >> ${OUT}`,
        { env },
        parcel,
      ),
    ).toEqual({
      kind: 'sent',
    });
    expect(readFileSync(OUT, 'utf8')).toBe(`${parcel.line}\na1.0 checkout failure declined error [] order A-1\n`);
  });

  it('sees nothing of our own environment but what it is given', async () => {
    expect(await script(`env | cut -d= -f1 | sort > ${OUT}`, {}, hostile('x'))).toEqual({ kind: 'sent' });
    const names = readFileSync(OUT, 'utf8')
      .split('\n')
      .filter((name) => !['', '_', 'PWD', 'OLDPWD', 'SHLVL'].includes(name));
    expect(names).toEqual(['CORR_ID', 'CORR_MESSAGE', 'CORR_NAME', 'CORR_OUTCOME', 'CORR_RULE', 'CORR_SEVERITY', 'PATH']);
  });

  it.each<[string, Delivery]>([
    ['exit 0', { kind: 'sent' }],
    ['exit 65', { kind: 'refused', why: 'exit code 65' }],
    ['exit 1', { kind: 'retry', why: 'exit code 1' }],
    ['printf "\\033[2Jno" >&2; exit 75', { kind: 'retry', why: 'exit code 75: \\x1b[2Jno' }],
    ['kill -TERM $$', { kind: 'retry', why: 'killed by SIGTERM' }],
  ])('%s', async (text, delivery) => {
    expect(await script(text)).toEqual(delivery);
  });

  it('is tried again when there is no such program', async () => {
    expect(await command(['/no/such/program']).deliver(parcelOf(), live())).toEqual({
      kind: 'retry',
      why: expect.stringContaining('ENOENT'),
    });
  });

  it('is tried again when there is no file descriptor left for it', () => {
    const script = join(import.meta.dirname, 'no-descriptors.ts');
    const { stdout } = spawnSync('sh', ['-c', 'ulimit -n 64; exec node scripts/run.mjs "$0"', script], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({ kind: 'retry', why: expect.stringContaining('EMFILE') });
  });

  it('is killed with all that it has started when it takes too long', async () => {
    expect(await script('sleep 100 & sleep 100', { timeout: 100 })).toEqual({ kind: 'retry', why: 'timed out after 0.1 s' });
  });

  it('is killed when it is aborted', async () => {
    const abort = new AbortController();
    const delivery = command(['/bin/sleep', '100']).deliver(parcelOf(), abort.signal);
    abort.abort();
    expect(await delivery).toEqual({ kind: 'retry', why: 'This operation was aborted' });
  });

  it('may say as much as it likes, and need not read', async () => {
    const large = hostile('x'.repeat(1_000_000));
    expect(await script('head -c 3000000 /dev/zero; head -c 3000000 /dev/zero >&2; exit 0', {}, large)).toEqual({ kind: 'sent' });
  });

  it('is not waited for because of what it leaves behind', async () => {
    expect(await script('sleep 5 2>&2 & exit 0', { timeout: 60_000 })).toEqual({ kind: 'sent' });
  });
});

describe('what a log holds', () => {
  const attacks = [
    `; touch ${MARKER}`,
    `$(touch ${MARKER})`,
    `\`touch ${MARKER}\``,
    `\ntouch ${MARKER}\n`,
    `" && touch ${MARKER} && "`,
    `| tee ${MARKER}`,
    '-rf',
    '--',
    `() { :; }; touch ${MARKER}`,
  ];
  const read =
    'const text = require("fs").readFileSync(0, "utf8"); require("fs").writeFileSync(process.argv[1], JSON.stringify([process.argv.slice(2), process.env.CORR_MESSAGE, process.env.OWN, text]))';

  async function seen(parcel: Parcel): Promise<unknown[]> {
    const env = new Map([['OWN', Template.of('{order}')]]);
    expect(await command([process.execPath, '-e', read, OUT, '--flag'], { env }).deliver(parcel, live())).toEqual({ kind: 'sent' });
    return JSON.parse(readFileSync(OUT, 'utf8'));
  }

  it('never is a command, an argument or another variable', async () => {
    const payloads = [...attacks, ...PAYLOADS.filter((_, i) => i % 8 === 0), 'NUL\0inside'];
    for (const payload of payloads) {
      const parcel = hostile(payload);
      const shown = asUtf8(payload).replaceAll('\0', '\\x00');
      expect(await seen(parcel)).toEqual([['--flag'], shown, shown, `${parcel.line}\n`]);
    }
    expect(existsSync(MARKER)).toBe(false);
  });
});
