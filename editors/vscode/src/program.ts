/** The program `corr`, as configured in the settings. */

import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { ShellExecution, Task, TaskScope, tasks, workspace } from 'vscode';

export interface Call {
  program: string;
  args: string[];
  /** Windows finds programs installed by npm only through its shell. */
  shell: boolean;
}

export function programWith(args: readonly string[]): Call {
  const program = workspace.getConfiguration('corr').get('program', 'corr');
  if (/\.[cm]?js$/.test(program)) return { program: 'node', args: [program, ...args], shell: false };
  return { program, args: [...args], shell: process.platform === 'win32' };
}

/** Runs it in a terminal, in the folder of a file. */
export async function inTerminal(name: string, file: string, args: readonly string[]): Promise<void> {
  const call = programWith(args);
  const execution = new ShellExecution(call.program, call.args, { cwd: dirname(file) });
  await tasks.executeTask(new Task({ type: 'corr' }, TaskScope.Workspace, name, 'Corr', execution));
}

/** Its standard output. @throws Error with its error message if it fails. */
export function output(file: string, args: readonly string[]): Promise<string> {
  const { program, args: all, shell } = programWith(args);
  const options = { cwd: dirname(file), shell, maxBuffer: 64 * 1024 * 1024 };
  // Node passes arguments to a shell as they are: a path may have blanks.
  const quoted = (text: string) => (shell ? `"${text}"` : text);
  return new Promise((resolve, reject) => {
    execFile(quoted(program), all.map(quoted), options, (error, stdout, stderr) =>
      error ? reject(new Error(stderr || error.message)) : resolve(stdout),
    );
  });
}
