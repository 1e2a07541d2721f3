import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/cli/exit-code.ts';
import { ConfiguredOutputs, outputsIn } from '../../../src/cli/serve/outputs.ts';
import { lenient } from '../../../src/cli/serve/selections.ts';
import { temporaryFolder } from '../../folder.ts';
import { planOfText, VISIT_RULES, VISITS } from '../../runtime/live/runs.ts';

const folder = temporaryFolder();
const path = join(folder, 'outputs.yaml');

const said: string[] = [];
async function read(yaml: string): Promise<ConfiguredOutputs> {
  writeFileSync(path, yaml);
  return new ConfiguredOutputs(await outputsIn(path), { allowExec: true, say: (text) => said.push(text) });
}

/** The message of a failure, with the position in the file. */
async function refusal(yaml: string): Promise<string> {
  try {
    (await read(yaml)).check(VISITS);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.message.replace(`${path}:`, '')} ${error.help ?? ''}`.trim();
  }
  return 'nothing is wrong';
}

const command = (more: string) =>
  `outputs:\n  - { type: command, name: run, argv: [/bin/true] }\n  - type: command\n    name: other\n${more}`;

describe('outputs of a configuration', () => {
  it.each([
    ['    argv: [/bin/true]\n    where: outcme == success', "6:5: There is nothing named 'outcme' here. Did you mean 'outcome'?"],
    ['    argv: [/bin/true]\n    once-per:\n      every: 1h\n      by: [rule, idd]', '8:18: '],
    [
      '    argv: [/bin/true]\n    env: { WHO: "{fields.use}" }',
      "6:12: '{fields.use}' is not a field of these rules. Did you mean 'fields.uses'?",
    ],
    ['    argv: [/bin/true]\n    env: { WHO: "{id} {captures.use.wat}" }', "Did you mean 'captures.use.what'?"],
    ['    argv: [/bin/true]\n    env: { WHO: "{rule.x}" }', "'{rule.x}' is not a field of these rules."],
  ])('%j is wrong: %s', async (more, expected) => {
    expect(await refusal(command(more))).toContain(expected);
  });

  it.each(['{uses} {key.id} {id}', '{captures.use.what}', '{message ?? reason ?? "none"}', '{awaited.0} {keys.0.name} {heldBack}'])(
    '%s is a template of these rules',
    async (template) => {
      expect(await refusal(command(`    argv: [/bin/true]\n    env: { WHO: '${template}' }`))).toBe('nothing is wrong');
    },
  );

  it('of statistics have other fields', async () => {
    const hourly = (template: string) => command(`    argv: [/bin/true]\n    statistics: hourly\n    env: { WHO: '${template}' }`);
    expect(await refusal(hourly('{rule} {period} {outcomes.success}'))).toBe('nothing is wrong');
    expect(await refusal(hourly('{outcome}'))).toContain("'{outcome}' is not a field of these rules. Did you mean 'outcomes'?");
  });

  it('have each a name of their own', async () => {
    const output = '  - { type: command, name: a, argv: [/bin/true] }\n';
    expect(await refusal(`outputs:\n${output}${output}`)).toContain("3:5: There is another output 'a'.");
  });

  it('are files, too, beside the configuration', async () => {
    const { files, deliveries } = await read('outputs:\n  - { type: file, path: a.csv, once-per: { every: 1m } }\n');
    expect(deliveries).toEqual([]);
    expect(files).toMatchObject([{ path: join(folder, 'a.csv'), format: 'csv', oncePer: 60_000_000 }]);
  });

  it('also get outcomes of the previous rules if a condition names what only the new ones have', async () => {
    const another = planOfText(`${VISIT_RULES}transaction another { key id start app.opened then app.closed timeout after 1m }`);
    const select = lenient(
      () => another,
      (text) => said.push(text),
    );
    expect(select({ where: 'rule == another or outcome == success' }, VISITS).where).toBeDefined();
    expect(said).toEqual([]);
    expect(select({ where: 'rule == nobody' }, VISITS)).toEqual({});
    expect(said).toEqual([expect.stringContaining('where: ')]);
  });
});
