/** Pairs on which engine and oracle once disagreed: one JSON file each, as printed when a test fails. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Line, Setting } from './generator/log.ts';
import { render } from './generator/text.ts';
import type { Pair } from './pairs.ts';

interface Stored {
  program: string[];
  log: Line[];
  setting: Setting;
  /** The version to which it changes. */
  other?: string[];
}

const FOLDER = join(import.meta.dirname, 'regressions');

export function regressions(): { name: string; pair: Pair }[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return names.map((name) => {
    const { program, log, setting, other } = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Stored;
    return { name, pair: { program: [program.join('\n')], lines: log, setting, seed: 1, ...(other && { other: [other.join('\n')] }) } };
  });
}

/** To be pasted into a file in `test/oracle/regressions`. */
export function printed({ program, lines, setting, other }: Pair): string {
  const list = (items: readonly unknown[]) => `[\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`;
  const version = other ? `  "other": ${list(render(other).split('\n'))},\n` : '';
  return `{\n  "program": ${list(render(program).split('\n'))},\n${version}  "log": ${list(lines)},\n  "setting": ${JSON.stringify(setting)}\n}`;
}
