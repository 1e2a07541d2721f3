/**
 * A connection over two streams that does not end before it has answered, neither at `exit` nor when the client
 * disconnects.
 */

import { finished, PassThrough } from 'node:stream';
import { type DataCallback, type Disposable, Message, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

const EXIT = { jsonrpc: '2.0', method: 'exit' };
/**
 * The time limit for answers after the client has disconnected, milliseconds: after an invalid message the end may
 * never be seen.
 */
const LONGEST_WAIT = 10_000;

/** Counts the requests that are not answered yet. */
class Asked {
  private open = 0;
  private leave: (() => void) | undefined;

  note(message: Message): void {
    if (Message.isRequest(message)) this.open++;
  }

  answered(message: Message): void {
    if (Message.isResponse(message)) this.open--;
    if (this.open === 0) this.leave?.();
  }

  whenAnswered(leave: () => void): void {
    if (this.open === 0) leave();
    else this.leave = leave;
  }
}

class Reader extends StreamMessageReader {
  private readonly all: PassThrough;

  constructor(
    private readonly input: NodeJS.ReadableStream,
    private readonly asked: Asked,
  ) {
    const all = new PassThrough();
    super(all);
    this.all = all;
  }

  override listen(callback: DataCallback): Disposable {
    this.input.pipe(this.all, { end: false });
    finished(this.input, { writable: false }, () => {
      const text = JSON.stringify(EXIT);
      this.all.write(`Content-Length: ${text.length}\r\n\r\n${text}`);
      setTimeout(() => callback(EXIT), LONGEST_WAIT);
    });
    return super.listen((message) => {
      this.asked.note(message);
      if (Message.isNotification(message) && message.method === EXIT.method) this.asked.whenAnswered(() => callback(message));
      else callback(message);
    });
  }
}

class Writer extends StreamMessageWriter {
  constructor(
    output: NodeJS.WritableStream,
    private readonly asked: Asked,
  ) {
    super(output);
  }

  override async write(message: Message): Promise<void> {
    await super.write(message);
    this.asked.answered(message);
  }
}

/** Creates the reader and writer for `createConnection`. */
export function drainingStreams(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): [StreamMessageReader, StreamMessageWriter] {
  const asked = new Asked();
  return [new Reader(input, asked), new Writer(output, asked)];
}
