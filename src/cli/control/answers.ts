/** The answers of a running server to control requests. */

import type { Watcher } from '../../runtime/live/applier.ts';
import type { LetterSelection, Resend } from '../../runtime/live/resend.ts';
import { statusJson } from '../../runtime/live/status-json.ts';
import type { Live } from '../../runtime/live.ts';
import { jsonText } from '../../runtime/outputs/escape.ts';
import { OutcomeJson } from '../../runtime/outputs/outcome-json.ts';
import type { Outcome } from '../../runtime/record.ts';
import { instanceOf } from '../../runtime/trace/finder.ts';
import { ExitCode, Failure, usageError } from '../exit-code.ts';
import { meantOrAll } from '../meant.ts';
import type { ControlConnection } from './connection.ts';
import type { EndedLine, ListedLine, ResendRequest, ResentLine, Selection } from './request.ts';
import { openWith, selected } from './selection.ts';
import type { Answer } from './server.ts';
import { OutcomeTexts, Tail, Tap } from './streams.ts';

/** @param application its name, if one process runs several */
export function answersOf(live: Live, application?: string): Answer {
  const texts = new OutcomeTexts();
  return async (request, client) => {
    switch (request.command) {
      case 'list':
        return list(live, request, client);
      case 'show':
        return client.tell(jsonOf(live).openTextOf(openWith(live, request.id), true));
      case 'expire':
        return expire(live, request, client);
      case 'resend':
        return resend(live, request, client);
      case 'tail':
        return watchUntilGone(live, new Tail(live, request, client, texts), client);
      case 'tap':
        return watchUntilGone(live, new Tap(live, request, client), client);
      case 'status':
        return client.tell(statusJson(live.status(), application));
    }
  };
}

async function list(live: Live, selection: Selection, client: ControlConnection): Promise<void> {
  let listed = 0;
  for (const open of selected(live, selection)) {
    await client.tell(jsonOf(live).openTextOf(open, false));
    if (client.isGone) return;
    listed++;
  }
  await client.tell(jsonText({ listed } satisfies ListedLine));
}

function jsonOf({ rules: { running, applier } }: Live): OutcomeJson {
  return new OutcomeJson(running.plan, applier.names);
}

async function expire(live: Live, { id, ...selection }: Selection & { id?: string }, client: ControlConnection): Promise<void> {
  if (id === undefined && selection.rule === undefined) {
    throw usageError('No transactions were named.', 'Name one by its id, or use --rule, optionally with --key.');
  }
  const ids = Array.from(selected(live, selection), (open) => open.id).filter((one) => id === undefined || one === id);
  if (ids.length === 0)
    throw new Failure(ExitCode.findings, 'No such transaction is open.', 'List the open transactions with: corr state ls');
  const wanted = new Set(ids);
  const json = jsonOf(live);
  const told: string[] = [];
  const outcome = (one: Outcome) => {
    if (one.code === 'expired' && wanted.has(instanceOf(one))) told.push(json.textOf(one));
  };
  await watching(live, { outcome }, () => live.expire(ids));
  for (const line of told) await client.tell(line);
  await client.tell(jsonText({ ended: ids.length } satisfies EndedLine));
}

async function resend(live: Live, { command: _, preview = false, ...selection }: ResendRequest, client: ControlConnection): Promise<void> {
  if (!preview && Object.keys(selection).length === 0) {
    throw usageError('No dead letters were named.', 'Use --output or --rule, or name one by the id of its outcome.');
  }
  const result = preview ? await previewed(live.rules.deliveries.resend(selection), client) : await live.resend(selection);
  if (result.resent === 0 && result.left.length === 0) throw noLetters(live, selection);
  await client.tell(jsonText(result satisfies ResentLine));
}

async function previewed(resend: Resend, client: ControlConnection): Promise<ResentLine> {
  for (const line of resend.preview()) {
    await client.tell(line);
    if (client.isGone) break;
  }
  return resend.result;
}

function noLetters(live: Live, { output }: LetterSelection): Failure {
  const names = live.rules.deliveries.specs.map(({ name }) => name);
  const meant = output === undefined || names.length === 0 || names.includes(output) ? undefined : meantOrAll(output, names, 'Outputs are');
  return new Failure(ExitCode.findings, 'There is no such dead letter.', meant ?? 'List them with: corr state resend --dry-run');
}

function watchUntilGone(live: Live, watcher: Watcher, client: ControlConnection): Promise<void> {
  return watching(live, watcher, () => client.gone());
}

async function watching(live: Live, watcher: Watcher, during: () => Promise<void>): Promise<void> {
  const { watchers } = live.rules.applier;
  watchers.add(watcher);
  try {
    await during();
  } finally {
    watchers.delete(watcher);
  }
}
