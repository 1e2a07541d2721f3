import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Workspace } from '../../../src/dsl/workspace.ts';

const LIBRARY = `records app from syslog where app == "app" {
  begin = "begin {id}"
  done  = "done {id}"
}
`;
const job = (from: string, extra = '') => `import { app } from "${from}"
transaction job {
  key id
  start app.begin as first
  then  app.done
  timeout after 1h
  emit { id = first.id }
  ${extra}
}
`;

function workspaceOf(files: Record<string, string>): Workspace {
  const disk = new Map(Object.entries(files));
  const workspace = new Workspace({ read: (path) => disk.get(path) });
  workspace.add(disk.keys());
  return workspace;
}

const codes = (workspace: Workspace, path: string) => workspace.diagnostics(path).map(({ code }) => code);

describe('Workspace', () => {
  it('checks a file with what it imports, and again when that changes', () => {
    const workspace = workspaceOf({ '/lib.corr': LIBRARY, '/a.corr': job('lib.corr'), '/b.corr': 'param x = 1\n' });
    expect(codes(workspace, '/a.corr')).toEqual([]);
    expect(codes(workspace, '/b.corr')).toEqual([]);
    expect(workspace.update('/lib.corr', LIBRARY.replace('begin =', 'start ='))).toEqual(['/a.corr']);
    expect(codes(workspace, '/a.corr')).toContain('unknown-record');
    expect(workspace.update('/lib.corr')).toEqual(['/a.corr']);
    expect(codes(workspace, '/a.corr')).toEqual([]);
  });

  it('keeps results that an edit cannot have changed', () => {
    const workspace = workspaceOf({ '/lib.corr': LIBRARY, '/a.corr': job('lib.corr'), '/b.corr': job('./lib.corr') });
    const [a, b] = [workspace.compiled('/a.corr'), workspace.compiled('/b.corr')];
    workspace.update('/a.corr', job('lib.corr', 'message failure = "{id}"'));
    expect(workspace.compiled('/a.corr')).not.toBe(a);
    expect(workspace.compiled('/b.corr')).toBe(b);
  });

  it('knows of files that do not exist as yet, and of files that are no rules', () => {
    const listed = 'param hosts: list(text) from "hosts.txt"\n';
    const workspace = workspaceOf({ '/a.corr': job('later'), '/b.corr': listed });
    expect(codes(workspace, '/a.corr')).toContain('unknown-file');
    expect(codes(workspace, '/b.corr')).toContain('unknown-file');
    expect(workspace.update('/later.corr', LIBRARY)).toEqual(['/a.corr']);
    expect(workspace.update('/hosts.txt', 'db1\n')).toEqual(['/b.corr']);
    expect(codes(workspace, '/a.corr')).toEqual([]);
    expect(codes(workspace, '/b.corr')).toEqual([]);
  });

  it('parses a file once for all that import it', () => {
    const workspace = workspaceOf({ '/lib.corr': LIBRARY, '/a.corr': job('lib.corr'), '/b.corr': job('lib.corr') });
    const trees = ['/a.corr', '/b.corr'].map(
      (path) => workspace.compiled(path).modules.find((module) => module.path === '/lib.corr')?.parsed,
    );
    expect(trees[0]).toBeDefined();
    expect(trees[1]).toBe(trees[0]);
    expect(workspace.tree('/lib.corr')).toBe(trees[0]);
  });

  it('forgets what is gone', () => {
    const workspace = workspaceOf({ '/a.corr': 'param x = 1\n' });
    workspace.update('/new.corr', LIBRARY);
    workspace.update('/new.corr');
    expect(workspace.files).toEqual(['/a.corr']);
    expect(workspace.tree('/new.corr')).toBeUndefined();
    workspace.leave('/a.corr');
    expect(workspace.files).toEqual([]);
    expect(workspace.tree('/a.corr')).toBeDefined();
  });

  it('answers after any edits as a new workspace does', () => {
    const paths = ['/a.corr', '/b.corr', '/c.corr', '/d/e.corr'];
    const path = fc.constantFrom(...paths);
    const text = fc.oneof(
      fc.constantFrom(LIBRARY, LIBRARY.replace('begin', 'start'), '', 'param x = ', 'records {'),
      fc.constantFrom('a', './b.corr', 'c', 'd/e', '../a.corr', '/c.corr').map((from) => job(from)),
    );
    const edit = fc.record({ path, text: fc.option(text, { nil: undefined }), asked: path });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), (edits) => {
        const workspace = workspaceOf({ '/a.corr': LIBRARY, '/b.corr': job('a') });
        const texts = new Map<string, string>();
        for (const one of edits) {
          workspace.update(one.path, one.text);
          if (one.text === undefined) texts.delete(one.path);
          else texts.set(one.path, one.text);
          workspace.compiled(one.asked);
        }
        const fresh = workspaceOf({ '/a.corr': LIBRARY, '/b.corr': job('a'), ...Object.fromEntries(texts) });
        for (const asked of paths) expect(workspace.diagnostics(asked)).toEqual(fresh.diagnostics(asked));
      }),
    );
  });
});

it('Workspace reads the values of a file once, until it changes or is declared in another way', () => {
  const workspace = workspaceOf({ '/owners.csv': 'db1,1\ndb2,two\n' });
  const table = (port: string, extra = '') => `${extra}table owners(host: text, port: ${port}) from "owners.csv"\n`;
  const rows = (text: string) => {
    workspace.update('/a.corr', text);
    return workspace.compiled('/a.corr').program?.tables[0]?.rows;
  };
  const first = rows(table('int'));
  expect(first).toEqual([['db1', 1]]);
  expect(rows(table('int', 'param x = 1\n'))).toBe(first);
  expect(workspace.diagnostics('/a.corr')).toContainEqual(expect.objectContaining({ code: 'bad-value', start: 53, end: 65 }));
  expect(rows(table('text'))).toEqual([['db1', '1'], ['db2', 'two']]); // biome-ignore format: as the file has it
  expect(rows(table('int'))).toBe(first);
  workspace.update('/owners.csv', 'db1,2\n');
  expect(rows(table('int'))).toEqual([['db1', 2]]);
});
