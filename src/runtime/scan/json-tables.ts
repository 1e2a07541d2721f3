/** What a scan of lines of JSON looks for, as tables. */

import type { MemberNames } from '../decode/usual-names.ts';
import { textsOf } from '../match/dispatch.ts';
import type { Hints } from '../match/hints.ts';
import { MASKS, NAMES, NO_RANK, RANK, TEXT_BIT } from './layout.ts';
import { TableWriter } from './table-writer.ts';

/** Records may ask for more members than that; by the others no line is told. */
const MOST_MEMBERS = 30;

/** What records ask of a member of the object. */
interface Asked {
  bit: number;
  texts: Set<string>;
}

/** The beginning of a kernel's memory; undefined: there are records that any line may be. */
export function jsonTables(candidates: readonly Hints[], names: MemberNames): Uint8Array | undefined {
  const asked = askedMembers(candidates);
  const spoken = [...candidates.keys()].filter((owner) => hasTexts(candidates[owner]!));
  const masks = new Set(candidates.map((hints) => maskOf(hints, asked)));
  if (masks.has(0)) return undefined;
  const writer = new TableWriter();
  const texts = spoken.length > 0 ? writer.texts(textsOf(spoken, candidates)) : 0;
  const member = (name: string) => {
    const { bit = 0, texts: values = [] } = asked.get(name) ?? {};
    const isMessage = names.message.some(([first]) => first === name);
    const rank = names.time.findIndex(([first]) => first === name);
    const tree = writer.names(new Map([...values].map((value) => [value, 1])));
    return writer.numbers(rank < 0 ? NO_RANK : rank, tree, bit, isMessage ? texts : 0);
  };
  const known = new Set([...asked.keys(), ...[...names.time, ...names.message].map(([first = '']) => first)]);
  return writer.memory([
    [NAMES, writer.names(new Map([...known].map((name) => [name, member(name)])))],
    [MASKS, writer.numbers(masks.size, ...masks)],
    [RANK, -1],
  ]);
}

/** By name. What one record asks of a member is as good for all others that ask anything of it. */
function askedMembers(candidates: readonly Hints[]): Map<string, Asked> {
  const asked = new Map<string, Asked>();
  for (const { name, texts } of candidates.flatMap(questionsOf)) {
    const member = asked.get(name) ?? { bit: TEXT_BIT << (asked.size + 1), texts: new Set() };
    for (const text of texts) member.texts.add(text);
    if (asked.size < MOST_MEMBERS) asked.set(name, member);
  }
  return asked;
}

/** Members that must be one of some texts. A number may be written in many ways. */
function questionsOf({ constraints }: Hints): { name: string; texts: readonly string[] }[] {
  return constraints.flatMap(({ path: [name = '', ...others], values }) => {
    const texts = values.filter((value) => typeof value === 'string');
    return others.length > 0 || texts.length < values.length ? [] : [{ name, texts }];
  });
}

/** The bits of all that a candidate asks; 0: it may be any line. */
function maskOf(hints: Hints, asked: ReadonlyMap<string, Asked>): number {
  const bits = questionsOf(hints).map(({ name }) => asked.get(name)?.bit ?? 0);
  return bits.reduce((mask, bit) => mask | bit, hasTexts(hints) ? TEXT_BIT : 0);
}

function hasTexts({ beginnings, literals }: Hints): boolean {
  return beginnings !== undefined || literals.length > 0;
}
