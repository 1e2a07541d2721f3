/** A peer that only sends messages. */

import type { Conversation } from './connection.ts';
import type { Framer } from './framer.ts';
import type { Take } from './receiver.ts';

export class FramedConversation implements Conversation {
  constructor(
    private readonly framer: Framer,
    private readonly take: Take,
  ) {}

  read(chunk: Buffer): void {
    this.framer.feed(chunk);
    ignoreFailure(this.take(this.framer));
  }

  finish(): undefined {
    this.framer.finish();
    ignoreFailure(this.take(this.framer));
  }
}

/** There is nobody to inform: the peer does not wait for an answer. */
export function ignoreFailure(durable: Promise<void> | undefined): void {
  durable?.catch(() => undefined);
}
