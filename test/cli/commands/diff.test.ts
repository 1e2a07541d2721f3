import { describe, expect, it } from 'vitest';
import { corr, folderWith } from '../corr.ts';

const rules = (timeout: string, steps = '', name = 'job') => `records app from json {
  begun = { event: "begun", id: text }
  half  = { event: "half", id: text }
  done  = { event: "done", id: text }
}
transaction ${name} {
  key id
  start app.begun
  ${steps}
  then app.done
  timeout after ${timeout}
}
`;

const cwd = folderWith({
  'old.corr': rules('1m'),
  'moved.corr': `// Only the place differs.\n\n${rules('1m')}`,
  'later.corr': rules('2m'),
  'longer.corr': rules('1m', 'then app.half as half'),
  'keyed.corr': rules('1m').replaceAll('id', 'name'),
  'param.corr': `param slow = 1m\n${rules('slow')}`,
  'other.corr': rules('1m', '', 'task'),
});
const diff = (after: string, ...args: string[]) => corr(['diff', 'old.corr', after, ...args], { cwd });

describe('corr diff', () => {
  it('says that nothing has changed', () => {
    expect(diff('moved.corr')).toMatchObject({
      code: 0,
      stdout: 'job: unchanged\n',
      stderr: expect.stringContaining('both mean the same'),
    });
  });

  it('says what is kept, and what cannot be', () => {
    expect(diff('later.corr')).toMatchObject({ code: 0, stdout: expect.stringContaining('job: changed; what is open is kept') });
    expect(diff('longer.corr')).toMatchObject({ code: 1, stdout: expect.stringContaining('job: changed, and its state too') });
    expect(diff('other.corr')).toMatchObject({ code: 1, stdout: expect.stringMatching(/^job: gone.*\ntask: new/) });
  });

  it('says whether it can continue under the old rule', () => {
    expect(diff('longer.corr').stdout).toContain('with drain it continues under the old rule');
    expect(diff('keyed.corr').stdout).not.toContain('drain');
  });

  it('takes compiled plans, and prints JSON', () => {
    expect(corr(['compile', 'later.corr', '-o', 'later.json'], { cwd }).code).toBe(0);
    const { code, stdout } = diff('later.json', '--format', 'json');
    expect({ code, line: JSON.parse(stdout) }).toEqual({
      code: 0,
      line: { schema: 'corr/diff/1', rule: 'job', change: 'kept', drains: true },
    });
  });

  it('says what another value of a param changes', () => {
    const params = (...args: string[]) => corr(['diff', 'param.corr', 'param.corr', ...args], { cwd });
    expect(params('--param', 'slow=2m').stdout).toBe('job: unchanged\n');
    expect(params('--param', 'slow=2m', '--new-param', 'slow=2m').stdout).toBe('job: unchanged\n');
    expect(params('--new-param', 'slow=2m').stdout).toContain('job: changed; what is open is kept');
    // Only one of the two programs has it.
    expect(diff('param.corr', '--param', 'slow=2m').stdout).toContain('job: changed');
    expect(params('--param', 'slo=2m')).toMatchObject({ code: 3, stderr: expect.stringContaining("Did you mean 'slow'?") });
    expect(params('--new-param', 'slow=soon')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("'soon' is not a valid value for 'slow'"),
    });
  });

  it('refuses rules that do not compile', () => {
    expect(corr(['diff', 'old.corr', 'nowhere.corr'], { cwd }).code).toBe(3);
  });
});
