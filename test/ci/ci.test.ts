/**
 * The files for CI services: they are parsed as the services do, their commands run on rules with planted faults, and
 * each fault is reported on its line.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser, type Element } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { corr, folderWith } from '../cli/corr.ts';
import { sarifErrors } from '../cli/print/sarif-schema.ts';
import { FAILED, MISTAKE, Planted, readYaml } from './planted.ts';

interface Step {
  id?: string;
  name?: string;
  if?: string;
  run?: string;
  uses?: string;
  env?: Record<string, string>;
  shell?: string;
}

/** Runs the commands of `corr` as GitHub does: after one that fails, only those that ask for it. */
function runSteps(planted: Planted, steps: readonly Step[], envOf: (step: Step) => Record<string, string>) {
  const ran: { code: number | null; stdout: string }[] = [];
  for (const step of steps.filter(({ run = '' }) => run.startsWith('corr ')))
    if (step.if?.includes('!cancelled()') || ran.every(({ code }) => code === 0)) ran.push(planted.run(step.run ?? '', envOf(step)));
  return ran;
}

/** Runs the lines of a script but those that install as GitLab does: in one shell, which ends at the first line that fails. */
function runScript(planted: Planted, script: readonly string[], env: Record<string, string> = {}): number | null {
  return planted.run(script.filter((line) => !line.startsWith('npm ')).join('\n'), env).code;
}

const annotation = ({ file, line }: { file: string; line: number }) => `::error file=${file},line=${line},`;

function expectSarif(text: string): void {
  const log = JSON.parse(text);
  expect(sarifErrors(log)).toEqual([]);
  const places = log.runs[0].results.map(
    ({ locations: [{ physicalLocation }] }: { locations: [{ physicalLocation: { artifactLocation: object; region: object } }] }) =>
      physicalLocation,
  );
  expect(places).toMatchObject([{ artifactLocation: { uri: MISTAKE.file }, region: { startLine: MISTAKE.line } }]);
}

function expectJunit(text: string): void {
  const xml = new DOMParser({ onError: (_, message) => expect.fail(message) }).parseFromString(text, 'text/xml');
  const failures = [...xml.getElementsByTagName('failure')].filter((one) => one.parentNode?.nodeName === 'testcase');
  const cases = failures.map((failure) => failure.parentNode as Element);
  expect(cases.map((one) => [one.getAttribute('file'), one.getAttribute('name')])).toContainEqual([FAILED.file, 'in time']);
  expect(failures.map(({ textContent }) => textContent).join()).toContain(`${FAILED.file}:${FAILED.line}`);
}

function expectQuality(text: string): void {
  const issues = JSON.parse(text);
  expect(issues).toMatchObject([{ severity: 'major', location: { path: MISTAKE.file, lines: { begin: MISTAKE.line } } }]);
  for (const { description, check_name, fingerprint } of issues) {
    expect([description, check_name].every((one) => typeof one === 'string')).toBe(true);
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  }
}

describe('the action of GitHub', () => {
  const { inputs, runs } = readYaml('action.yml') as {
    inputs: Record<string, { default: string; description: string }>;
    runs: { using: string; steps: Step[] };
  };
  const value = (text: string) => text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => inputs[name]?.default ?? '');
  const envOf = ({ env = {} }: Step) => Object.fromEntries(Object.entries(env).map(([name, text]) => [name, value(text)]));

  it('is composite, and each of its steps says how it is run', () => {
    expect(runs.using).toBe('composite');
    expect(runs.steps.filter(({ run, uses, shell }) => (run === undefined) === (uses === undefined) || (run && !shell))).toEqual([]);
    const named = [...readFileSync('action.yml', 'utf8').matchAll(/inputs\.([\w-]+)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !inputs[name])).toEqual([]);
    expect(Object.keys(inputs).filter((name) => !named.includes(name))).toEqual([]);
    // User input never becomes part of a script.
    expect(runs.steps.filter(({ run = '' }) => run.includes('inputs.'))).toEqual([]);
  });

  it('runs nothing if corr could not be installed', () => {
    const { id } = runs.steps.find(({ run = '' }) => run.includes('npm install')) ?? {};
    const despiteFailure = runs.steps.filter((step) => step.if?.includes('!cancelled()'));
    expect(despiteFailure.map(({ name }) => name)).toEqual(['Check', 'Test']);
    for (const step of despiteFailure) expect(step.if).toContain(`&& steps.${id}.outcome == 'success'`);
  });

  it('tells every fault on its line, as annotations, SARIF and JUnit', () => {
    const planted = new Planted();
    const [style, check, test] = runSteps(planted, runs.steps, envOf);
    expect([style?.code, check?.code, test?.code]).toEqual([1, 2, 2]);
    expect(style?.stdout).toContain(FAILED.file);
    expect(check?.stdout).toContain(annotation(MISTAKE));
    expect(test?.stdout).toContain(annotation(FAILED));
    expectSarif(planted.read('corr.sarif'));
    expectJunit(planted.read('corr.xml'));
  });

  it('passes when there is none', () => {
    const planted = new Planted();
    planted.mend();
    expect(runSteps(planted, runs.steps, envOf).map(({ code }) => code)).toEqual([0, 0, 0]);
  });
});

