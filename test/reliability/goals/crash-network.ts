import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { numbered } from '../../live/flood.ts';
import { Random } from '../../oracle/generator/random.ts';
import { Flooded, tally } from '../flooded.ts';
import { type Goal, type Proof, type Task, timer } from '../goal.ts';
import { inFolder, pause } from '../program.ts';

/** The capacity of the kernel's buffers at both ends; bytes. */
const SOCKET_BUFFERS = 8 * 1024 * 1024;
const TOGETHER = 64;
const LEAST_KILLS = 2;

export const crashNetwork: Goal = {
  id: 'G2',
  name: 'crash safety, TCP',
  what: 'killed under load, TCP loses no more than what socket buffers held, and no message is told twice',
  share: 30,
  prove: killed,
};

/** What a sender wrote before the other end disconnected. */
interface Round {
  first: number;
  written: number;
}

function killed({ seconds, seed }: Task): Promise<Proof> {
  return inFolder(async (folder) => {
    const flooded = new Flooded(folder, 'tcp');
    const random = new Random(seed);
    const rounds: Round[] = [];
    let first = 0;
    for (const isOver = timer(seconds); rounds.length < LEAST_KILLS || !isOver(); ) {
      await flooded.start();
      const socket = connect(flooded.port, '127.0.0.1');
      await once(socket, 'connect');
      const sending = send(socket, first);
      await pause(random.int(100, 800));
      await flooded.kill();
      const written = await sending;
      rounds.push({ first, written });
      first += written;
    }
    await flooded.start();
    await flooded.stop();
    const told = flooded.told();
    const different = new Set(told);
    const losses = rounds.map((round) => lossOf(round, different));
    const wrong = losses.flatMap((loss) => loss.wrong);
    if (told.length === 0) wrong.push('nothing is told');
    const { twice, strange } = tally(told, first);
    if (twice > 0) wrong.push(`${twice} messages are told twice`);
    if (strange > 0) wrong.push(`${strange} messages are told that were never sent`);
    const figure = {
      kills: rounds.length,
      sent: first,
      told: told.length,
      twice,
      greatestLossBytes: Math.max(...losses.map(({ bytes }) => bytes)),
    };
    return { figure, wrong };
  });
}

/** What is lost of a round must be its end, and short. */
function lossOf({ first, written }: Round, told: ReadonlySet<number>): { bytes: number; wrong: string[] } {
  const missing = Array.from({ length: written }, (_, i) => first + i).filter((number) => !told.has(number));
  const bytes = missing.reduce((sum, number) => sum + numbered(number).length, 0);
  const wrong = bytes > SOCKET_BUFFERS ? [`${bytes} bytes are lost at one kill`] : [];
  if (missing.length > 0 && missing[0] !== first + written - missing.length)
    wrong.push(`message ${missing[0]} is lost, and later ones are not`);
  return { bytes, wrong };
}

/** Sends messages with numbers from `first` until the other end disconnects; returns how many. */
async function send(socket: Socket, first: number): Promise<number> {
  const gone = goneOf(socket);
  let written = 0;
  while (!socket.destroyed) {
    const texts = Array.from({ length: TOGETHER }, (_, i) => `${numbered(first + written + i)}\n`);
    const isTaken = socket.write(texts.join(''));
    written += TOGETHER;
    await (isTaken ? pause(0) : Promise.race([new Promise((resolve) => socket.once('drain', resolve)), gone]));
  }
  return written;
}

function goneOf(socket: Socket): Promise<void> {
  socket.on('error', () => {});
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
