/** Runs in a warm process end as in one of their own. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { folderWith } from './corr.ts';
import { WarmProgram } from './warm.ts';

const PROGRAMS: Record<string, string> = {
  'sets an exit code': 'process.exitCode = 3',
  'says where it is, and with what': 'process.stdout.write(JSON.stringify([process.cwd(), process.argv.slice(2), process.env]))',
  'ends later': 'setTimeout(() => { process.stdout.write("later"); process.exitCode = 4 }, 5)',
  'exits at once': 'setTimeout(() => {}, 1e9); process.stderr.write("exits"); process.exit(7)',
  'waits in vain': 'await new Promise(() => {})',
  throws: 'process.on("uncaughtException", ({ message }) => { process.stderr.write(message); process.exit(5) }); throw new Error("thrown")',
  'rejects when nobody looks any more': 'process.once("uncaughtException", () => process.exit(6)); setImmediate(() => Promise.reject(1))',
  'goes on when it could end': 'process.once("beforeExit", () => setTimeout(() => process.stdout.write("again"), 5))',
  'looks back': 'process.on("exit", (code) => process.stdout.write(String(code)))',
  'leaves listeners': 'process.on("beforeExit", () => process.stdout.write("left")).on("SIGTERM", () => {})',
  'reads to the end': 'for await (const _ of process.stdin); process.stdout.write("read")',
  'is killed': 'process.kill(process.pid, "SIGKILL"); setTimeout(() => {}, 1e9)',
  'changes how it is called':
    'process.chdir("/"); process.argv.push("x"); process.env.MORE = "x"; process.stdout.write("é".repeat(99_999))',
};

it('one after the other, and the other way round', () => {
  const folder = folderWith({ 'program.mjs': choice() });
  const path = join(folder, 'program.mjs');
  const names = Object.keys(PROGRAMS);
  const alone = new Map(names.map((name) => [name, apart(name)]));
  let warm: WarmProgram | undefined;
  onTestFinished(() => warm?.close());
  for (const name of [...names, ...names.toReversed()]) {
    warm ??= new WarmProgram(path);
    const { isSpent, ...ran } = warm.run([name, 'é x'], folder, { NAME: name });
    if (isSpent) warm = undefined;
    expect([name, ran]).toEqual([name, alone.get(name)]);
  }

  function apart(name: string): unknown {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path, name, 'é x'], {
      cwd: folder,
      env: { NAME: name },
      encoding: 'utf8',
    });
    return { code: status, stdout, stderr: name === 'waits in vain' ? '' : stderr };
  }
});

/** A program that is all of them; each is one by its first argument. */
function choice(): string {
  return Object.entries(PROGRAMS)
    .map(([name, code]) => `if (process.argv[2] === ${JSON.stringify(name)}) { ${code} }`)
    .join('\n');
}
