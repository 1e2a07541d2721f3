/**
 * The pattern libraries: they compile without diagnostics, their tests pass, and a line in `std/NAME.txt` shows each of
 * their patterns. `UPDATE_LINES=1` rewrites what is recognised there, to be reviewed in the diff.
 */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Compiled, compile } from '../src/dsl/compiler.ts';
import type { Plan } from '../src/dsl/plan.ts';
import { loadPlan } from '../src/dsl/plan-schema.ts';
import { DiskReader } from '../src/library/disk-reader.ts';
import { chooseFormat } from '../src/runtime/decode/detect.ts';
import { runTest } from '../src/runtime/rule-tests.ts';
import { told } from './dsl/programs.ts';
import { annotated, logOf, recognise, recogniseSection, type Section, sectionsOf, unseen } from './std/lines.ts';
import { type Library, libraryOf, planOf, withLibraries } from './std/page.ts';

const ROOT = join(import.meta.dirname, '..');
const READER = new DiskReader();
const libraries = readdirSync(join(ROOT, 'std'))
  .sort()
  .map((file) => libraryOf(READER, file.replace(/\.corr$/, '')));

describe.each(libraries)('std/$name', ({ name, compiled, records }) => {
  it('compiles without a word', () => {
    expect(told(compiled)).toEqual([]);
  });

  it('has a plan that can be stored and read again', () => {
    expect(loadPlan(JSON.parse(JSON.stringify(compiled.plan)))).toEqual(compiled.plan);
  });

  it.each(compiled.tests.map((test) => [test.name, test] as const))('passes "%s"', (_, test) => {
    expect(runTest(compiled.plan!, test, () => undefined).failures).toEqual([]);
  });

  const path = join(import.meta.dirname, 'std', `${name}.txt`);
  const lines = readFileSync(path, 'utf8');
  if (process.env['UPDATE_LINES']) writeFileSync(path, annotated(records, lines));

  it('recognises the lines of its program', () => {
    expect(annotated(records, lines)).toBe(readFileSync(path, 'utf8'));
  });

  it('has no pattern and no field that no line shows', () => {
    expect(unseen(records, lines)).toEqual([]);
  });
});

/** A program that only imports the chosen declarations of each library. */
function importing(chosen: (library: Library) => readonly { name: string }[]): Compiled {
  const imports = libraries.map((library) => {
    const names = chosen(library).map(({ name }) => name);
    return `import { ${names.join(', ')} } from "std/${library.name}"\n`;
  });
  return compile({ read: (path) => (path === 'all.corr' ? imports.join('') : READER.read(path)) }, ['all.corr']);
}

/** The lines that show what a library recognises. */
function sectionsIn(library: string): Section[] {
  return sectionsOf(readFileSync(join(ROOT, 'test', 'std', `${library}.txt`), 'utf8'));
}

describe('all libraries', () => {
  it('are described as they are', () => {
    const path = join(ROOT, 'docs', 'reference', 'std.md');
    const page = withLibraries(readFileSync(path, 'utf8'), libraries);
    if (process.env['UPDATE_PAGES']) writeFileSync(path, page);
    expect(readFileSync(path, 'utf8')).toBe(page);
  });

  it('say what they are for, and of which version they are', () => {
    for (const { text, groups, rules } of libraries) {
      expect(text).toMatch(/^(\/\/ .+\n)+\/\/ std \d+\n\n/);
      for (const { name, decl } of groups) expect(decl.doc, name).toBeDefined();
      for (const { name, doc } of rules) expect(doc, name).toBeDefined();
    }
  });

  it('can be imported together, with all their rules', () => {
    expect(told(importing(({ groups, rules }) => [...groups, ...rules])).filter((line) => !line.includes(' unused-import: '))).toEqual([]);
  });

  it('are distinguished by the lines of their logs', () => {
    // With rules, formats that none of them uses would not be detected.
    const { formats } = importing(({ groups }) => groups).plan!;
    for (const { name } of libraries) {
      for (const section of sectionsIn(name)) expect(chooseFormat(logOf(section), formats).name, name).toBe(section.format);
    }
  });
});

/** All groups, each alone and as part of its library, with the logs in each of their formats. */
const groups = libraries.flatMap((library) => library.groups.map((group) => ({ library, group, name: `${library.name}: ${group.name}` })));

describe.each(groups)('$name, alone', ({ library, group }) => {
  const alone = planOf(READER, library.name, group);
  const read = sectionsIn(library.name).filter(({ format }) => format === group.decl.format.text);

  it('recognises a log whose format nobody names, as beside the other groups of its library', () => {
    for (const section of read) {
      const log = logOf(section);
      expect(chooseFormat(log, alone.formats).name).toBe(section.format);
      expect(chooseFormat(log, library.records.formats).name).toBe(section.format);
      expect(found(alone, section, group.name)).toEqual(found(library.records, section, group.name));
    }
    expect(read.flatMap((section) => found(alone, section, group.name))).not.toEqual([]);
  });
});

/** Records of a group in the lines of a section, each with its first line. */
function found(plan: Plan, section: Section, group: string): string[] {
  return recogniseSection(plan, section).flatMap(({ line, matches }) =>
    matches.map(({ record }) => `${line} ${plan.records[record]?.name}`).filter((text) => text.includes(` ${group}.`)),
  );
}

/** A folder with public logs, which are not part of the project. */
const SAMPLES = process.env['CORR_SAMPLES'];

describe.runIf(SAMPLES)('logs of others', () => {
  it.each([
    ['sshd', 'syslog', 'OpenSSH_2k.log', / sshd\[/],
    ['pam', 'syslog', 'Linux_2k.log', /\(pam_unix\)/],
    ['hdfs', 'hdfs', 'HDFS_2k.log', /./],
    [
      'openstack',
      'openstack',
      'OpenStack_2k.log',
      / HTTP\/1\.1" |Lifecycle Event|Instance | seconds to |Attempting claim|Claim successful/,
    ],
  ])('%s knows every line of %s in %s that is its own', (name, format, file, own) => {
    const log = readFileSync(join(SAMPLES ?? '', file), 'utf8');
    const lines = log.split(/\r?\n/).filter((line) => own.test(line));
    const library = libraries.find((one) => one.name === name)!;
    const strangers = recognise(library.records, format, lines).filter(({ matches }) => matches.length === 0);
    expect(strangers.map(({ line }) => lines[line - 1])).toEqual([]);
  });
});
