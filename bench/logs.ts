/**
 * Deterministic logs, so that figures from different days and machines are for the same bytes.
 *
 * node scripts/run.mjs bench/logs.ts auth|plain|json LINES FILE
 *
 * `auth`: a busy host's auth.log, a quarter of it sshd, 50 hosts, interleaved sessions, 20 kinds of noise. `plain`,
 * `json`: an application's log, requests of several steps, most of them open at the same time.
 */

import { closeSync, openSync, writeSync } from 'node:fs';
import { argv } from 'node:process';
import { appLog } from './logs/app.ts';
import { authLog } from './logs/auth.ts';
import { writeInOrder } from './logs/timeline.ts';

const [, , kind = 'auth', lines = '2000000', path = 'auth.log'] = argv;
const file = openSync(path, 'w');
writeInOrder(
  (timeline) => (kind === 'auth' ? authLog(timeline, Number(lines)) : appLog(timeline, Number(lines), kind === 'json')),
  (text) => writeSync(file, text),
);
closeSync(file);
