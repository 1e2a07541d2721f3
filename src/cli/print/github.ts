/** Workflow commands of GitHub Actions: annotations at the lines of a pull request. */

import type { DiagnosticSeverity } from '../../dsl/diagnostic.ts';
import { terminalLines, terminalText } from '../../runtime/outputs/escape.ts';
import { type PrintFindings, regionOf } from './findings.ts';

type GithubCommand = 'error' | 'warning' | 'notice';

const COMMANDS: Record<DiagnosticSeverity, GithubCommand> = { error: 'error', warning: 'warning', info: 'notice' };

export const printGithub: PrintFindings = ({ diagnostics, sources }, write) => {
  for (const diagnostic of diagnostics) {
    const { severity, code, message, help, file } = diagnostic;
    const { line, column, endLine, endColumn } = regionOf(diagnostic, sources);
    // GitHub accepts columns only for regions within one line.
    const columns = line === endLine ? { col: column, endColumn: Math.max(column, endColumn - 1) } : {};
    const text = help === undefined ? message : `${message}\n${help}`;
    write(githubCommand(COMMANDS[severity], { file, line, endLine, ...columns, title: code }, text));
  }
};

/** One command with its line end. A line feed in the message is kept; other control characters are shown as escapes. */
export function githubCommand(command: GithubCommand, properties: Readonly<Record<string, string | number>>, message: string): string {
  const given = Object.entries(properties).map(([name, value]) => `${name}=${property(terminalText(String(value)))}`);
  return `::${command} ${given.join(',')}::${data(terminalLines(message))}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