describe('the template of GitLab', () => {
  const { '.corr': job } = readYaml('ci/gitlab.yml') as {
    '.corr': { variables: Record<string, string>; script: string[]; artifacts: { when: string; reports: Record<string, string> } };
  };

  it('tells every fault on its line, as code quality and JUnit', () => {
    const planted = new Planted();
    expect(runScript(planted, job.script, job.variables)).toBe(1);
    expect(job.artifacts.when).toBe('always');
    const { codequality = '', junit = '' } = job.artifacts.reports;
    expectQuality(planted.read(codequality));
    expectJunit(planted.read(junit));
    planted.mend();
    expect(runScript(planted, job.script, job.variables)).toBe(0);
  });
});

describe('the hooks of pre-commit', () => {
  interface Hook {
    id: string;
    entry: string;
    language: string;
    files: string;
    pass_filenames?: boolean;
  }
  const made = folderWith({});
  corr(['init', '--ci', 'pre-commit'], { cwd: made });
  const config = parse(readFileSync(join(made, '.pre-commit-config.yaml'), 'utf8')) as { repos: { hooks: Hook[] }[] };

  it.each([
    ['of the repository', readYaml('.pre-commit-hooks.yaml') as Hook[]],
    ['of `corr init`', config.repos.flatMap(({ hooks }) => hooks)],
  ])('%s mend the style, and tell mistakes and failed tests', (_, hooks) => {
    const planted = new Planted();
    const run = (id: string) => {
      const hook = hooks.find((one) => one.id === id);
      const given =
        hook?.pass_filenames === false ? [] : [MISTAKE.file, FAILED.file].filter((file) => new RegExp(hook?.files ?? '').test(file));
      return planted.run([hook?.entry, ...given].join(' '));
    };
    expect(hooks.every(({ language }) => language === 'node')).toBe(true);
    run('corr-fmt');
    expect(planted.read(FAILED.file)).toContain('  then  app.ended within 10s\n');
    const [check, test] = [run('corr-check'), run('corr-test')];
    expect(check).toMatchObject({ code: 2, stdout: expect.stringContaining(`${MISTAKE.file}:${MISTAKE.line}:`) });
    expect(test).toMatchObject({ code: 2, stdout: expect.stringContaining(`${FAILED.file}:${FAILED.line}`) });
    planted.mend();
    expect([run('corr-check').code, run('corr-test').code]).toEqual([0, 0]);
  });
});

describe('the files of `corr init`', () => {
  it('for GitHub hold commands that tell every fault on its line', () => {
    const made = folderWith({});
    corr(['init', '--ci', 'github'], { cwd: made });
    const workflow = parse(readFileSync(join(made, '.github/workflows/corr.yml'), 'utf8')) as { jobs: { rules: { steps: Step[] } } };
    const planted = new Planted();
    const told = runSteps(planted, workflow.jobs.rules.steps, () => ({}))
      .map(({ stdout }) => stdout)
      .join('');
    for (const one of [MISTAKE, FAILED]) expect(told).toContain(annotation(one));
    expectJunit(planted.read('corr.xml'));
  });

  it('for GitLab hold commands that tell every fault on its line', () => {
    const made = folderWith({});
    corr(['init', '--ci', 'gitlab'], { cwd: made });
    const { rules } = parse(readFileSync(join(made, '.gitlab-ci.yml'), 'utf8')) as {
      rules: { script: string[]; artifacts: { reports: Record<string, string> } };
    };
    const planted = new Planted();
    expect(runScript(planted, rules.script)).toBe(1);
    expectQuality(planted.read(rules.artifacts.reports['codequality'] ?? ''));
    expectJunit(planted.read(rules.artifacts.reports['junit'] ?? ''));
  });
});
