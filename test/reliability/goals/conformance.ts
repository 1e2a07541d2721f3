import { HAS_OPENSSL } from '../../runtime/inputs/net/certificates.ts';
import { WIRE_ROWS } from '../../runtime/inputs/net/conformance.ts';
import {
  CUTS,
  framedWrongly,
  readWrongly,
  wrongOverTcp,
  wrongOverTls,
  wrongOverUdp,
} from '../../runtime/inputs/net/conformance-transports.ts';
import { type FrameStream, frameStream } from '../../runtime/inputs/net/framing.ts';
import type { Goal, Proof } from '../goal.ts';

export const conformance: Goal = {
  id: 'G5',
  name: 'syslog conformance',
  what: 'every row of the table of the wire is right, on every transport and however it is cut',
  share: 0,
  prove: () => conforming(frameStream, TRANSPORTS),
};

/** The names of the violated rows, by transport. */
type Transports = ReadonlyMap<string, () => Promise<string[]>>;

const TRANSPORTS: Transports = new Map([
  ['UDP', wrongOverUdp],
  ['TCP', wrongOverTcp],
  ...(HAS_OPENSSL ? [['TLS', wrongOverTls] as const] : []),
]);

/** The whole table. @param frame the framer of streams that are cut at every position */
export async function conforming(frame: FrameStream, transports: Transports): Promise<Proof> {
  const wrong = [...CUTS].flatMap(([name, cuts]) => framedWrongly(frame, cuts).map((row) => `${name}: ${row}`));
  wrong.push(...readWrongly().map((row) => `read: ${row}`));
  for (const [name, wrongOver] of transports) wrong.push(...(await wrongOver()).map((row) => `over ${name}: ${row}`));
  return { figure: { rows: WIRE_ROWS.length, transports: transports.size, wrong: wrong.length }, wrong, isFixed: true };
}
