/** The client for VS Code: it starts the language server, and runs the program for what the editor cannot do alone. */

import { commands, type ExtensionContext, window, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import { explainLine, runOnLog, runTests, showGraph } from './commands.ts';
import { programWith } from './program.ts';

/** What the last start has given: nothing if the program did not start. Each start waits for the one before it. */
let client: Promise<LanguageClient | undefined> = Promise.resolve(undefined);

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand('corr.run', runOnLog),
    commands.registerCommand('corr.graph', showGraph),
    commands.registerCommand('corr.explain', explainLine),
    commands.registerCommand('corr.test', runTests),
    commands.registerCommand('corr.restart', restart),
    workspace.onDidChangeConfiguration((change) => (change.affectsConfiguration('corr.program') ? restart() : undefined)),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await (await client)?.stop();
}

async function restart(): Promise<void> {
  client = client.then(async (before) => {
    // One that has crashed, or does not answer, cannot be stopped.
    await before?.stop().catch(() => undefined);
    return start();
  });
  await client;
}

async function start(): Promise<LanguageClient | undefined> {
  const { program, args, shell } = programWith(['lsp', '--stdio']);
  const server = { command: program, args, options: { shell } };
  const started = new LanguageClient('corr', 'Corr', server, { documentSelector: [{ language: 'corr' }] });
  try {
    await started.start();
    return started;
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`Corr: '${program}' does not start: ${told}. Install it, or say in the setting corr.program where it is.`);
    return undefined;
  }
}
