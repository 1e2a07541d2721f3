import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ApplicationSpec } from '../../../src/cli/serve/application-spec.ts';
import { ConfiguredInputs } from '../../../src/cli/serve/inputs.ts';
import { folderWith } from '../corr.ts';

const folder = folderWith({ 'a.log': 'a\n', 'b.log': 'b\n' });
const path = (name: string) => join(folder, name);

interface Asked {
  addresses?: string[];
  logs?: string[];
}

function inputsOf({ addresses = [], logs = [] }: Asked, before?: ConfiguredInputs): ConfiguredInputs {
  const written = (all: string[]) => all.map((text, at) => ({ text, at: `config:${at + 1}:1` }));
  const spec = { addresses: written(addresses), logs: written(logs.map(path)) } as Pick<ApplicationSpec, 'addresses' | 'logs'>;
  const report = ({ message }: { message: string }) => {
    throw new Error(message);
  };
  return new ConfiguredInputs(spec as ApplicationSpec, [], report, before);
}

async function followed(asked: Asked, before?: ConfiguredInputs): Promise<ConfiguredInputs> {
  const inputs = inputsOf(asked, before);
  await inputs.find(before);
  return inputs;
}

it('an unchanged address keeps its receiver, wherever it is in the list', () => {
  const before = inputsOf({ addresses: ['tcp://:1', 'udp://:1', 'tcp://:2?max=4096'] });
  const after = inputsOf({ addresses: ['tcp://:2?max=8192', 'udp://:1', 'udp://:1', 'tcp://:1'] }, before);
  const [tcp, udp] = before.sources.receivers;
  const [changed, same, twin, moved] = after.sources.receivers;
  expect([same, moved]).toEqual([udp, tcp]);
  for (const one of [changed, twin]) expect(before.sources.receivers).not.toContain(one);
});

it('a log that is rotated at that moment is followed still, as long as it is asked for', async () => {
  const before = await followed({ logs: ['*.log'] });
  expect(before.names).toEqual([path('a.log'), path('b.log')]);
  renameSync(path('a.log'), path('a.log.1'));
  writeFileSync(path('c.log'), 'c\n');
  const during = await followed({ logs: ['*.log'] }, before);
  expect(during.names).toEqual([path('b.log'), path('c.log'), path('a.log')]);
  expect((await followed({ logs: ['[bc].log', 'later.log'] }, during)).names).toEqual([path('b.log'), path('c.log'), path('later.log')]);
  renameSync(path('a.log.1'), path('a.log'));
});

it('a new input that cannot be read is refused with its place', async () => {
  const before = inputsOf({ logs: ['none/*.log'] });
  await expect(followed({ logs: ['a.log', 'none/*.log'] }, inputsOf({}))).rejects.toThrow(/^config:2:1: No file matches/);
  expect((await followed({ logs: ['none/*.log', 'a.log'] }, before)).names).toEqual([path('a.log')]);
});

it.each([
  [11, 11, ''],
  [12, 10, ' and 2 more logs'],
  [200, 10, ' and 190 more logs'],
])('of %i logs, %i are named in a line, after all addresses', async (count, shown, rest) => {
  const names = Array.from({ length: count }, (_, at) => `${String(at).padStart(4, '0')}.many`);
  const inputs = await followed({ addresses: ['tcp://:1', 'udp://:1'], logs: names });
  const addresses = inputs.sources.receivers.map(({ receiver }) => receiver.address);
  expect(inputs.summary).toBe(`${[...addresses, ...names.slice(0, shown).map(path)].join(', ')}${rest}`);
});
