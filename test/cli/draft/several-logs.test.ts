import { describe, expect, it } from 'vitest';
import { corr, folderWith } from '../corr.ts';
import { checkedDraft } from './drafting.ts';

describe('the draft of several logs', () => {
  const second = (i: number) => String(i % 60).padStart(2, '0');
  const orders = Array.from({ length: 30 }, (_, i) =>
    JSON.stringify({ time: `2024-05-01T10:00:${second(i)}Z`, msg: 'order created', order: `ORD-${i}`, user: `u${i % 3}` }),
  );
  const payments = Array.from({ length: 30 }, (_, i) => [
    `ts=2024-05-01T10:01:${second(i)}Z level=info msg="payment started" order=ORD-${i} payment=pay_${i}x`,
    `ts=2024-05-01T10:02:${second(i)}Z level=info msg="payment ${i % 5 === 4 ? 'declined' : 'captured'}" payment=pay_${i}x`,
  ]).flat();
  const worker = Array.from({ length: 30 }, (_, i) =>
    i % 5 === 4 ? [] : [`2024-05-01 10:03:${second(i)},123 INFO [w-${i % 2}] a.Shipper - shipped ORD-${i}`],
  ).flat();
  const files = { 'orders.jsonl': orders, 'payments.log': payments.sort(), 'worker.log': worker };
  const cwd = folderWith(Object.fromEntries(Object.entries(files).map(([name, lines]) => [name, `${lines.join('\n')}\n`])));

  it('finds the key that occurs in all of them, under names that it learns', () => {
    const { code, stdout: text } = corr(['draft', ...Object.keys(files)], { cwd });
    expect(code).toBe(0);
    expect(text).toMatch(/^records orders from json \{$/m);
    expect(text).toMatch(/^records payments from logfmt \{$/m);
    expect(text).toMatch(/^records worker from worker \{\n.*shipped \{order\}"$/m);
    expect(text).toMatch(/^transaction orders_case \{\n {2}key order\n {2}key payment\n {2}start orders\.order_created as begun/m);
    expect(text).toContain('on payments.payment_declined');
    expect(text).toMatch(/test "a success" \{\n {2}log json """\n.*\n {2}"""\n {2}log worker """/);
  });

  it('distinguishes the case that fails from those that do not', () => {
    corr(['draft', ...Object.keys(files), '-o', 'draft.corr'], { cwd });
    expect(corr(['check', 'draft.corr'], { cwd }).code).toBe(0);
    expect(corr(['test', 'draft.corr'], { cwd }).code).toBe(0);
    const run = corr(['run', 'draft.corr', ...Object.keys(files), '--format', 'ndjson'], { cwd });
    const told = run.stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { outcome: string }).outcome);
    expect(told.filter((outcome) => outcome === 'success')).toHaveLength(24);
    expect(told.filter((outcome) => outcome === 'failure')).toHaveLength(6);
    expect(told).toHaveLength(30);
  });

  it('has a name for each log, and one sample of those that have one format', () => {
    const { stdout } = corr(['draft', 'orders.jsonl', 'orders.jsonl', 'worker.log'], { cwd });
    expect(stdout.match(/^records /gm)).toHaveLength(2);
  });

  it('reads each plain log by itself, and in one format where they are written alike', async () => {
    const at = (minute: number, i: number) => `2024-05-01 10:0${minute}:${second(i)} INFO`;
    const begun = Array.from({ length: 20 }, (_, i) => `${at(0, i)} job J-${i} queued`);
    const ended = Array.from({ length: 20 }, (_, i) => `${at(1, i)} worker done with job J-${i}`);
    const other = Array.from({ length: 20 }, (_, i) => `01/May/2024:10:02:${second(i)} +0000 | job J-${i} archived`);
    const text = await checkedDraft(begun.join('\n'), ended.join('\n'), other.join('\n'));
    expect(text.match(/^records \w+ from \w+/gm)).toEqual([
      'records app from app',
      'records app2 from app',
      expect.stringMatching(/^records app3/),
    ]);
    expect(text).toContain('key job\n');
  });
});

it('a draft has one name for what each service calls otherwise', async () => {
  const lines = Array.from({ length: 12 }, (_, i) => {
    const at = (n: number) => `2024-05-01T10:${String(i).padStart(2, '0')}:0${n}Z`;
    return {
      json: [
        { ts: at(0), event: 'order.created', id: `ORD-${i}`, user: `u${i % 3}` },
        { ts: at(1), event: 'payment.captured', order_id: `ORD-${i}`, amount: 1.5 },
        { ts: at(2), event: 'stock.moved', sender: `ORD-${i}`, recipient: `ORD-${(i + 1) % 12}` },
      ].map((record) => JSON.stringify(record)),
      plain: [`${at(3)} packing order ${`ORD-${i}`}`, `${at(4)} parcel ${`ORD-${i}`} shipped`],
    };
  });
  const text = await checkedDraft(lines.flatMap(({ json }) => json).join('\n'), lines.flatMap(({ plain }) => plain).join('\n'));
  expect(text).toContain('created  = { event: "order.created", id as order_id: text, user: text }');
  expect(text).toContain('order_id: text, amount: float }');
  expect(text).toContain('sender: text, recipient: text }');
  expect(text).toContain('"packing order {order_id}"');
  expect(text).toContain('"parcel {order_id} shipped"');
  expect(text).toContain('key order_id\n');
});
