/** Commands of the client. Each applies to the file in the editor, unless a code lens names another. */

import { basename } from 'node:path';
import { type TextEditor, Uri, ViewColumn, window, workspace } from 'vscode';
import { inTerminal, output } from './program.ts';

/** The log that was last chosen. */
let lastLog: Uri | undefined;

export async function runOnLog(): Promise<void> {
  const rules = await savedFile();
  const log = rules && (await chooseLog());
  if (rules && log) await inTerminal('run', rules, ['run', rules, log]);
}

/** Draws the state machine of each rule. */
export async function showGraph(): Promise<void> {
  const rules = await savedFile();
  if (rules === undefined) return;
  try {
    const svg = await output(rules, ['graph', rules, '--format', 'svg']);
    const panel = window.createWebviewPanel('corr.graph', `Graph of ${basename(rules)}`, ViewColumn.Beside);
    panel.webview.html = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><body style="background: #fff">${svg}</body>`;
  } catch (error) {
    void window.showErrorMessage(`Corr: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export async function explainLine(): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor) return;
  const rules = await chooseRules();
  if (!rules) return;
  const log = editor.document.uri.fsPath;
  await inTerminal('explain', log, ['explain', rules, log, '--line', String(editor.selection.active.line + 1)]);
}

/** `uri` and `test` come from a code lens: one test, or all tests of a file. */
export async function runTests(uri?: string, test?: string): Promise<void> {
  const file = await savedFile(uri === undefined ? undefined : Uri.parse(uri));
  if (file !== undefined) await inTerminal('test', file, ['test', file, ...(test === undefined ? [] : ['--filter', test])]);
}

/** Saves the file, because the program reads it from disk. Undefined, which the user is told, if it is not there. */
async function savedFile(uri = window.activeTextEditor?.document.uri): Promise<string | undefined> {
  if (uri?.scheme !== 'file') {
    void window.showErrorMessage('Corr: Open rules that are saved as a file first.');
    return undefined;
  }
  const document = await workspace.openTextDocument(uri);
  return !document.isDirty || (await document.save()) ? uri.fsPath : undefined;
}

/** A log that is open next to the rules, or one that the user chooses. */
async function chooseLog(): Promise<string | undefined> {
  const shown = window.visibleTextEditors.filter(isLog).map(({ document }) => document.uri);
  const [only] = shown;
  const defaultUri = lastLog ?? workspace.workspaceFolders?.[0]?.uri;
  const [chosen] =
    only && shown.length === 1
      ? [only]
      : ((await window.showOpenDialog({ title: 'The log to run on', ...(defaultUri ? { defaultUri } : {}) })) ?? []);
  lastLog = chosen ?? lastLog;
  return chosen?.fsPath;
}

function isLog({ document }: TextEditor): boolean {
  return document.uri.scheme === 'file' && document.languageId !== 'corr';
}

async function chooseRules(): Promise<string | undefined> {
  const found = await workspace.findFiles('**/*.corr', '**/node_modules/**');
  const [only] = found;
  if (only && found.length === 1) return only.fsPath;
  const items = found.map((uri) => ({ label: workspace.asRelativePath(uri), path: uri.fsPath }));
  return (await window.showQuickPick(items, { title: 'The rules to explain it by' }))?.path;
}
