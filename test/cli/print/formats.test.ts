import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { githubCommand, printGithub } from '../../../src/cli/print/github.ts';
import { printGitlab } from '../../../src/cli/print/gitlab.ts';
import { printJson } from '../../../src/cli/print/json.ts';
import { PAYLOADS } from '../../runtime/outputs/payloads.ts';
import { ACTS } from '../../runtime/outputs/sample.ts';
import { diagnostic, FINDINGS, hostile, printed, SOURCES } from './sample.ts';

describe('diagnostics in JSON', () => {
  const valid = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync('schema/diagnostics.schema.json', 'utf8')));
  const lines = (findings: typeof FINDINGS) =>
    printed(printJson, findings)
      .split('\n')
      .slice(0, -1)
      .map((line) => {
        expect(line).not.toMatch(ACTS);
        const parsed = JSON.parse(line);
        expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
        return parsed;
      });

  it('are a line each, with places as editors and as people count', () => {
    const [first, second, third] = lines(FINDINGS);
    const key = { file: 'rules/job.corr', start: 20, end: 26, line: 2, column: 3, endLine: 2, endColumn: 9 };
    const name = { file: 'rules/job.corr', start: 38, end: 42, line: 3, column: 12, endLine: 3, endColumn: 16 };
    expect(first).toEqual({
      schema: 'corr/diagnostic/1',
      code: 'unknown-record',
      severity: 'error',
      message: "'app' has no record 'begn'.",
      help: "Did you mean 'begin'?",
      ...name,
      related: [{ message: 'The key is here.', ...key }],
      fixes: [{ title: 'Replace with begin', edits: [{ ...name, text: 'begin' }] }],
    });
    expect(second).toMatchObject({ code: 'unbounded-state', line: 4, column: 9, endColumn: 16, related: [], fixes: [] });
    expect(third).toMatchObject({ file: 'hosts.csv', line: 1, column: 1 });
  });

  it('are read back unchanged', () => {
    for (const text of PAYLOADS) {
      const [told] = lines(hostile(text));
      expect([told.message, told.help, told.file, told.related[0].message, told.fixes[0].edits[0].text]).toEqual([
        text,
        text,
        text,
        text,
        text,
      ]);
    }
  });
});

/** Parses a workflow command like the runner. */
function readCommand(line: string): { command: string; properties: Map<string, string>; message: string } {
  const [, command = '', given = '', message = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
  const data = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const property = (text: string) => data(text.replaceAll('%3A', ':').replaceAll('%2C', ','));
  const properties = new Map(
    given.split(',').map((one) => [one.slice(0, one.indexOf('=')), property(one.slice(one.indexOf('=') + 1))] as const),
  );
  return { command, properties, message: data(message) };
}

describe('commands of GitHub', () => {
  it('name the place, with columns where the place is in one line', () => {
    const long = diagnostic('job', { end: 60, severity: 'warning' });
    expect(printed(printGithub, { ...FINDINGS, diagnostics: [...FINDINGS.diagnostics, long] })).toBe(
      `::error file=rules/job.corr,line=3,endLine=3,col=12,endColumn=15,title=unknown-record::'app' has no record 'begn'.%0ADid you mean 'begin'?
::warning file=rules/job.corr,line=4,endLine=4,col=9,endColumn=15,title=unbounded-state::It can wait for ever.
::notice file=hosts.csv,line=1,endLine=1,col=1,endColumn=1,title=unknown-file::There is no file 'hosts.csv'.
::warning file=rules/job.corr,line=1,endLine=4,title=unknown-record::'app' has no record 'begn'.
`,
    );
  });

  it('are one line that holds one command, whatever the text', () => {
    for (const text of PAYLOADS) {
      const line = githubCommand('error', { file: text, title: text }, `${text} `);
      expect(line.endsWith('\n')).toBe(true);
      expect(line.slice(0, -1)).not.toMatch(/[\n\r]/);
      expect(line).not.toMatch(ACTS);
      const { command, properties, message } = readCommand(line.slice(0, -1));
      expect(command).toBe('error');
      expect([...properties.keys()]).toEqual(['file', 'title']);
      if (/^[\n\x20-\x7e]*$/.test(text)) expect(message).toBe(`${text} `);
      if (/^[\x20-\x7e]*$/.test(text)) expect(properties.get('file')).toBe(text);
    }
  });
});

describe('a code quality report of GitLab', () => {
  const valid = new Ajv().compile({
    type: 'array',
    items: {
      type: 'object',
      properties: {
        description: { type: 'string' },
        check_name: { type: 'string' },
        fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          properties: {
            path: { type: 'string', not: { pattern: '^\\./' } },
            lines: { type: 'object', properties: { begin: { type: 'integer', minimum: 1 } }, required: ['begin'] },
          },
          required: ['path', 'lines'],
        },
      },
      required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    },
  });
  const report = (findings: typeof FINDINGS) => {
    const parsed = JSON.parse(printed(printGitlab, findings));
    expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
    return parsed;
  };

  it('has what GitLab asks for', () => {
    const dotted = diagnostic('id', { file: './other.corr' });
    const issues = report({ ...FINDINGS, diagnostics: [...FINDINGS.diagnostics, dotted] });
    expect(issues.map((issue: { location: object }) => issue.location)).toEqual([
      { path: 'rules/job.corr', lines: { begin: 3 } },
      { path: 'rules/job.corr', lines: { begin: 4 } },
      { path: 'hosts.csv', lines: { begin: 1 } },
      { path: 'other.corr', lines: { begin: 1 } },
    ]);
    expect(report({ sources: SOURCES, diagnostics: [] })).toEqual([]);
  });

  it('has fingerprints of their own, which stay when lines move', () => {
    const prints = (diagnostics: (typeof FINDINGS)['diagnostics']) =>
      report({ ...FINDINGS, diagnostics }).map(({ fingerprint }: { fingerprint: string }) => fingerprint);
    const twice = [diagnostic('job'), diagnostic('id'), diagnostic('job', { message: 'Something else.' })];
    expect(new Set(prints(twice)).size).toBe(3);
    expect(prints(twice.map((one) => ({ ...one, start: one.start + 10, end: one.end + 10 })))).toEqual(prints(twice));
  });

  it('holds whatever a rule file says', () => {
    for (const text of PAYLOADS) expect(report(hostile(text))[0].description).toBe(text);
  });
});
