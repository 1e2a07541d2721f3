import { once } from 'node:events';
import { connect } from 'node:net';
import { numbered } from '../../live/flood.ts';
import { Flooded, tally } from '../flooded.ts';
import { type Goal, type Proof, type Task, timer } from '../goal.ts';
import { inFolder } from '../program.ts';

/** The maximum growth of the process after warm-up, MiB. */
const MOST_GROWTH = 64;
/** The duration of the warm-up in seconds: by then code is compiled, and buffers have their final size. */
const WARM = 3;
const LEAST = 3;
const TOGETHER = 64;

export const loadHeld: Goal = {
  id: 'G3',
  name: 'load held, TCP',
  what: 'from a sender that knows no limit nothing is lost, all is told in order, and no memory is taken for what waits',
  share: 12,
  prove: held,
};

function held({ seconds }: Task): Promise<Proof> {
  return inFolder(async (folder) => {
    const flooded = new Flooded(folder, 'tcp');
    const program = await flooded.start();
    const socket = connect(flooded.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.resume();
    /** MiB: when warm, and at most since then. */
    let [warm, most] = [Number.NaN, 0];
    let sent = 0;
    const isWarm = timer(WARM);
    for (const isOver = timer(Math.max(WARM + LEAST, seconds)); !isOver(); sent += TOGETHER) {
      const texts = Array.from({ length: TOGETHER }, (_, i) => `${numbered(sent + i)}\n`);
      if (socket.write(texts.join(''))) continue;
      await once(socket, 'drain');
      if (!isWarm()) continue;
      most = Math.max(most, program.memory());
      if (Number.isNaN(warm)) warm = most;
    }
    socket.end();
    await once(socket, 'close');
    await flooded.stop();
    const told = flooded.told();
    const { lost, twice, strange } = tally(told, sent);
    const growth = Math.round(most - warm);
    const wrong: string[] = [];
    if (lost + twice + strange > 0) wrong.push(`of ${sent} messages ${lost} are lost, ${twice} told twice, ${strange} were never sent`);
    if (told.some((number, i) => i > 0 && number < told[i - 1]!)) wrong.push('messages are told in another order');
    if (Number.isNaN(growth)) wrong.push('the sender never had to wait, so no memory was measured');
    if (growth > MOST_GROWTH) wrong.push(`it grew by ${growth} MiB`);
    return { figure: { sent, lost, twice, growthMiB: growth, memoryMiB: Math.round(most) }, wrong, isFixed: true };
  });
}
