/**
 * A folder of rules with one error, one failing test and one badly formatted line; and a shell in which `corr` is the
 * built program.
 */

import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { folderWith, ROOT } from '../cli/corr.ts';
import { BROKEN, LINE } from '../editors/scenario.ts';

const LATE = `records app from json {
  begun = { event: "begun", id: text }
  ended = { event: "ended", id: text }
}

transaction job {
  key id
  start app.begun
  then   app.ended within 10s
}

test "in time" {
  log json """
    {"time":"2024-03-01T08:00:00Z","event":"begun","id":"1"}
    {"time":"2024-03-01T08:00:11Z","event":"ended","id":"1"}
  """
  expect job.success
}
`;

const lineOf = (text: string, part: string) => text.slice(0, text.indexOf(part)).split('\n').length;

/** Each by its file, with the line it is reported on. */
export const MISTAKE = { file: 'rules/job.corr', line: LINE + 1 };
export const FAILED = { file: 'rules/late.corr', line: lineOf(LATE, 'expect job') };

const bin = folderWith({ corr: `#!/bin/sh\nexec "${process.execPath}" "${join(ROOT, 'dist', 'corr.js')}" "$@"\n` });
chmodSync(join(bin, 'corr'), 0o755);

export class Planted {
  readonly folder = folderWith({ [MISTAKE.file]: BROKEN, [FAILED.file]: LATE });

  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** Runs a line as CI services do. */
  run(line: string, env: Readonly<Record<string, string>> = {}): { code: number | null; stdout: string } {
    const path = `${bin}${delimiter}${process.env['PATH']}`;
    const options = { cwd: this.folder, env: { ...process.env, ...env, PATH: path, NO_COLOR: '1' }, encoding: 'utf8' } as const;
    const { status, stdout } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', line], options);
    return { code: status, stdout };
  }

  /** Repairs the planted faults. */
  mend(): void {
    writeFileSync(join(this.folder, MISTAKE.file), BROKEN.replace('endd', 'ended'));
    writeFileSync(join(this.folder, FAILED.file), LATE.replace('then   ', 'then  ').replace('08:00:11', '08:00:09'));
  }
}

export function readYaml(path: string): unknown {
  return parse(readFileSync(join(ROOT, path), 'utf8'));
}
