/** The extension for VS Code, with an editor and a language client that are only pretended. */

import { beforeEach, expect, it, vi } from 'vitest';

const seen = vi.hoisted(() => ({
  program: '',
  told: [] as string[],
  calls: [] as string[],
  commands: new Map<string, () => Promise<void>>(),
}));

vi.mock('vscode', () => ({
  commands: { registerCommand: (name: string, run: () => Promise<void>) => seen.commands.set(name, run) },
  window: { showErrorMessage: async (message: string) => void seen.told.push(message) },
  workspace: { onDidChangeConfiguration: () => undefined, getConfiguration: () => ({ get: () => seen.program }) },
}));

/** As that of VS Code, it cannot be stopped unless it runs. */
vi.mock('vscode-languageclient/node', () => ({
  LanguageClient: class {
    private running = false;
    constructor(
      _id: string,
      _name: string,
      private readonly server: { command: string },
    ) {}
    async start() {
      if (this.server.command === 'missing') throw new Error('spawn missing ENOENT');
      seen.calls.push(`start ${this.server.command}`);
      await Promise.resolve();
      this.running = true;
    }
    async stop() {
      if (!this.running) throw new Error('Client is not running');
      this.running = false;
      seen.calls.push(`stop ${this.server.command}`);
    }
  },
}));

const { activate, deactivate } = await import('../../editors/vscode/src/extension.ts');
const restart = () => seen.commands.get('corr.restart')?.();

beforeEach(() => {
  seen.calls.length = 0;
  seen.told.length = 0;
});

it('starts the program once it is found, after it was not', async () => {
  seen.program = 'missing';
  await activate({ subscriptions: [] } as never);
  expect(seen.told).toEqual([expect.stringContaining("'missing' does not start: spawn missing ENOENT")]);
  seen.program = 'corr';
  await restart();
  expect(seen.calls).toEqual(['start corr']);
  await deactivate();
  expect(seen.calls).toEqual(['start corr', 'stop corr']);
});

it('stops each server that it has started, however fast restarts follow each other', async () => {
  await Promise.all([restart(), restart(), restart()]);
  await deactivate();
  expect(seen.calls).toEqual(['start corr', 'stop corr', 'start corr', 'stop corr', 'start corr', 'stop corr']);
});

it('says why it runs nothing where no file is open', async () => {
  for (const name of ['corr.run', 'corr.graph', 'corr.test']) await seen.commands.get(name)?.();
  expect(seen.told).toEqual(Array(3).fill(expect.stringContaining('saved as a file')));
});
