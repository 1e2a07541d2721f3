/** Record patterns for messages: templates with named captures. */

import { type Capture, capturesOf, templateText } from './captures.ts';
import { nameOf, SMALL_WORDS, UniqueNames } from './names.ts';
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
  /** Values of fields in other logs, by name. */
  elsewhere: ReadonlyMap<string, ReadonlySet<string>>;
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
  return templates.map((template, i) => ({
    name: names.take(recordName(template)),
    text: templateText(template, new Map((captures[i] ?? []).map(({ at, name }) => [at, name])), avoided),
    count: template.members.length,
  }));
}

/** Kinds of values that are seldom equal by coincidence. */
const IDENTIFYING = new Set(['ip', 'uuid', 'hex', 'id', 'mac', 'email', 'word']);
/** With fewer different values, equality may be coincidence. */
const LEAST_VALUES = 3;

/**
 * Gives captures of several templates that share values one name: that of a field in another log, or the most frequent
 * of their names, preferably one taken from a preceding word.
 */
function shareNames(templates: readonly Template[], captures: readonly Capture[][], elsewhere: PatternOptions['elsewhere']): void {
  const all = templates.flatMap(({ slots }, i) =>
    (captures[i] ?? []).flatMap((capture) => {
      const slot = slots[capture.at];
      if (!slot || 'text' in slot || !IDENTIFYING.has(slot.kind) || slot.values.length < LEAST_VALUES) return [];
      return [{ capture, template: i, values: new Set(slot.values) }];
    }),
  );
  for (const [i, one] of all.entries()) {
    if (!one.capture.isUsual) continue;
    const same = all.filter(
      (other, j) => i !== j && !other.capture.isUsual && other.template !== one.template && shares(one.values, other.values),
    );
    const [field] = [...elsewhere].find(([, values]) => shares(one.values, values)) ?? [];
    const name = field ?? mostFrequent(same.map(({ capture }) => capture.name));
    if (name !== undefined && !(captures[one.template] ?? []).some((other) => other.name === name)) one.capture.name = name;
  }
}

/** Whether most values of the smaller set are in the larger one. */
function shares(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const value of few) if (many.has(value)) common++;
  return common * 2 > few.size;
}

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0];
}

/** A word for failure comes before what was attempted. */
const FAILED = /^(?:failed|failure|denied|refused|rejected|declined|aborted|cancell?ed)$/;

/** What happens, and to what: `failed_password`, `session_opened`. */
function recordName({ slots }: Template): string {
  const words = slots.flatMap((slot) =>
    'text' in slot && /^\p{L}[\p{L}_.$-]*$/u.test(slot.text) ? [slot.text.split(/[.$]/).at(-1) ?? ''] : [],
  );
  const telling = words.filter((word) => word.length > 1 && !SMALL_WORDS.has(word.toLowerCase())).map(nameOf);
  const [first, second] = telling;
  if (first === undefined) return 'record';
  const act = [FAILED, /(?:ed|ing)$/].map((act) => telling.slice(1).find((word) => word !== undefined && act.test(word))).find(Boolean);
  const other = /(?:ed|ing)$/.test(first) ? second : (act ?? second);
  return nameOf(other === undefined ? first : `${first}_${other}`) ?? 'record';
}
