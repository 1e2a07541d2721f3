import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corr, folderWith } from '../corr.ts';

const UGLY = 'records  app from json { a={} }\n';

describe('configuration', () => {
  it('stands in for options, from the nearest file upward; the environment goes before it, and flags before both', () => {
    const cwd = folderWith({ 'corr.config.json': '{ "fmt": { "check": true }, "run": { "format": ["csv"] } }', 'sub/a.corr': UGLY });
    const sub = join(cwd, 'sub');
    expect(corr(['fmt'], { cwd: sub })).toMatchObject({ code: 1, stdout: 'a.corr\n' });
    const run = (args: string[], env = {}) => corr(['run', '-e', UGLY, ...args], { cwd: sub, input: '{}\n', env });
    expect(run([]).stdout).toMatch(/^schema|^id|,rule,/);
    expect(run([], { CORR_RUN_FORMAT: 'ndjson' }).stdout).toBe('');
    expect(run(['--format', 'json'], { CORR_RUN_FORMAT: 'csv' }).stdout).toMatch(/^\[/);
    expect(run([], { CORR_FORMAT: 'json' }).stdout).toMatch(/^\[/);
    expect(run([], { CORR_FORMAT: 'json', CORR_RUN_FORMAT: 'ndjson' }).stdout).toBe('');
  });

  it('does not give the date of stamps whose year is given', () => {
    const cwd = folderWith({ 'a.log': 'Oct 11 10:00:00 gw app: x\n', 'corr.config.json': '{ "decode": { "date": "2020-10-11" } }' });
    expect(corr(['decode', 'a.log'], { cwd }).stdout).toContain('"time":"2020-10-11T10:00:00Z"');
    expect(corr(['decode', 'a.log', '--year', '2017'], { cwd }).stdout).toContain('"time":"2017-10-11T10:00:00Z"');
    const inEnv = corr(['decode', 'a.log'], { cwd, env: { CORR_DECODE_YEAR: '2017' } });
    expect(inEnv.stdout).toContain('"time":"2017-10-11T10:00:00Z"');
    const dated = corr(['decode', 'a.log', '--date', '2016-10-11'], { cwd, env: { CORR_DECODE_YEAR: '2017' } });
    expect(dated.stdout).toContain('"time":"2016-10-11T10:00:00Z"');
  });

  it.each([
    ['{\n  "fmt": { "chek": true }\n}', "corr.config.json:2:12: There is no option 'chek' of fmt.", "Did you mean 'check'?"],
    ['{ "fmtt": {} }', "corr.config.json:1:3: There is no command with options 'fmtt'.", "Did you mean 'fmt'?"],
    ['{ "fmt": { "check": 1 } }', "corr.config.json:1:12: 'check' must be true or false.", ''],
    ['{ "fmt": { "check": true, } }', 'corr.config.json:1:27: This is not valid JSON', 'double quotes'],
    ['[]', 'corr.config.json:1:1: It must be a table of names and values.', ''],
    ['{ "check": { "fail-level": "fatal" } }', "corr.config.json:1:14: 'fail-level' cannot have this value.", 'error, warning, info'],
    ['{ "check": { "max-diagnostics": "many" } }', "corr.config.json:1:14: 'many' is not a valid value for --max-diagnostics.", ''],
  ])('refuses %s, and says where', (text, message, help) => {
    const cwd = folderWith({ 'corr.config.json': text, 'a.corr': UGLY });
    const { code, stderr } = corr([text.includes('fail') || text.includes('max') ? 'check' : 'fmt'], { cwd });
    expect(code).toBe(3);
    expect(stderr).toContain(message);
    expect(stderr).toContain(help);
  });

  it('shows what is set, and where it is from', () => {
    const cwd = folderWith({ 'corr.config.json': '{\n  "run": { "lateness": "2s" }\n}' });
    const env = { CORR_RUN_ZONE: 'Europe/Paris', CORR_FORMAT: 'csv' };
    const { code, stdout } = corr(['config', 'show', '--origin'], { cwd, env });
    expect(code).toBe(0);
    expect(stdout).toContain('run.lateness = "2s"  corr.config.json:2:12\n');
    expect(stdout).toContain('run.zone = "Europe/Paris"  CORR_RUN_ZONE\n');
    expect(stdout).toContain('run.format = "csv"  CORR_FORMAT\n');
    expect(stdout).toContain('check.fail-level = "warning"  default\n');
  });

  it('stands in for options of commands within others, which are shown by both their words', () => {
    const cwd = folderWith({});
    const env = { CORR_STATE_LS_RULE: 'visit' };
    expect(corr(['config', 'show', '--origin'], { cwd, env }).stdout).toContain('state ls.rule = "visit"  CORR_STATE_LS_RULE\n');
    expect(corr(['doctor'], { cwd, env }).stdout).not.toContain('CORR_STATE_LS_RULE');
  });

  it('refuses a switch that is neither on nor off', () => {
    const cwd = folderWith({ 'a.corr': UGLY });
    const fmt = (check: string) => corr(['fmt', 'a.corr'], { cwd, env: { CORR_FMT_CHECK: check } });
    expect(fmt('yes')).toMatchObject({ code: 3, stderr: expect.stringContaining("CORR_FMT_CHECK: 'yes' is neither on nor off.") });
    expect(fmt('true')).toMatchObject({ code: 1, stdout: 'a.corr\n' });
    expect(fmt('0')).toMatchObject({ code: 0, stderr: '1 file formatted\n' });
  });
});

describe('configuration in YAML', () => {
  it.each([
    ['fmt:\n  chek: true\n', "corr.config.yaml:2:3: There is no option 'chek' of fmt.", "Did you mean 'check'?"],
    ['fmt:\n  check: yes\n', "corr.config.yaml:2:3: 'check' must be true or false.", ''],
    ['fmt:\n  check: true\n check: false\n', 'corr.config.yaml:3:1: This is not valid YAML', 'two for each level'],
    ['fmt: {check: true}\nfmt: {check: false}\n', 'corr.config.yaml:2:1: This is not valid YAML: Map keys must be unique.', ''],
    ['- fmt\n', 'corr.config.yaml:1:1: It must be a table of names and values.', ''],
    ['fmt: &a [*a, *b]\n', 'corr.config.yaml:1:1: This is not valid YAML', ''],
  ])('refuses the YAML %j, and says where', (text, message, help) => {
    const { code, stderr } = corr(['fmt'], { cwd: folderWith({ 'corr.config.yaml': text, 'a.corr': UGLY }) });
    expect(code).toBe(3);
    expect(stderr).toContain(message);
    expect(stderr).toContain(help);
  });

  it('tells all that is wrong, in order, each once', () => {
    const yaml = `runs: {}
run:
  formt: text
applications:
  shop:
    rules: a.corr
    inputs:
      - follo: a.log
      - { syslog: 'tcp://127.0.0.1:55', zone: 7 }
      - format: json
    outputs:
      - type: webhok
      - { type: webhook, url: 'http://127.0.0.1:9/x', wheer: severity > error }
      - type: mail
`;
    const { code, stderr } = corr(['serve'], { cwd: folderWith({ 'corr.config.yaml': yaml, 'a.corr': UGLY }) });
    expect(code).toBe(3);
    expect(stderr).toBe(`corr: corr.config.yaml:1:1: There is no command with options 'runs'.
  Did you mean 'run'?
corr: corr.config.yaml:3:3: There is no option 'formt' of run.
  Did you mean 'format'?
corr: corr.config.yaml:8:9: There is no option 'follo' of applications/shop/inputs/0.
  Did you mean 'follow'?
corr: corr.config.yaml:9:41: 'zone' must be a text.
corr: corr.config.yaml:10:9: It needs 'syslog' or 'follow'.
corr: corr.config.yaml:12:9: There is no type 'webhok'.
  Did you mean 'webhook'?
corr: corr.config.yaml:13:55: There is no option 'wheer' of applications/shop/outputs/1.
  Did you mean 'where'?
corr: corr.config.yaml:14:9: It needs 'name', 'host', 'from' and 'to'.
`);
  });

  it('is YAML too, with comments; none of it set is nothing set', () => {
    const yaml = '# The zone of our hosts.\nrun:\n  lateness: 2s\n  format: [csv, json=all.json]\n';
    const show = (files: Record<string, string>) => corr(['config', 'show', '--origin'], { cwd: folderWith(files) });
    const { code, stdout } = show({ 'corr.config.yaml': yaml });
    expect(code).toBe(0);
    expect(stdout).toContain('run.lateness = "2s"  corr.config.yaml:3:3\n');
    expect(stdout).toContain('run.format = ["csv","json=all.json"]  corr.config.yaml:4:3\n');
    expect(show({ 'corr.config.yaml': '# nothing yet\n' }).stdout).toContain('run.lateness = "0s"  default\n');
    expect(show({ 'corr.config.yaml': yaml, 'corr.config.json': '{}' })).toMatchObject({
      code: 3,
      stderr: "corr: There are both 'corr.config.yaml' and 'corr.config.json'.\n  Keep one of them.\n",
    });
  });
});
