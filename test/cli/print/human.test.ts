import { describe, expect, it, vi } from 'vitest';
import { countOf, type HumanOptions, printHuman } from '../../../src/cli/print/human.ts';
import { Source } from '../../../src/dsl/source.ts';
import { COLOURED } from '../../../src/runtime/outputs/palette.ts';
import { widthOf } from '../../../src/runtime/outputs/terminal.ts';
import { PAYLOADS } from '../../runtime/outputs/payloads.ts';
import { ACTS } from '../../runtime/outputs/sample.ts';
import { diagnostic, FINDINGS, hostile, printed } from './sample.ts';

const human = (findings: typeof FINDINGS, options?: Omit<HumanOptions, 'write'>) =>
  printed((given, write) => printHuman(given, { ...options, write }), findings);

describe('diagnostics for people', () => {
  it('show the place, the line, and what to do next', () => {
    expect(human(FINDINGS)).toBe(`rules/job.corr:3:12: error: 'app' has no record 'begn'. [unknown-record]
  3 │     start app.begn
    │               ^^^^
  see rules/job.corr:2:3: The key is here.
  help: Did you mean 'begin'?

rules/job.corr:4:9: warning: It can wait for ever. [unbounded-state]
  4 │   then  日本.done // wide
    │         ^^^^^^^^^

hosts.csv: info: There is no file 'hosts.csv'. [unknown-file]

1 error, 1 warning, 1 info. corr help CODE says more of each.
`);
  });

  it('print nothing when there are none', () => {
    expect(human({ ...FINDINGS, diagnostics: [] })).toBe('');
  });

  it('mark an empty place, the end of the file, and the first line of a long place', () => {
    const lines = (given: Parameters<typeof diagnostic>[1]) =>
      human({ ...FINDINGS, diagnostics: [diagnostic('job', given)] })
        .split('\n')
        .slice(1, 3);
    expect(lines({ end: 0 })).toEqual(['  1 │ transaction job {', '    │             ^']);
    expect(lines({ end: 60 })).toEqual(['  1 │ transaction job {', '    │             ^^^^^']);
    expect(lines({ start: 1000, end: 1001 })).toEqual(['  6 │', '    │ ^']);
  });

  it('look only at what is near in a long line, and mark its place', () => {
    const text = `${'é'.repeat(400_000)}\t${'b'.repeat(400_000)}`;
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment');
    const replaced = vi.spyOn(String.prototype, 'replaceAll');
    const sources = new Map([['long', new Source('long', text)]]);
    const lines = human(
      { ...FINDINGS, sources, diagnostics: [diagnostic('job', { file: 'long', start: 400_001, end: 800_001 })] },
      { columns: 40 },
    ).split('\n');
    const lengths = [...segment.mock.calls.map(([given]) => given.length), ...replaced.mock.contexts.map((given) => String(given).length)];
    for (const spy of [segment, replaced]) spy.mockRestore();
    expect(lines.slice(1, 3)).toEqual([`  1 │ …${'é'.repeat(12)}    ${'b'.repeat(16)}…`, `    │ ${' '.repeat(17)}${'^'.repeat(17)}`]);
    expect(Math.max(...lengths)).toBeLessThan(10_000);
  });

  it('give the same help once where they follow each other', () => {
    const [one, two] = [diagnostic('job', { help: 'Write {*}.' }), diagnostic('job', { help: 'Remove it.' })];
    const helps = human({ ...FINDINGS, diagnostics: [one, one, two, one] }).match(/^ {2}help: .*$/gm);
    expect(helps).toEqual(['  help: Write {*}.', '  help: Remove it.', '  help: Write {*}.']);
  });

  it('tell as many as wanted, and count all', () => {
    const text = human(FINDINGS, { most: 1 });
    expect(text.match(/^\S+: (?:error|warning|info): /gm)).toEqual(['rules/job.corr:3:12: error: ']);
    expect(text).toContain('1 error, 1 warning, 1 info, 2 of them not shown.');
  });

  it('change no text by colours', () => {
    expect(human(FINDINGS, { palette: COLOURED }).replaceAll(/\x1b\[\d+m/g, '')).toBe(human(FINDINGS));
  });
});

describe('a long line', () => {
  it.each([0, 2_000, 3_990])('is cut around column %i, its mark still below', (start) => {
    const text = `${'a'.repeat(start)}WRONG${'日'.repeat(4_000 - start)}`;
    const sources = new Map([['rules/job.corr', new Source('rules/job.corr', text)]]);
    const [, line = '', marks = ''] = human(
      { sources, diagnostics: [diagnostic('job', { start, end: start + 5 })] },
      { columns: 80 },
    ).split('\n');
    expect(widthOf(line)).toBeLessThanOrEqual(80);
    expect(line.indexOf('WRONG')).toBe(marks.indexOf('^'));
    expect(marks.trim()).toMatch(/\^{5}$/);
  });
});

describe('what a rule file says', () => {
  it('acts on no terminal, and adds no line', () => {
    const lines = human(hostile('x')).split('\n').length;
    for (const text of PAYLOADS) {
      const told = human(hostile(text));
      expect(told).not.toMatch(ACTS);
      expect(told.split('\n').length).toBe(lines);
    }
  });
});

describe('the count', () => {
  it.each([
    [['error'], '1 error'],
    [['info', 'error', 'error', 'info'], '2 errors, 2 info'],
    [['warning'], '1 warning'],
    [[], ''],
  ] as const)('of %j is %j', (severities, text) => {
    expect(countOf(severities.map((severity) => ({ severity })))).toBe(text);
  });
});
