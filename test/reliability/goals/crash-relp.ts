import { once } from 'node:events';
import { connect } from 'node:net';
import { numbered, openRelp, relpFrame } from '../../live/flood.ts';
import { Random } from '../../oracle/generator/random.ts';
import { Flooded, tally } from '../flooded.ts';
import { type Goal, type Proof, type Task, timer } from '../goal.ts';
import { inFolder, pause } from '../program.ts';

/** The maximum number of unacknowledged messages. */
const WINDOW = 128;
const LEAST_KILLS = 2;

export const crashRelp: Goal = {
  id: 'G2',
  name: 'crash safety, RELP',
  what: 'killed under load, RELP loses nothing that it has acknowledged, and tells no more twice than was not acknowledged',
  share: 15,
  prove: killed,
};

function killed({ seconds, seed }: Task): Promise<Proof> {
  return inFolder(async (folder) => {
    const flooded = new Flooded(folder, 'relp');
    const random = new Random(seed);
    let kills = 0;
    let acknowledged = 0;
    for (const isOver = timer(seconds); kills < LEAST_KILLS || !isOver(); kills++) {
      await flooded.start();
      const sending = send(flooded.port, acknowledged);
      await pause(random.int(200, 800));
      await flooded.kill();
      acknowledged += await sending;
    }
    await flooded.start();
    await flooded.stop();
    // Unacknowledged messages at the end may have been reported too.
    const { told, lost, twice, strange } = tally(flooded.told(), acknowledged);
    const wrong: string[] = [];
    if (acknowledged === 0) wrong.push('nothing is acknowledged');
    if (lost > 0) wrong.push(`${lost} messages are lost that were acknowledged`);
    if (twice > kills * WINDOW) wrong.push(`${twice} messages are told twice at ${kills} kills`);
    if (strange > WINDOW) wrong.push(`${strange} messages are told that were never sent`);
    return { figure: { kills, acknowledged, told, lost, twice }, wrong };
  });
}

/** Sends messages with numbers from `first` until the other end disconnects; returns how many were acknowledged. */
async function send(port: number, first: number): Promise<number> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  const answers = openRelp(socket);
  try {
    for (let sent = 0; ; sent++) {
      await answers.atLeast(Math.max(1, sent + 2 - WINDOW));
      socket.write(relpFrame(sent + 2, 'syslog', numbered(first + sent)));
    }
  } catch {
    // The first response is that to the opening.
    return Math.max(0, answers.good - 1);
  }
}
