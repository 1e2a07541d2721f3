import { flood, numberIn } from '../../live/flood.ts';
import { receiving } from '../../runtime/inputs/net/receiving.ts';
import { Flooded, tally } from '../flooded.ts';
import type { Goal, Proof, Task } from '../goal.ts';
import { inFolder, pause } from '../program.ts';

const RATE = 20_000;
/** More than a small buffer holds. */
const BURST = 20_000;

export const datagrams: Goal = {
  id: 'G4',
  name: 'UDP',
  what: 'every datagram of a burst that is lost is counted, and none is lost at 20,000 a second',
  share: 12,
  prove: async (task) => {
    const [burst, held] = [await forcedBurst(), await heldRate(task)];
    return { figure: { ...burst.figure, ...held.figure }, wrong: [...burst.wrong, ...held.wrong], isFixed: true };
  },
};

/** So many at once that the kernel has to drop some. */
export async function forcedBurst(count = BURST): Promise<Proof> {
  const { receiver, target, received } = await receiving('udp://127.0.0.1:0?buffer=64KiB');
  await flood({ transport: 'udp', port: target.port, count });
  await receiver.close();
  const { kernelDrops } = receiver.counters();
  const { twice, strange } = tally(
    received.map(({ text }) => numberIn(text)),
    count,
  );
  const isExact = received.length + kernelDrops === count && twice + strange === 0;
  const wrong = isExact ? [] : [`of ${count} datagrams ${received.length} came and ${kernelDrops} are counted as lost`];
  if (isExact && kernelDrops === 0)
    wrong.push(`of ${count} datagrams none was lost: this burst shows nothing about counting those that are`);
  return { figure: { burst: count, burstReceived: received.length, burstDropped: kernelDrops }, wrong };
}

/** The whole program, up to its output. */
function heldRate({ seconds }: Task): Promise<Proof> {
  return inFolder(async (folder) => {
    const flooded = new Flooded(folder, 'udp');
    await flooded.start();
    const count = Math.round(RATE * Math.max(1, seconds));
    await flood({ transport: 'udp', port: flooded.port, count, rate: RATE });
    await pause(500);
    const counted = await flooded.counted();
    await flooded.stop();
    const { lost, twice, strange } = tally(flooded.told(), count);
    const isRight = lost + twice + strange === 0;
    const wrong = isRight ? [] : [`of ${count} messages ${lost} are lost, ${twice} told twice, ${strange} were never sent`];
    if (counted !== lost) wrong.push(`of ${lost} messages that are lost ${counted} are counted`);
    return { figure: { rate: RATE, sent: count, lost, counted, twice }, wrong };
  });
}
