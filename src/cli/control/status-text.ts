/** The status of a running server, as a page for people. */

import { terminalText } from '../../runtime/outputs/escape.ts';
import { grouped, shortBytes, shortDuration } from '../../runtime/outputs/figures.ts';
import { clip } from '../../runtime/outputs/terminal.ts';
import { alignRows } from '../../runtime/report/rows.ts';
import type { Stream } from '../terminal.ts';
import { timeText } from './tables.ts';

/** As in `schema/status.schema.json`; times are ISO 8601, durations seconds. */
export interface StatusLine {
  /** Its name, if one server runs several. */
  application?: string;
  at: string;
  trouble?: string;
  lag?: number;
  checkpointAge: number;
  journal: number;
  /** Bytes. */
  deadLetters: number;
  inputs: { address: string; received: number; open: number; kernelDrops: number }[];
  faultyRules: { rule: string; count: number; disabled: boolean }[];
  outputs: { name: string; waiting: number; sent: number; dead: number; resent: number; failing?: string }[];
  summary: {
    input: { read: number; matched: number; late: number; undecodable: number };
    rules: { rule: string; live: number; outcomes: Record<string, { count: number }> }[];
  };
}

/** Rates are computed since the previous status. */
export function statusText(status: StatusLine, before: StatusLine | undefined, { palette, columns }: Stream): string {
  const { trouble, faultyRules, inputs, outputs, summary } = status;
  const disabled = new Set(faultyRules.flatMap((one) => (one.disabled ? one.rule : [])));
  const rules = summary.rules.map((rule) => ruleCells(rule, disabled.has(rule.rule)));
  const lines = [recordsText(status, before), '', ...table(['RULE', 'OPEN', 'OUTCOMES', ''], rules)];
  if (inputs.length > 0) lines.push('', ...table(['INPUT', 'RECEIVED', 'CONNECTIONS', ''], inputs.map(inputCells)));
  if (outputs.length > 0) lines.push('', ...table(['OUTPUT', 'WAITING', 'SENT', ''], outputs.map(outputCells)));
  const cut = (line: string) => (columns === undefined ? line : clip(line, columns));
  const wrong = trouble === undefined ? [] : [palette.red(cut(terminalText(trouble)))];
  return [cut(headText(status)), ...wrong, ...lines.map(cut)].map((line) => `${line}\n`).join('');
}

function headText({ application, at, lag, journal, checkpointAge, deadLetters }: StatusLine): string {
  return [
    ...(application === undefined ? [] : [terminalText(application)]),
    `${timeText(at)} UTC`,
    ...(lag === undefined ? [] : [lag < 0 ? `${span(-lag)} ahead` : `${span(lag)} behind`]),
    `journal ${shortBytes(journal)}`,
    `checkpoint ${span(checkpointAge)} ago`,
    ...(deadLetters > 0 ? [`dead letters ${shortBytes(deadLetters)}`] : []),
  ].join('   ');
}

function recordsText({ at, summary: { input } }: StatusLine, before: StatusLine | undefined): string {
  const passed = before && (Date.parse(at) - Date.parse(before.at)) / 1000;
  const rate = passed ? [`${grouped(Math.round((input.read - before.summary.input.read) / passed))} records/s`] : [];
  const parts = [...rate, `${grouped(input.read)} read`, `${grouped(input.matched)} matched`];
  if (input.late > 0) parts.push(`${grouped(input.late)} late`);
  if (input.undecodable > 0) parts.push(`${grouped(input.undecodable)} undecodable`);
  return parts.join('   ');
}

function ruleCells({ rule, live, outcomes }: StatusLine['summary']['rules'][number], isDisabled: boolean): string[] {
  const counts = Object.entries(outcomes).map(([outcome, { count }]) => `${outcome} ${grouped(count)}`);
  const all = Object.values(outcomes).reduce((sum, { count }) => sum + count, 0);
  return [rule, grouped(live), grouped(all), [...(isDisabled ? ['disabled'] : []), ...counts].join('  ')];
}

function inputCells({ address, received, open, kernelDrops }: StatusLine['inputs'][number]): string[] {
  return [address, grouped(received), grouped(open), kernelDrops > 0 ? `${grouped(kernelDrops)} dropped by the kernel` : ''];
}

function outputCells({ name, waiting, sent, dead, resent, failing }: StatusLine['outputs'][number]): string[] {
  const counts = { 'given up': dead, 'handed back': resent };
  const notes = Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${grouped(count)} ${what}`] : []));
  if (failing !== undefined) notes.push(failing);
  return [name, shortBytes(waiting), grouped(sent), notes.join('  ')];
}

/** The first and last columns are text, those between are numbers. */
function table(head: readonly string[], rows: readonly string[][]): string[] {
  const last = head.length - 1;
  return alignRows([head, ...rows].map((cells) => cells.map((text, i) => ({ text: terminalText(text), right: i > 0 && i < last }))));
}

function span(seconds: number): string {
  return shortDuration(Math.round(seconds * 1_000_000));
}
