/** The types of captures: how they are written, and what kind of value they give. */

import type { CaptureTypeName, CaptureTypePlan, FieldPlan } from '../pattern-plan.ts';
import type { Type } from '../plan.ts';

interface CaptureKind {
  /** Of the value. */
  gives: Type;
  /** What stands in parentheses behind the name. */
  takes?: 'stamp' | 'type';
  /** It has an end of its own, so that there can be a list of them. */
  listed: boolean;
}

const one = (gives: Type): CaptureKind => ({ gives, listed: true });
const open = (gives: Type): CaptureKind => ({ gives, listed: false });

const KINDS: Readonly<Record<CaptureTypeName, CaptureKind>> = {
  word: one('text'),
  text: open('text'),
  rest: open('text'),
  int: one('int'),
  float: one('float'),
  hex: one('text'),
  ip: one('ip'),
  mac: one('text'),
  host: one('text'),
  uuid: one('text'),
  path: one('text'),
  url: one('text'),
  email: one('text'),
  quoted: one('text'),
  duration: one('duration'),
  stamp: { gives: 'time', takes: 'stamp', listed: false },
  kv: open('json'),
  json: open('json'),
  list: { gives: { list: 'text' }, takes: 'type', listed: false },
  regex: one('text'),
};

/** Names that may stand behind a colon; a regular expression stands there itself. */
export const CAPTURE_TYPE_NAMES: readonly string[] = Object.keys(KINDS).filter((name) => name !== 'regex');

export function isCaptureType(name: string): name is CaptureTypeName {
  return CAPTURE_TYPE_NAMES.includes(name);
}

export function argumentOf(name: CaptureTypeName): CaptureKind['takes'] {
  return KINDS[name].takes;
}

/** Whether there can be a list of them. */
export function canBeListed(name: CaptureTypeName): boolean {
  return KINDS[name].listed;
}

/** As few characters as let the rest match. */
export function isShortest({ name }: CaptureTypePlan): boolean {
  return name === 'text';
}

/** What is known of the field that a capture fills. */
export function fieldOf(type: CaptureTypePlan): Pick<FieldPlan, 'type' | 'canonical'> {
  const gives = type.of ? { list: fieldOf(type.of).type } : KINDS[type.name].gives;
  return type.name === 'host' ? { type: gives, canonical: 'host' } : { type: gives };
}
