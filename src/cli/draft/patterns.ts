/** Record patterns for messages: templates with named captures. */

import { type Capture, capturesOf, templateText } from './captures.ts';
import { byFrequency } from './counts.ts';
import { nameOf, SMALL_WORDS, UniqueNames } from './names.ts';
import { areIds, LEAST_VALUES, sharedName, shareValues, type ValuesByName } from './shared-values.ts';
import { type Template, templatesOf } from './templates.ts';

export interface DraftedPattern {
  name: string;
  /** In the notation of a rule file. */
  text: string;
  count: number;
}

export interface PatternOptions {
  /** Templates with fewer messages are omitted. */
  least: number;
  most: number;
  /** Fields that every record has, whose names captures must not use. */
  header: Iterable<string>;
  /** Values of the fields of structured records, by name. */
  elsewhere: ValuesByName;
}

/** Patterns for messages, in the order of their first message. */
export function patternsOf(messages: readonly string[], { least, most, header, elsewhere }: PatternOptions): DraftedPattern[] {
  const templates = templatesOf(messages, least)
    .filter(({ slots }) => slots.some((slot) => 'text' in slot && /\p{L}/u.test(slot.text)))
    .slice(0, most)
    .sort((a, b) => (a.members[0] ?? 0) - (b.members[0] ?? 0));
  const captures = templates.map(capturesOf);
  shareNames(templates, captures, elsewhere);
  const names = new UniqueNames();
  const avoided = [...header];
  const proposed = recordNames(templates);
  return templates.map((template, i) => ({
    name: names.take(proposed[i] ?? 'record'),
    text: templateText(template, new Map((captures[i] ?? []).map(({ at, name }) => [at, name])), avoided),
    count: template.members.length,
  }));
}

/** Kinds of values that are seldom equal by coincidence. */
const IDENTIFYING = new Set(['ip', 'uuid', 'hex', 'id', 'mac', 'email', 'word']);
/**
 * Gives captures that share values one name: that of a field in another log, or, unless a preceding word names it, the
 * most frequent name in other templates.
 */
function shareNames(templates: readonly Template[], captures: readonly Capture[][], elsewhere: PatternOptions['elsewhere']): void {
  const all = templates.flatMap(({ slots }, i) =>
    (captures[i] ?? []).flatMap((capture) => {
      const slot = slots[capture.at];
      if (!slot || 'text' in slot || !IDENTIFYING.has(slot.kind) || slot.values.length < LEAST_VALUES) return [];
      return [{ capture, template: i, values: new Set(slot.values) }];
    }),
  );
  const given = new Set<Capture>();
  const give = ({ capture, template }: (typeof all)[number], name: string | undefined) => {
    if (name !== undefined && !(captures[template] ?? []).some((other) => other !== capture && other.name === name)) capture.name = name;
  };
  for (const one of all) {
    if (!one.capture.isUsual && !areIds(one.values)) continue;
    const field = sharedName(one.capture.name, one.values, elsewhere);
    give(one, field);
    if (field === one.capture.name) given.add(one.capture);
  }
  for (const one of all) {
    if (given.has(one.capture)) continue;
    const same = all.filter(({ capture, template, values }) => {
      const isNamed = given.has(capture) ? one.capture.isUsual || areIds(values) : one.capture.isUsual && !capture.isUsual;
      return isNamed && template !== one.template && shareValues(one.values, values);
    });
    const best = same.some(({ capture }) => given.has(capture)) ? same.filter(({ capture }) => given.has(capture)) : same;
    give(one, byFrequency(best.map(({ capture }) => capture.name))[0]?.[0]);
  }
}

/** A word for failure comes before what was attempted. */
const FAILED = /^(?:failed|failure|denied|refused|rejected|declined|aborted|cancell?ed)$/;

/** The words of a message that may tell what it is about. */
function tellingWords({ slots }: Template): string[] {
  const words = slots.flatMap((slot) =>
    'text' in slot && /^\p{L}[\p{L}_.$-]*$/u.test(slot.text) ? [slot.text.split(/[.$]/).at(-1) ?? ''] : [],
  );
  return words.filter((word) => word.length > 1 && !SMALL_WORDS.has(word.toLowerCase()));
}

/** Names for records; where several would have one, the word is added that the fewest of them have. */
function recordNames(templates: readonly Template[]): string[] {
  const words = templates.map(tellingWords);
  const names = words.map(recordName);
  return names.map((name, i) => {
    const namesakes = words.filter((_, j) => names[j] === name);
    const sharers = (word: string) => namesakes.filter((others) => others.includes(word)).length;
    const [distinct] = (words[i] ?? []).filter((word) => sharers(word) < namesakes.length).sort((a, b) => sharers(a) - sharers(b));
    return distinct === undefined ? name : (nameOf(`${name}_${distinct}`) ?? name);
  });
}

/** What happens, and to what: `failed_password`, `session_opened`. */
function recordName(words: readonly string[]): string {
  const telling = words.map(nameOf);
  const [first, second] = telling;
  if (first === undefined) return 'record';
  const act = [FAILED, /(?:ed|ing)$/].map((act) => telling.slice(1).find((word) => word !== undefined && act.test(word))).find(Boolean);
  const other = /(?:ed|ing)$/.test(first) ? second : (act ?? second);
  return nameOf(other === undefined ? first : `${first}_${other}`) ?? 'record';
}
