/** Bundled pattern libraries that match the lines of a sample. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../dsl/compiler.ts';
import type { Plan } from '../../dsl/plan.ts';
import { DiskReader, libraryFolder } from '../../library/disk-reader.ts';
import { eventsOf } from './events.ts';
import type { Sample, SampleRecord } from './sample.ts';

export interface KnownLines {
  /** The groups to import, by library. */
  imports: Map<string, string[]>;
  /** Lines of the sample that they match. */
  known: Set<SampleRecord>;
  /** The format in which they are read. */
  format: string;
}

/** A library is imported if it matches at least this share of the lines. */
const LEAST_SHARE = 0.01;

export function knownLines(sample: Sample, least: number): KnownLines {
  const found: KnownLines = { imports: new Map(), known: new Set(), format: sample.format.name };
  for (const file of readdirSync(libraryFolder()).sort()) {
    const library = file.replace(/\.corr$/, '');
    if (!mayKnow(readFileSync(join(libraryFolder(), file), 'utf8'), sample)) continue;
    const plan = planOf(file);
    const format = plan?.formats.find(({ name, base }) => (base === 'template' ? sample.format.base === 'line' : name === found.format));
    if (!plan || !format) continue;
    const events = eventsOf(plan, format.name, sample);
    const enough = Math.max(least, sample.records.length * (format.base === 'template' ? 0.5 : LEAST_SHARE));
    if (events.length < enough) continue;
    const groups = new Set<string>();
    for (const { line, record } of events) {
      groups.add(record.slice(0, record.indexOf('.')));
      found.known.add(line);
    }
    found.imports.set(library, [...groups].sort());
    if (format.base !== 'template') continue;
    // All lines have one format: lines that no library matches have it too.
    return {
      ...found,
      imports: new Map([[library, [...groups].sort()]]),
      known: new Set(events.map(({ line }) => line)),
      format: format.name,
    };
  }
  return found;
}

/** By file: a draft of several logs asks for the same libraries for each. */
const plans = new Map<string, Plan | undefined>();

function planOf(file: string): Plan | undefined {
  if (!plans.has(file)) plans.set(file, compile(new DiskReader(), [`std/${file}`]).plan);
  return plans.get(file);
}

/** Whether a library is worth compiling: it reads that format and, for syslog, names a program in the sample. */
function mayKnow(text: string, { format, records }: Sample): boolean {
  if (format.base === 'line') return /^format /m.test(text);
  if (!text.includes(` from ${format.name} `)) return false;
  if (format.base !== 'syslog') return true;
  const apps = new Set(records.map(({ app }) => app));
  return [...apps].some((app) => app !== undefined && text.includes(app.replace(/[^\w-].*$/, '')));
}
