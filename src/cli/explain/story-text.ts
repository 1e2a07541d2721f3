/** What `corr explain --key` tells, for people: transactions as time lines, silent windows, and what belongs to none. */

import type { Plan } from '../../dsl/plan.ts';
import { groupBy } from '../../group-by.ts';
import { terminalText } from '../../runtime/outputs/escape.ts';
import { keyText, paintOf } from '../../runtime/outputs/outcome-text.ts';
import { OutcomeTypes } from '../../runtime/outputs/outcome-types.ts';
import type { Palette } from '../../runtime/outputs/palette.ts';
import { clip, padEnd, widthOf } from '../../runtime/outputs/terminal.ts';
import type { Location, Outcome } from '../../runtime/record.ts';
import { BY_TIME } from '../../runtime/trace/near-misses.ts';
import { silenceText } from '../../runtime/trace/silences.ts';
import type { Effect, Moment, NearMiss, Orphan, SeenRecord, Standing, Story } from '../../runtime/trace/story.ts';
import type { ToldSilence } from '../../runtime/trace/trace.ts';
import { writeDuration } from '../../runtime/values/duration.ts';
import { renderValue } from '../../runtime/values/render.ts';

export interface StoryStyle {
  plan: Plan;
  /** Indexed by `Location.source`. */
  files: readonly string[];
  palette: Palette;
  columns: number;
}

const MARKS: Record<Effect, string> = { opened: '┌', taken: '├', counted: '├', told: '!', passed: '◷', ended: '└', 'not taken': '·' };
const WORDS: Record<Effect, string> = {
  opened: 'begins with',
  taken: 'takes',
  counted: 'counts',
  told: 'tells',
  passed: 'time passes',
  ended: 'ends with',
  'not taken': 'does not take',
};
const INDENT = ' '.repeat(14);

/** Each as a time line; those of a schedule that are met, up to the next other story, in one line for each key. */
export function storyTexts(stories: readonly Story[], style: StoryStyle): string[] {
  const texts: string[] = [];
  let met: Story[] = [];
  for (const story of stories) {
    if (story.outcome?.outcome === 'met') {
      met.push(story);
      continue;
    }
    texts.push(...metTexts(met, style), storyText(story, style));
    met = [];
  }
  return [...texts, ...metTexts(met, style)];
}

function metTexts(stories: readonly Story[], style: StoryStyle): string[] {
  return Array.from(groupBy(stories, (story) => subjectOf(story, style)).values(), (run) => metText(run, style));
}

function metText([first, ...others]: readonly Story[], style: StoryStyle): string {
  const last = others.at(-1);
  if (!first) return '';
  if (!last) return storyText(first, style);
  return `${style.palette.bold(headOf(first, style))} to ${renderValue(last.begin, 'time')}: met ${others.length + 1} times\n`;
}

function storyText(story: Story, style: StoryStyle): string {
  const { palette } = style;
  const lines = [palette.bold(headOf(story, style))];
  let last: Moment | undefined;
  for (const moment of momentsOf(story)) {
    lines.push(...momentLines(moment, last, story, style));
    last = moment;
  }
  if (story.outcome) lines.push(...endLines(story.outcome, style));
  if (story.nearMisses.length > 0) lines.push(`  ${palette.bold('near misses')}`);
  for (const miss of story.nearMisses) lines.push(...missLines(miss, story.begin, style));
  return `${lines.join('\n')}\n`;
}

/** How close a window came that never began, or fired. */
export function silentText(silence: ToldSilence, style: StoryStyle): string {
  const { rule, keys, why, place, line } = silence;
  const { palette } = style;
  const subject = terminalText(`${rule} ${keyText(keys, new OutcomeTypes(style.plan).of(rule))}`);
  const where = place ? `  ${palette.dim(placeText(place, style))}` : '';
  const head = `${silenceText(palette.bold(subject), silence)}${where}`;
  return [head, ...lineOf({ text: line }, style), noteLine(why, style), ''].join('\n');
}

/** Records and lines that belong to no transaction. */
export function orphansText(orphans: readonly Orphan[], style: StoryStyle): string {
  const { palette } = style;
  const lines = orphans.flatMap(({ time, rule, record, why }) => [
    `  ${padEnd(Number.isFinite(time) ? renderValue(time, 'time') : '', 20)} ${palette.yellow('~')} ${palette.bold(nameOf(record))}${rule === undefined ? '' : ` in ${terminalText(rule)}`}  ${palette.dim(placeText(record, style))}`,
    ...recordLines(record, style),
    ...why.map((note) => noteLine(note, style)),
  ]);
  return `${[palette.bold('in no transaction'), ...lines].join('\n')}\n`;
}

/** Without the last, if it tells the outcome, as the end of the story does. */
function momentsOf({ moments, outcome }: Story): readonly Moment[] {
  return outcome && moments.at(-1)?.effect === 'told' ? moments.slice(0, -1) : moments;
}

