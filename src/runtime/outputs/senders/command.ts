/** Passes outcomes to a program, never through a shell: log content is data, on its standard input and in variables. */

import { type ChildProcess, spawn } from 'node:child_process';
import { terminalText } from '../escape.ts';
import { ParcelFields } from './parcel-fields.ts';
import { type Delivery, EXCERPT, excerptOf, type Parcel, refused, retry, SENT, type Sender, whyOf } from './sender.ts';
import { Template } from './template.ts';
import { withinTime } from './within-time.ts';

export interface CommandOptions {
  /** The program and its arguments, verbatim. */
  argv: readonly [string, ...string[]];
  /** Environment variables in addition to those of {@link OWN}. */
  env: ReadonlyMap<string, Template>;
  /** The part of our own environment that it inherits. */
  inherited: Readonly<Record<string, string | undefined>>;
  /** Milliseconds after which it is killed, with everything it has started. */
  timeout: number;
}

/** Variables that every program gets. */
const OWN: readonly (readonly [string, Template])[] = ['id', 'rule', 'outcome', 'name', 'severity', 'message'].map(
  (field) => [`CORR_${field.toUpperCase()}`, Template.of(`{${field}}`)] as const,
);

/** The longest variable: systems impose limits. */
const MOST = 32_768;
/** Milliseconds to read the rest of its standard error once it has ended. */
const GRACE = 500;
/** EX_DATAERR of sysexits.h: the input was wrong. */
const DATA_ERROR = 65;

/** An outcome is sent if the program ends with code 0. Code 65 (EX_DATAERR) refuses it; with any other it is retried. */
export class Command implements Sender {
  constructor(private readonly options: CommandOptions) {}

  async deliver(parcel: Parcel, signal: AbortSignal): Promise<Delivery> {
    try {
      const { code, by, said } = await withinTime(this.options.timeout, signal, (time) => this.run(parcel, time));
      if (code === 0) return SENT;
      const why = `${by === null ? `exit code ${code}` : `killed by ${by}`}${said === '' ? '' : `: ${terminalText(said)}`}`;
      return code === DATA_ERROR ? refused(why) : retry(why);
    } catch (error) {
      return retry(whyOf(error));
    }
  }

  preview(parcel: Parcel): string {
    return [
      JSON.stringify(this.options.argv),
      ...Object.entries(this.variables(parcel)).map(([name, value]) => `${name}=${value}`),
      '',
      parcel.line,
    ].join('\n');
  }

  async close(): Promise<void> {}

  private variables(parcel: Parcel): Record<string, string> {
    const fields = new ParcelFields(parcel);
    // A variable ends at NUL, and must not exceed the system's limit.
    const text = (template: Template) =>
      template
        .render(fields, (value) => value)
        .replaceAll('\0', '\\x00')
        .slice(0, MOST);
    return Object.fromEntries([...OWN, ...this.options.env].map(([name, template]) => [name, text(template)]));
  }

  private run(parcel: Parcel, signal: AbortSignal): Promise<{ code: number | null; by: string | null; said: string }> {
    const { argv, inherited } = this.options;
    const [program, ...args] = argv;
    return new Promise((resolve, reject) => {
      // In a process group of its own, so that all of it can be killed.
      const child = spawn(program, args, {
        env: { ...inherited, ...this.variables(parcel) },
        shell: false,
        detached: true,
        stdio: ['pipe', 'ignore', 'pipe'],
      });
      child.on('error', reject);
      // If nothing was started, as for lack of file descriptors, there are no streams either.
      if (child.pid === undefined) return;
      const kill = () => killGroup(child);
      signal.addEventListener('abort', kill, { once: true });
      if (signal.aborted) kill();
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        said = (said + chunk).slice(0, EXCERPT + 1);
      });
      child.on('exit', (code, by) => {
        const finish = () => {
          clearTimeout(grace);
          signal.removeEventListener('abort', kill);
          child.stderr.destroy();
          resolve({ code, by, said: excerptOf(said) });
        };
        // Processes it has started may hold its standard error open forever. If this process was blocked, pending output is read first.
        const grace = setTimeout(() => setImmediate(finish), GRACE);
        child.on('close', finish);
      });
      // The program need not read its input.
      child.stdin.on('error', () => {}).end(`${parcel.line}\n`);
    });
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has already ended.
  }
}
