/** Creates the receiver for each kind of address. */

import type { ReportProblem } from '../problem.ts';
import type { ListenAddress } from './address.ts';
import type { Conversation } from './connection.ts';
import { DatagramReceiver } from './datagram-receiver.ts';
import { Framer } from './framer.ts';
import type { Receiver, Take } from './receiver.ts';
import { RelpConversation } from './relp-conversation.ts';
import { type Converse, StreamReceiver } from './stream-receiver.ts';
import { type StartReceiver, ThreadedReceiver } from './thread/threaded-receiver.ts';
import { TlsAcceptor } from './tls-acceptor.ts';

/**
 * Creates the receiver for an address; it does nothing until it listens. `report` is called for problems that are no
 * reason to stop. Datagrams are received in a thread if one can be started: unlike senders on a connection, theirs do
 * not wait.
 */
export function createReceiver(address: ListenAddress, report: ReportProblem, start?: StartReceiver): Receiver {
  if (address.transport === 'udp') return start ? new ThreadedReceiver(address, report, start) : new DatagramReceiver(address, report);
  const acceptor = address.tls.cert === undefined ? undefined : new TlsAcceptor(address.tls, address.text);
  const framed: Converse = (_, origin, take, counters) => framedConversation(new Framer(origin, address, counters), take);
  const relp: Converse = (socket, origin, take, counters, onWrong) =>
    new RelpConversation(socket, origin, address.max, take, counters, onWrong);
  return new StreamReceiver(address, address.transport === 'relp' ? relp : framed, acceptor, report);
}

/** With a peer that only sends messages. */
function framedConversation(framer: Framer, take: Take): Conversation {
  return {
    read: (chunk) => {
      framer.feed(chunk);
      void take(framer);
    },
    finish: () => {
      framer.finish();
      void take(framer);
      return undefined;
    },
  };
}
