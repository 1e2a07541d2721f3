/** The server's end of a connection to the control socket. A slow reader blocks nothing. */

import type { Socket } from 'node:net';
import { given } from '../../given.ts';
import { jsonText } from '../../runtime/outputs/escape.ts';
import { diskFailure, ExitCode, Failure } from '../exit-code.ts';
import type { LostLine, RefusalLine } from './request.ts';

/** The maximum number of bytes buffered for one reader; further lines are dropped. */
const MOST_WAITING = 1024 * 1024;

export class ControlConnection {
  private lost = 0;

  constructor(private readonly socket: Socket) {}

  /** Resolves when the client has disconnected, or sends nothing more: until something is written to it, that looks the same. */
  gone(): Promise<void> {
    const { socket } = this;
    return new Promise((resolve) => {
      if (socket.destroyed || socket.readableEnded) resolve();
      else socket.once('end', resolve).once('close', () => resolve());
    });
  }

  get isGone(): boolean {
    return this.socket.destroyed;
  }

  /** Writes a line; resolves when there is room for another, or the client has disconnected. */
  async tell(line: string): Promise<void> {
    const { socket } = this;
    if (socket.destroyed || socket.write(`${line}\n`)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        socket.off('drain', done).off('close', done);
        resolve();
      };
      socket.once('drain', done).once('close', done);
    });
  }

  /** Whether there is room for a line; if not, it is counted as dropped, and need not be made. */
  hasRoom(): boolean {
    const { socket } = this;
    if (socket.destroyed) return false;
    if (socket.writableLength <= MOST_WAITING) return true;
    this.lost++;
    return false;
  }

  /** Writes a line for which there {@link hasRoom}. */
  offer(line: string): void {
    const { socket } = this;
    if (this.lost > 0) socket.write(`${jsonText({ lost: this.lost } satisfies LostLine)}\n`);
    this.lost = 0;
    socket.write(`${line}\n`);
  }

  /** Sends the reason why there is no answer. */
  refuse(error: unknown): void {
    const cause = diskFailure(error, 'Fix the path or the disk, then ask again. The server runs on.');
    const line: RefusalLine =
      cause instanceof Failure
        ? { error: cause.message, exit: cause.exitCode, ...given({ help: cause.help }) }
        : { error: `A bug in Corr: ${error instanceof Error ? error.message : String(error)}.`, exit: ExitCode.bug };
    if (!this.socket.destroyed) this.socket.write(`${jsonText(line)}\n`);
  }

  end(): void {
    this.socket.end();
  }
}
