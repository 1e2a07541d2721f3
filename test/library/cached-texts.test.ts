import { readFileSync, renameSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Workspace } from '../../src/dsl/workspace.ts';
import { CachedTexts } from '../../src/library/cached-texts.ts';
import { DiskReader } from '../../src/library/disk-reader.ts';
import { Folder } from '../runtime/inputs/folder.ts';

const folder = new Folder();

/** Counts what is read; files count as old, though the test has just written them. */
function counting(most?: number) {
  const reads: string[] = [];
  const load = (path: string) => {
    reads.push(path);
    return readFileSync(path, 'utf8');
  };
  return { reads, texts: new CachedTexts(load, most, -60_000) };
}

it('reads a file again only when its size, its stamp or the file itself is another', () => {
  const { reads, texts } = counting();
  const path = folder.file('owners.csv', 'a,1\n');
  const next = (text: string | undefined) => {
    expect([texts.read(path), texts.read(path)]).toEqual([text, text]);
    return reads.splice(0).length;
  };
  expect(next('a,1\n')).toBe(1);
  expect(next('a,1\n')).toBe(0);
  writeFileSync(path, 'a,12\n');
  expect(next('a,12\n')).toBe(1);
  utimesSync(path, 1, 1);
  expect(next('a,12\n')).toBe(1);
  const other = folder.file('other.csv', 'b,12\n');
  utimesSync(other, 1, 1);
  renameSync(other, path);
  expect(next('b,12\n')).toBe(1);
  unlinkSync(path);
  expect(next(undefined)).toBe(0);
});

it('keeps no file that changed just before it was read: a change in the same tick would not show', () => {
  const { reads } = counting();
  const path = folder.file('fresh.csv', 'a');
  const texts = new CachedTexts((asked) => {
    reads.push(asked);
    return readFileSync(asked, 'utf8');
  });
  expect([texts.read(path), texts.read(path)]).toEqual(['a', 'a']);
  expect(reads).toHaveLength(2);
});

it('keeps the files used last, up to a total length', () => {
  const { reads, texts } = counting(10);
  const [a, b, c, long] = ['aaaa', 'bbbb', 'cccc', 'd'.repeat(11)].map((text) => folder.file(`${text[0]}.txt`, text)) as [
    string,
    string,
    string,
    string,
  ];
  for (const path of [a, b, a, c, a, long, long, a, c, b]) texts.read(path);
  expect(reads).toEqual([a, b, c, long, long, b]);
});

it('reads tables and imports once for many edits of the rules that use them', () => {
  const { reads, texts } = counting();
  const path = folder.file('main.corr', '');
  const table = folder.file('owners.csv', 'db1,ops\ndb2,dev\n');
  const lib = folder.file('lib.corr', 'param patience = 1h\n');
  const workspace = new Workspace(new DiskReader(undefined, (asked) => texts.read(asked)));
  for (let edit = 0; edit < 50; edit++) {
    workspace.update(path, `import { patience } from "lib"\ntable owners(host: text, team: text) from "owners.csv"\nparam x = ${edit}\n`);
    expect(workspace.compiled(path).program?.tables[0]?.rows).toHaveLength(2);
  }
  expect(reads.sort()).toEqual([lib, table].sort());
});