function headOf(story: Story, style: StoryStyle): string {
  return `${subjectOf(story, style)} from ${renderValue(story.begin, 'time')}`;
}

/** The rule and the key. */
function subjectOf({ rule, outcome }: Story, { plan }: StoryStyle): string {
  const key = outcome ? keyText(outcome.keys, new OutcomeTypes(plan).of(rule)) : '';
  return terminalText(key === '' ? rule : `${rule} ${key}`);
}

function momentLines(moment: Moment, last: Moment | undefined, { begin, outcome }: Story, style: StoryStyle): string[] {
  const { palette } = style;
  const { time, effect, record, step, notes, after } = moment;
  const since = sinceBegin(time, begin);
  const paint =
    effect === 'not taken' || effect === 'told'
      ? palette.yellow
      : effect === 'ended' && outcome
        ? paintOf(outcome.severity, palette)
        : palette.green;
  const what = record
    ? `${WORDS[effect]} ${palette.bold(nameOf(record))}${step === undefined ? '' : ` as ${terminalText(step)}`}`
    : wordOf(effect, outcome);
  return [
    `  ${padEnd(since, 10)} ${paint(MARKS[effect])} ${what}${record ? `  ${palette.dim(placeText(record, style))}` : ''}`,
    ...(record ? recordLines(record, style) : []),
    ...notes.map((note) => noteLine(note, style)),
    ...standingLines(after, last?.after, begin, style),
  ];
}

function nameOf({ name = 'a line' }: SeenRecord): string {
  return terminalText(name);
}

/** For an event without a record. */
function wordOf(effect: Effect, outcome: Outcome | undefined): string {
  if (effect !== 'ended') return WORDS[effect];
  if (outcome?.code === 'end_of_input') return 'the input ends';
  if (outcome?.code === 'limit') return "gives way to a newer one, by the rule's limit";
  return outcome && BY_TIME.has(outcome.code) ? 'its time is up' : 'ends';
}

/** The time of day for the first line, as the day is in the head; then the time elapsed. */
function sinceBegin(time: number, begin: number): string {
  if (time === begin) return renderValue(time, 'time').slice(11, 19);
  return `${time < begin ? '' : '+'}${writeDuration(time - begin)}`;
}

function placeText({ source, line }: Location, { files }: StoryStyle): string {
  const file = files[source];
  return file === undefined ? '' : `${terminalText(file)}:${line}`;
}

function lineOf({ text }: Pick<SeenRecord, 'text'>, { palette, columns }: StoryStyle): string[] {
  return text === undefined ? [] : [`${INDENT}${palette.dim(clip(terminalText(text), Math.max(20, columns - widthOf(INDENT))))}`];
}

/** The line, and what a reader must know of how it came. */
function recordLines(record: SeenRecord, style: StoryStyle): string[] {
  return [...lineOf(record, style), ...record.remarks.map((remark) => noteLine(remark, style))];
}

function noteLine(note: string, { palette }: StoryStyle): string {
  return `${INDENT}${palette.yellow(terminalText(note))}`;
}

/** What it waits for; what has not changed is not repeated. */
function standingLines(after: Standing | undefined, before: Standing | undefined, begin: number, { palette }: StoryStyle): string[] {
  if (!after) return [];
  const lines: string[] = [];
  const awaited = after.awaited.join(', ');
  if (awaited !== before?.awaited.join(', ') && awaited !== '') lines.push(`awaits ${awaited}`);
  const { due } = after;
  if (due && (due.at !== before?.due?.at || due.text !== before.due.text)) lines.push(`${due.text} at +${writeDuration(due.at - begin)}`);
  return lines.length === 0 ? [] : [`${INDENT}${palette.cyan(terminalText(lines.join('; ')))}`];
}

function endLines(outcome: Outcome, { palette }: StoryStyle): string[] {
  const { begin, end, name, code, reason, severity, awaited, message } = outcome;
  const what = `${outcome.outcome}${name === undefined ? '' : ` "${name}"`}`;
  const head = `  ${paintOf(severity, palette)(palette.bold(terminalText(what)))} after ${writeDuration(end - begin)}: ${terminalText(reason)}`;
  return [
    head,
    ...(message === undefined ? [] : [`  ${terminalText(message)}`]),
    ...(awaited.length === 0 || code === 'on' ? [] : [`  it was still waiting for ${terminalText(awaited.join(', '))}`]),
  ];
}

function missLines({ record, time, why }: NearMiss, begin: number, style: StoryStyle): string[] {
  const { palette } = style;
  return [
    `  ${padEnd(sinceBegin(time, begin), 10)} ${palette.yellow('~')} ${palette.bold(nameOf(record))} ${terminalText(why)}  ${palette.dim(placeText(record, style))}`,
    ...recordLines(record, style),
  ];
}
