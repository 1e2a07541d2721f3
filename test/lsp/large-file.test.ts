/** In a large file names are looked up, not searched: what is asked at each edit must not grow with its square. */

import { afterEach, expect, it, vi } from 'vitest';
import { FileScope } from '../../src/dsl/symbols.ts';
import { Workspace } from '../../src/dsl/workspace.ts';
import { LanguageService } from '../../src/lsp/service.ts';

const PATH = '/rules/large.corr';

afterEach(() => {
  vi.restoreAllMocks();
});

function rules(count: number): string {
  const one = (i: number) => `param p${i} = 1m
records g${i} from json { a = { e: "a", id: text, n: int }  b = { e: "b", id: text } }
transaction t${i} {
  key id
  start g${i}.a as first where duration(n) < p${i}
  then  g${i}.b within p${i}
  emit { twice = first.n * 2 }
  message success = "{id} {twice}"
}
`;
  return Array.from({ length: count }, (_, i) => one(i)).join('');
}

it('semantic tokens and inlay hints list the names of a file as often, however many there are', () => {
  const lists = [5, 20].map((count) => {
    const service = new LanguageService(new Workspace({ read: () => undefined, libraries: () => [] }));
    vi.restoreAllMocks();
    service.workspace.update(PATH, rules(count));
    expect(service.diagnostics(PATH)).toEqual([]);
    const listed = (['own', 'names'] as const).map((name) => vi.spyOn(FileScope.prototype, name));
    const tokens = service.semanticTokens(PATH);
    service.inlayHints(PATH, { start: 0, end: 10_000 });
    expect(tokens.filter(({ type }) => type === 'parameter')).toHaveLength(3 * count);
    return listed.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  });
  expect(lists[1]).toBe(lists[0]);
});
