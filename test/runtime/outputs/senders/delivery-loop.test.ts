import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DeadLetter,
  DeliveryLoop,
  noneDelivered,
  type Outbox,
  type RetryPolicy,
} from '../../../../src/runtime/outputs/senders/delivery-loop.ts';
import { DryRun } from '../../../../src/runtime/outputs/senders/dry-run.ts';
import { type Delivery, type Parcel, refused, retry, SENT, type Sender } from '../../../../src/runtime/outputs/senders/sender.ts';

const parcels = (count: number): Parcel[] => Array.from({ length: count }, (_, i) => ({ id: `p${i}`, line: `{"id":"p${i}"}` }));

/** Answers as scripted; then it accepts everything. */
class Scripted implements Sender {
  readonly tried: string[] = [];
  readonly taken: string[] = [];
  closed = false;

  constructor(private readonly answers: Delivery[]) {}

  async deliver(parcel: Parcel): Promise<Delivery> {
    this.tried.push(parcel.id);
    const answer = this.answers.shift() ?? SENT;
    if (answer.kind === 'sent') this.taken.push(parcel.id);
    return answer;
  }

  preview = ({ line }: Parcel) => line;

  async close(): Promise<void> {
    this.closed = true;
  }
}

function bench(answers: Delivery[], count: number, policy: Partial<RetryPolicy> = {}, random = () => 0.5, counters = noneDelivered()) {
  const waiting = parcels(count);
  const settled: string[] = [];
  const letters: DeadLetter[] = [];
  const slept: number[] = [];
  const sender = new Scripted(answers);
  const told: string[] = [];
  const note = (text: string) => told.push(text);
  let now = 0;
  const outbox: Outbox = {
    next: async () => waiting.shift(),
    settle: ({ id }) => void settled.push(id),
  };
  const clock = {
    elapsed: () => now,
    sleep: async (millis: number) => {
      slept.push(millis);
      now += millis;
    },
  };
  const bury = async (letter: DeadLetter) => {
    expect(settled).not.toContain(letter.parcel.id);
    letters.push(letter);
    return true;
  };
  const delivering = new DeliveryLoop({ name: 'pager', sender, outbox, store: bury, note, clock, random, policy, counters });
  return { delivering, sender, settled, letters, slept, told };
}

const live = () => new AbortController().signal;

describe('delivering', () => {
  it('tries again after waits that double up to a limit, half of them chance', async () => {
    const { delivering, settled, slept } = bench(Array(6).fill(retry('503')), 1, { first: 1000, longest: 8000 });
    await delivering.run(live());
    expect(slept).toEqual([750, 1500, 3000, 6000, 6000, 6000]);
    expect(settled).toEqual(['p0']);
    expect(delivering.counters).toEqual({ sent: 1, retries: 6, dead: 0 });
  });

  it('waits at least as long as the receiver asks for', async () => {
    const { delivering, slept } = bench([retry('429', 120_000), retry('429', 1)], 1);
    await delivering.run(live());
    expect(slept).toEqual([120_000, 1500]);
  });

  it('buries at once what is refused, before settling it', async () => {
    const { delivering, letters, settled, slept } = bench([refused('404')], 2);
    await delivering.run(live());
    expect(letters).toEqual([{ parcel: parcels(1)[0], output: 'pager', why: '404', attempts: 1 }]);
    expect(settled).toEqual(['p0', 'p1']);
    expect(slept).toEqual([]);
  });

  it('settles nothing that is under way when it is stopped', async () => {
    const { delivering, sender, settled } = bench([SENT, retry('down')], 3);
    const stop = new AbortController();
    const deliver = sender.deliver.bind(sender);
    sender.deliver = async (parcel) => {
      const answer = await deliver(parcel);
      if (answer.kind === 'retry') stop.abort();
      return answer;
    };
    await delivering.run(stop.signal);
    expect(settled).toEqual(['p0']);
    expect(sender.closed).toBe(true);
  });

  it('deals with each parcel once, in order, whatever the answers', async () => {
    const answer = fc.constantFrom<Delivery>(SENT, retry('503'), retry('429', 5), refused('400'));
    await fc.assert(
      fc.asyncProperty(
        fc.array(answer, { maxLength: 60 }),
        fc.nat(20),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (answers, count, chance) => {
          const { delivering, sender, letters, settled, slept } = bench(answers, count, { giveUp: Number.POSITIVE_INFINITY }, () => chance);
          await delivering.run(live());
          expect(settled).toEqual(parcels(count).map(({ id }) => id));
          expect(delivering.counters).toMatchObject({ sent: sender.taken.length, dead: letters.length, retries: slept.length });
          expect(sender.taken.length + letters.length).toBe(count);
          expect(sender.tried.length).toBe(count + slept.length);
        },
      ),
    );
  });

  it('delivers as many at a time as configured', async () => {
    const { delivering, sender, settled } = bench([], 9, { concurrency: 3 });
    let busy = 0;
    let most = 0;
    sender.deliver = async () => {
      most = Math.max(most, ++busy);
      await new Promise(setImmediate);
      busy--;
      return SENT;
    };
    await delivering.run(live());
    expect(most).toBe(3);
    expect(settled.length).toBe(9);
  });
});

