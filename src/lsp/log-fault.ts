import type { Connection } from 'vscode-languageserver/node';

/** Logs a fault of the program in the client, with where it occurred. */
export function logFault({ console }: Connection, error: unknown): void {
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
