/** The client for VS Code: it starts the language server, and runs the program for what the editor cannot do alone. */

import { commands, type ExtensionContext, window, workspace } from 'vscode';
import { LanguageClient } from 'vscode-languageclient/node';
import { explainLine, runOnLog, runTests, showGraph } from './commands.ts';
import { programWith } from './program.ts';

let client: LanguageClient | undefined;

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
  await client?.stop();
}

async function restart(): Promise<void> {
  await client?.stop();
  const { program, args, shell } = programWith(['lsp', '--stdio']);
  const server = { command: program, args, options: { shell } };
  client = new LanguageClient('corr', 'Corr', server, { documentSelector: [{ language: 'corr' }] });
  try {
    await client.start();
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(`Corr: '${program}' does not start: ${told}. Install it, or say in the setting corr.program where it is.`);
  }
}
