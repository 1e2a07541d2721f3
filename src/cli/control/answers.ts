/** The answers of a running server to control requests. */

import { statusJson } from '../../runtime/live/status-json.ts';
import type { Watcher } from '../../runtime/live/watcher.ts';
import type { Live } from '../../runtime/live.ts';
import { jsonText } from '../../runtime/outputs/escape.ts';
import { OutcomeJson } from '../../runtime/outputs/outcome-json.ts';
import type { Outcome } from '../../runtime/record.ts';
import { instanceOf } from '../../runtime/trace/finder.ts';
import { ExitCode, Failure } from '../exit-code.ts';
import type { Asker } from './asker.ts';
import type { EndedLine, Selection } from './request.ts';
import { openWith, selected } from './selection.ts';
import type { Answer } from './server.ts';
import { Tail, Tap } from './streams.ts';

/** @param application its name, if one process runs several */
export function answersOf(live: Live, application?: string): Answer {
  return async (request, asker) => {
    switch (request.command) {
      case 'list':
        for (const open of selected(live, request)) {
          await asker.tell(jsonOf(live).openTextOf(open, false));
          if (asker.isGone) return;
        }
        return;
      case 'show':
        return asker.tell(jsonOf(live).openTextOf(openWith(live, request.id), true));
      case 'expire':
        return expire(live, request, asker);
      case 'tail':
        return watchUntilGone(live, new Tail(live, request, asker), asker);
      case 'tap':
        return watchUntilGone(live, new Tap(live, request, asker), asker);
      case 'status':
        return asker.tell(statusJson(live.status(), application));
    }
  };
}

function jsonOf({ rules: { running, applier } }: Live): OutcomeJson {
  return new OutcomeJson(running.plan, applier.names);
}

async function expire(live: Live, { id, ...selection }: Selection & { id?: string }, asker: Asker): Promise<void> {
  if (id === undefined && selection.rule === undefined) {
    throw new Failure(ExitCode.usage, 'No transactions were named.', 'Name one by its id, or use --rule, optionally with --key.');
  }
  const ids = id === undefined ? Array.from(selected(live, selection), (open) => open.id) : [openWith(live, id).id];
  if (ids.length === 0)
    throw new Failure(ExitCode.findings, 'No such transaction is open.', 'List the open transactions with: corr state ls');
  const wanted = new Set(ids);
  const json = jsonOf(live);
  const told: string[] = [];
  const outcome = (one: Outcome) => {
    if (one.code === 'expired' && wanted.has(instanceOf(one))) told.push(json.textOf(one));
  };
  await watching(live, { outcome }, () => live.expire(ids));
  for (const line of told) await asker.tell(line);
  await asker.tell(jsonText({ ended: ids.length } satisfies EndedLine));
}

function watchUntilGone(live: Live, watcher: Watcher, asker: Asker): Promise<void> {
  return watching(live, watcher, () => asker.gone());
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
