import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { graphsSvg } from '../../../src/cli/graph/svg.ts';
import { corr, folderWith } from '../corr.ts';
import { readXml } from '../print/xml-reader.ts';

const RULES = `records app from json {
  begun = { event: "begun", id: text }
  done  = { event: "done", id: text }
}
transaction job {
  key id
  start app.begun as from
  then app.done within 10s
  timeout "stalled" after 1h
}
`;

const LOG = `{"time":"2024-03-01T08:00:00Z","event":"begun","id":"1"}
{"time":"2024-03-01T08:00:02Z","event":"begun","id":"2"}
{"time":"2024-03-01T08:00:05Z","event":"done","id":"1"}
{"time":"2024-03-01T09:00:00Z","event":"other","id":"1"}
`;

const cwd = folderWith({ 'job.corr': RULES, 'app.jsonl': LOG });
const graph = (...args: string[]) => corr(['graph', 'job.corr', ...args], { cwd });

describe('corr graph', () => {
  it('draws the machine as text, with what a log has taken of it', () => {
    const { code, stdout } = graph('--counts', 'app.jsonl');
    expect(code).toBe(0);
    expect(stdout).toBe(`job transaction
  start
    app.begun as from               → (1)   2×, median 0s
  (1) awaits app.done
    app.done                        → success   1×, median 5s
    app.done does not come in time  → timeout   1×, median 10s
  anywhere
    "stalled" after 1h              → timeout   never
`);
    expect(graph().stdout).toContain('app.done                        → success\n');
  });

  it('counts each ending by itself, and says since or before which step it can come', () => {
    const endings = `  warning "slow" after 1s since from
  warning "slower" after 1s
  failure "late" on app.done where id == "1" since from
  failure "early" on app.done where id == "1" before last
`;
    const rules = RULES.replace('then app.done within 10s', 'then app.done where id == "2" as last');
    const cwd = folderWith({ 'job.corr': rules.replace('  timeout', `${endings}  timeout`), 'app.jsonl': LOG });
    const { stdout } = corr(['graph', 'job.corr', '--counts', 'app.jsonl'], { cwd });
    expect(stdout.slice(stdout.indexOf('anywhere'))).toBe(`anywhere
    "slow" after 1s since from                       → warning   2×, median 1s
    "slower" after 1s                                → warning   2×, median 1s
    "late" on app.done where id == "1" since from    → failure   1×, median 5s
    "early" on app.done where id == "1" before last  → failure   never
    "stalled" after 1h                               → timeout   never
`);
  });

  it('counts with the params of a run', () => {
    const rules = `param span: duration = 10s\n${RULES.replace('10s', 'span')}`;
    const folder = folderWith({ 'job.corr': rules, 'app.jsonl': LOG });
    const told = (...args: string[]) => corr(['graph', 'job.corr', ...args], { cwd: folder });
    expect(told('--counts', 'app.jsonl', '--param', 'span=3s').stdout).toMatch(/app.done +→ success +never\n.*→ timeout +2×/);
    expect(told('--param', 'span=3s')).toMatchObject({ code: 3, stderr: expect.stringContaining('without --counts') });
  });

  it('draws for Mermaid and Graphviz', () => {
    expect(graph('--format', 'mermaid').stdout).toContain('flowchart LR\n  n0(["start"])\n  n1["awaits app.done"]');
    expect(graph('--format', 'mermaid').stdout).toContain('any -->|"&quot;stalled&quot; after 1h"|');
    expect(graph('--format', 'dot').stdout).toContain('any -> n3 [label="\\"stalled\\" after 1h"];');
  });

  it('draws a picture of well-formed XML into a file', () => {
    expect(graph('--format', 'svg', '-o', 'job.svg').code).toBe(0);
    const svg = readFileSync(join(cwd, 'job.svg'), 'utf8');
    expect(svg).toContain('<title>awaits app.done</title>');
    expect(readXml(svg).name).toBe('svg');
  });

  it('cuts no letter in two where it shortens what a node says', () => {
    for (const before of ['', 'x']) {
      const label = `${before}${'\u{1f600}'.repeat(40)}`;
      const svg = graphsSvg([{ rule: 'r', kind: 'transaction', nodes: [{ label, kind: 'start' }], edges: [], cut: false }]);
      expect(svg).toMatch(/>x?\u{1f600}+…</u);
      expect(Buffer.from(svg).toString()).toBe(svg);
    }
  });

  it('refuses rules that are not there or do not compile, and logs that cannot be read', () => {
    expect(graph('--rule', 'jobs')).toMatchObject({ code: 3, stderr: expect.stringContaining("Did you mean 'job'?") });
    expect(graph('--counts', 'none.log').code).toBe(4);
    expect(corr(['graph', 'bad.corr'], { cwd: folderWith({ 'bad.corr': 'transaction x {' }) }).code).toBe(2);
  });
});
