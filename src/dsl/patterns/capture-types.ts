/** The types of captures: their notation, and the type of their values. */

import type { CaptureTypeName, CaptureTypePlan, FieldPlan } from '../pattern-plan.ts';
import type { Type } from '../plan.ts';

interface CaptureKind {
  /** The type of the value. */
  gives: Type;
  /** The kind of argument in parentheses after the name. */
  takes?: 'stamp' | 'type';
  /** Whether its end is determined by itself, so that there can be a list of it. */
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

/** Names that are valid after a colon; a regular expression is written as itself. */
export const CAPTURE_TYPE_NAMES: readonly string[] = Object.keys(KINDS).filter((name) => name !== 'regex');

export function isCaptureType(name: string): name is CaptureTypeName {
  return CAPTURE_TYPE_NAMES.includes(name);
}

export function argumentOf(name: CaptureTypeName): CaptureKind['takes'] {
  return KINDS[name].takes;
}

export function canBeListed(name: CaptureTypeName): boolean {
  return KINDS[name].listed;
}

/** Whether it takes as few characters as let the rest match. */
export function isShortest({ name }: CaptureTypePlan): boolean {
  return name === 'text';
}

/** The type of the field that a capture fills. */
export function fieldOf(type: CaptureTypePlan): Pick<FieldPlan, 'type' | 'canonical'> {
  const gives = type.of ? { list: fieldOf(type.of).type } : KINDS[type.name].gives;
  const { name } = type;
  return name === 'host' || name === 'mac' || name === 'uuid' ? { type: gives, canonical: name } : { type: gives };
}
