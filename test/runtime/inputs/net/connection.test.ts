import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Connection } from '../../../../src/runtime/inputs/net/connection.ts';
import { noneCounted } from '../../../../src/runtime/inputs/net/receiver.ts';

const ROOM = 10;

/** A socket whose peer reads nothing, and whose timer does not fire, until told to. */
class ScriptedSocket extends Duplex {
  bytesRead = 0;
  readonly unread: (() => void)[] = [];
  patience = -1;

  constructor() {
    super({ writableHighWaterMark: ROOM });
  }

  override _read(): void {}

  override _write(_chunk: Buffer, _encoding: string, taken: () => void): void {
    this.unread.push(taken);
  }

  setTimeout(millis: number): this {
    this.patience = millis;
    return this;
  }

  destroySoon(): void {
    this.end(() => this.destroy());
  }

  async says(text: string): Promise<void> {
    this.bytesRead += text.length;
    this.push(text);
    await turn();
  }

  async reads(): Promise<void> {
    for (let taken = this.unread.shift(); taken; taken = this.unread.shift()) taken();
    await turn();
  }
}

/** A connection that answers with as much as it receives. */
function echoing(idle = 0) {
  const socket = new ScriptedSocket();
  let heard = '';
  const conversation = {
    read: (chunk: Buffer) => {
      heard += chunk;
      socket.write(chunk);
    },
    finish: () => undefined,
  };
  const connection = new Connection(socket as unknown as Socket, conversation, noneCounted(), idle, undefined);
  return { socket, connection, heard: () => heard };
}

describe('a connection', () => {
  it('is not read while its peer does not read the answers', async () => {
    const { socket, heard } = echoing();
    await socket.says('a'.repeat(ROOM));
    await socket.says('b');
    expect(heard()).toBe('a'.repeat(ROOM));
    await socket.reads();
    expect(heard()).toBe(`${'a'.repeat(ROOM)}b`);
  });

  it('that the receiver holds is not read when its peer has read', async () => {
    const { socket, connection, heard } = echoing();
    await socket.says('a'.repeat(ROOM));
    connection.pause();
    await socket.reads();
    await socket.says('b');
    expect(heard()).not.toContain('b');
    connection.resume();
    await turn();
    expect(heard()).toContain('b');
  });

  it('breaks when its peer reads nothing for as long as it may be silent', async () => {
    const { socket, connection } = echoing(1000);
    await socket.says('a'.repeat(ROOM));
    expect(socket.patience).toBe(1000);
    socket.emit('timeout');
    await connection.closed;
  });

  it('that is kept gets no longer idle time from the receiver that takes over', async () => {
    const { socket, connection } = echoing(1000);
    connection.leave();
    const { patience } = socket;
    connection.pause();
    connection.resume();
    expect(socket.patience).toBe(patience);
    expect(patience).toBeLessThan(1000);
  });
});
