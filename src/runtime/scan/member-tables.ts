/** Tables with what a scan looks for in lines with named members. */

import { getOrMake } from '../../get-or-make.ts';
import type { MemberNames } from '../decode/usual-names.ts';
import { keyOf } from '../match/constraints.ts';
import { textsOf } from '../match/dispatch.ts';
import { type Hints, hasTexts } from '../match/hints.ts';
import { MASKS, NAMES, NO_RANK, RANK, TEXT_BIT, ZONE_RANK } from './layout.ts';
import { TableWriter } from './table-writer.ts';

/** Records may ask for more fields; the others then do not help to rule out lines. */
const MOST_FIELDS = 30;

/** What records require of a member. */
interface Asked {
  bits: number;
  texts: Set<string>;
}

/** The beginning of a kernel's memory; undefined if some record may be any line. */
export function memberTables(candidates: readonly Hints[], names: MemberNames): Uint8Array | undefined {
  const questions = candidates.map((hints) => questionsOf(hints, names));
  const bits = bitsOf(new Set(questions.flat().map(({ field }) => field)));
  const masks = new Set(candidates.map((hints, owner) => maskOf(hints, questions[owner] ?? [], bits)));
  if (masks.has(0)) return undefined;
  const asked = askedMembers(questions.flat(), bits);
  const spoken = [...candidates.keys()].filter((owner) => hasTexts(candidates[owner]!));
  const writer = new TableWriter();
  const texts = spoken.length > 0 ? writer.texts(textsOf(spoken, candidates)) : 0;
  const member = (name: string) => {
    const { bits = 0, texts: values = [] } = asked.get(name) ?? {};
    const isMessage = names.message.some(([first]) => first === name);
    const tree = writer.names(new Map([...values].map((value) => [value, 1])));
    return writer.numbers(rankOf(name, names), tree, bits, isMessage ? texts : 0);
  };
  const known = new Set([...asked.keys(), ...(names.zone ?? []), ...[...names.time, ...names.message].map(([first = '']) => first)]);
  return writer.memory([
    [NAMES, writer.names(new Map([...known].map((name) => [name, member(name)])))],
    [MASKS, writer.numbers(masks.size, ...masks)],
    [RANK, -1],
  ]);
}

/** Its place among the names of times; a zone is before all of them, so that no stamp is read without it. */
function rankOf(name: string, { time, zone }: MemberNames): number {
  if (zone?.includes(name)) return ZONE_RANK;
  const rank = time.findIndex(([first]) => first === name);
  return rank < 0 ? NO_RANK : rank;
}

/** A field that must have one of some texts. */
interface Question {
  field: string;
  members: readonly string[];
  texts: readonly string[];
}

/** The requirements that can be checked on raw lines; numbers cannot, as they have many notations. */
function questionsOf({ constraints }: Hints, { membersOf }: MemberNames): Question[] {
  return constraints.flatMap(({ path, values }) => {
    const texts = values.filter((value) => typeof value === 'string');
    const members = texts.length < values.length ? undefined : membersOf(path);
    return members ? [{ field: keyOf(path), members, texts }] : [];
  });
}

/** By field; those beyond {@link MOST_FIELDS} have no bit. */
function bitsOf(fields: ReadonlySet<string>): Map<string, number> {
  return new Map([...fields].slice(0, MOST_FIELDS).map((field, i) => [field, TEXT_BIT << (i + 1)]));
}

/** By name. A text required by one record also counts for all others that require anything of the member. */
function askedMembers(questions: readonly Question[], bits: ReadonlyMap<string, number>): Map<string, Asked> {
  const asked = new Map<string, Asked>();
  for (const { field, members, texts } of questions) {
    for (const name of members) {
      const member = getOrMake(asked, name, () => ({ bits: 0, texts: new Set() }));
      member.bits |= bits.get(field) ?? 0;
      for (const text of texts) member.texts.add(text);
    }
  }
  return asked;
}

/** The bits that a candidate requires; 0 if it may be any line. */
function maskOf(hints: Hints, questions: readonly Question[], bits: ReadonlyMap<string, number>): number {
  return questions.reduce((mask, { field }) => mask | (bits.get(field) ?? 0), hasTexts(hints) ? TEXT_BIT : 0);
}
