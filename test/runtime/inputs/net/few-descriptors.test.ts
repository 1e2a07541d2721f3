import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { targetOf } from './receiving.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const PEERS = 100;

describe.skipIf(process.platform !== 'linux')('a process that may open 64 files', () => {
  it('turns away whom it cannot serve on two addresses together, counts them, and serves the others', async () => {
    const script = join(import.meta.dirname, 'few-descriptors.ts');
    const child = spawn('sh', ['-c', 'ulimit -n 64; exec node scripts/run.mjs "$0"', script], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { addresses, warnings } = JSON.parse((await lines.next()).value);
    expect(warnings).toMatchObject([{ code: 'not-accepting' }, { code: 'not-accepting' }]);
    const sockets = Array.from({ length: PEERS }, (_, at) => connect(targetOf({ address: addresses[at % 2] })));
    for (const socket of sockets) socket.on('error', () => undefined).write('<13>x\n');
    const { connections, turnedAway, received } = JSON.parse((await lines.next()).value);
    expect(connections + turnedAway).toBe(PEERS);
    expect(Math.min(connections, turnedAway)).toBeGreaterThan(0);
    expect(received).toBe(connections);
    for (const socket of sockets) socket.destroy();
  });
});
