/** What `corr explain --key` tells, as lines of JSON. */

import { jsonString } from '../../runtime/outputs/escape.ts';
import { jsonList, jsonObject, jsonOptional, jsonTime, jsonValue } from '../../runtime/outputs/json-text.ts';
import { OutcomeJson } from '../../runtime/outputs/outcome-json.ts';
import { OutcomeTypes } from '../../runtime/outputs/outcome-types.ts';
import type { Value } from '../../runtime/record.ts';
import type { Moment, Orphan, SeenRecord, Story } from '../../runtime/trace/story.ts';
import type { ToldSilence } from '../../runtime/trace/trace.ts';
import type { StoryStyle } from './story-text.ts';

const STORY_SCHEMA = 'corr/story/1';
const SILENCE_SCHEMA = 'corr/silence/1';
const ORPHAN_SCHEMA = 'corr/orphan/1';

/** A transaction; `schema/story.schema.json` describes it. */
export function storyJson(
  { id, rule, begin, moments, nearMisses, outcome }: Story,
  { plan, files }: Pick<StoryStyle, 'plan' | 'files'>,
): string {
  return jsonObject([
    ['schema', jsonString(STORY_SCHEMA)],
    ['id', jsonString(id)],
    ['rule', jsonString(rule)],
    ['begin', jsonTime(begin)],
    ['moments', jsonList(moments, (moment) => momentJson(moment, files))],
    [
      'nearMisses',
      jsonList(nearMisses, ({ time, record, why }) =>
        jsonObject([
          ['time', jsonTime(time)],
          ['record', recordJson(record, files)],
          ['why', jsonString(why)],
        ]),
      ),
    ],
    ['outcome', outcome && new OutcomeJson(plan, files).textOf(outcome)],
  ]);
}

/** A window that never began, or fired; `schema/silence.schema.json` describes it. */
export function silentJson(
  { rule, keys, manner, at, why, place, line: text }: ToldSilence,
  { plan, files }: Pick<StoryStyle, 'plan' | 'files'>,
): string {
  const types = new OutcomeTypes(plan).of(rule);
  const [{ parts = [], values: [tuple = []] = [] } = {}] = keys;
  const key = parts.map((name, part): [string, string] => [name, jsonValue(tuple[part] as Value, types.keys[0]?.[part])]);
  return jsonObject([
    ['schema', jsonString(SILENCE_SCHEMA)],
    ['rule', jsonString(rule)],
    ['manner', jsonString(manner)],
    ['key', jsonObject(key)],
    ['time', jsonTime(at)],
    ['why', jsonString(why)],
    ['record', place && recordJson({ ...place, name: place.record, text, remarks: [] }, files)],
  ]);
}

/** What belongs to no transaction; `schema/orphan.schema.json` describes it. */
export function orphanJson({ time, rule, record, why }: Orphan, { files }: Pick<StoryStyle, 'files'>): string {
  return jsonObject([
    ['schema', jsonString(ORPHAN_SCHEMA)],
    ['rule', jsonOptional(rule)],
    ['time', jsonTime(time)],
    ['record', recordJson(record, files)],
    ['why', jsonList(why, jsonString)],
  ]);
}

function momentJson({ time, effect, record, step, notes, after }: Moment, files: readonly string[]): string {
  return jsonObject([
    ['time', jsonTime(time)],
    ['effect', jsonString(effect)],
    ['record', record && recordJson(record, files)],
    ['step', jsonOptional(step)],
    ['notes', jsonList(notes, jsonString)],
    ['awaited', after && jsonList(after.awaited, jsonString)],
    [
      'due',
      after?.due &&
        jsonObject([
          ['at', jsonTime(after.due.at)],
          ['text', jsonString(after.due.text)],
        ]),
    ],
  ]);
}

function recordJson({ name, source, line, text, remarks }: SeenRecord, files: readonly string[]): string {
  return jsonObject([
    ['name', jsonOptional(name)],
    ['file', jsonOptional(files[source])],
    ['line', String(line)],
    ['text', jsonOptional(text)],
    ['remarks', remarks.length === 0 ? undefined : jsonList(remarks, jsonString)],
  ]);
}
