/**
 * Runs the built program again and again in one process, which has it compiled after the first time. A run ends as a
 * process would: when nothing keeps the event loop alive, by `process.exit`, or by an error that nobody catches.
 *
 * Requests are read from descriptor 3, a line of JSON each; answers are written to descriptor 4.
 */

import { readSync, writeSync } from 'node:fs';
import process from 'node:process';

const [REQUESTS, ANSWERS] = [3, 4];
/** What Node exits with where the main module waits for something that cannot come any more. */
const UNSETTLED = 13;

const program = process.argv[2];
const emitters = [process, process.stdout, process.stderr];
let runs = 0;
let hasSettled = true;
let isAnswered = true;

// After those of the program, which may go on.
process.on('beforeExit', () => process.nextTick(() => process.getActiveResourcesInfo().length > 0 || next()));
process.on('exit', (code) => answer(code, true));
const ours = emitters.map((emitter) => new Set(emitter.eventNames().flatMap((name) => emitter.rawListeners(name))));

/** The event loop has nothing to do any more. */
function next() {
  const code = process.exitCode ?? (hasSettled ? 0 : UNSETTLED);
  for (const [i, emitter] of emitters.entries()) {
    for (const name of emitter.eventNames()) {
      for (const listener of emitter.rawListeners(name)) {
        if (ours[i].has(listener)) continue;
        if (name === 'exit') listener(code);
        emitter.off(name, listener);
      }
    }
  }
  answer(code, process.stdin.readableEnded || process.stdin.destroyed);
  const asked = request();
  if (asked === undefined) process.exit();
  // Another turn of the event loop ends with `beforeExit`, also where imports need none.
  setImmediate(run, asked);
}

async function run({ args, cwd, env }) {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.argv = [process.argv[0], program, ...args];
  process.exitCode = undefined;
  [isAnswered, hasSettled] = [false, false];
  // Only the entry is evaluated again; what it imports is there.
  await import(`${program}?${++runs}`);
  hasSettled = true;
}

/** @param {boolean} isSpent whether this process can run nothing else: its standard input was read to its end, or it ends */
function answer(code, isSpent) {
  if (isAnswered) return;
  isAnswered = true;
  writeSync(ANSWERS, `${JSON.stringify({ code, isSpent })}\n`);
}

/** Waits for a line; undefined when whoever asks has gone. */
function request() {
  let text = '';
  const bytes = Buffer.alloc(65_536);
  while (!text.endsWith('\n')) {
    const count = readSync(REQUESTS, bytes);
    if (count === 0) return undefined;
    text += bytes.toString('latin1', 0, count);
  }
  return JSON.parse(Buffer.from(text, 'latin1').toString());
}