describe('giving up', () => {
  it('gives up when it has tried long enough', async () => {
    const { delivering, letters, slept } = bench(Array(50).fill(retry('no answer')), 1, { first: 1000, longest: 1000, giveUp: 3000 });
    await delivering.run(live());
    expect(slept.reduce((sum, wait) => sum + wait, 0)).toBe(3000);
    expect(letters).toMatchObject([{ why: 'no answer', attempts: slept.length + 1 }]);
  });

  it('tries again when a receiver allows that only later than it would give up', async () => {
    const soon = bench([retry('429', 60_000)], 1, { first: 1000, giveUp: 10_000 });
    await soon.delivering.run(live());
    expect(soon).toMatchObject({ settled: ['p0'], letters: [], slept: [60_000] });
    const never = bench(Array(3).fill(retry('429', 60_000)), 1, { first: 1000, giveUp: 10_000 });
    await never.delivering.run(live());
    expect(never).toMatchObject({ letters: [{ why: '429', attempts: 2 }], slept: [60_000] });
  });
});

describe('what an operator is told', () => {
  it('is that a receiver fails again and again, once, and that it takes again', async () => {
    const down = (times: number) => Array(times).fill(retry('503'));
    const { delivering, told } = bench([...down(2), SENT, ...down(7), SENT, ...down(3)], 3);
    await delivering.run(live());
    const fails = "Output 'pager' fails: 503. It will be tried again; what is meant for it waits on the disk.";
    const works = "Output 'pager' works again.";
    expect(told).toEqual([fails, works, fails, works]);
  });

  it('is also that a receiver takes again once it is reached in another way, and the counts go on', async () => {
    const before = bench(Array(5).fill(retry('503')), 1, { giveUp: 10_000 });
    await before.delivering.run(live());
    expect(before.told).toEqual([expect.stringContaining('fails: 503'), expect.stringContaining('has given up 1 outcome')]);
    const { counters } = before.delivering;
    const after = bench([retry('401'), retry('401'), retry('401')], 2, {}, undefined, counters);
    await after.delivering.run(live());
    expect(after.told).toEqual([expect.stringContaining('fails: 401'), "Output 'pager' works again."]);
    expect(counters).toEqual({ sent: 2, retries: 7, dead: 1 });
  });

  it('is a few messages about many abandoned outcomes', async () => {
    const { delivering, told } = bench(Array(120).fill(refused('404')), 120);
    await delivering.run(live());
    const counts = told.map((text) => Number(/given up (.*) outcomes? so far.*: 404$/.exec(text)?.[1]));
    expect(counts).toEqual([1, 2, 3]);
  });

  it('is what a dry run would send, line by line', async () => {
    const told: string[] = [];
    const preview = () => 'POST https://example.org/\n\n{}';
    const sender = new DryRun('pager', Object.assign(new Scripted([]), { preview }), (text) => told.push(text));
    expect(await sender.deliver({ id: 'p0', line: '{}' })).toEqual(SENT);
    expect(told).toEqual(["Output 'pager' would send p0:", '  POST https://example.org/', '  ', '  {}']);
  });
});
