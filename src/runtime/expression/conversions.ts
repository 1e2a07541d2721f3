/** `text(x)`, `int(x)` and the like: conversion between types. The result is missing if there is no such value. */

import type { Type } from '../../dsl/plan.ts';
import { convertValue } from '../values/convert.ts';
import { renderValue } from '../values/render.ts';
import { SECOND } from '../values/time-units.ts';
import { byCall, type Form, finite, unary } from './form.ts';

/** In conversions, times and durations are numbers of seconds. */
const unitOf = (of: Type | undefined) => (of === 'time' || of === 'duration' ? SECOND : 1);

const text = byCall(({ of }) => unary((value) => renderValue(value, of ?? 'json')));

/** Truncates the fraction. */
const int = byCall(({ of }) =>
  unary((value) => {
    if (typeof value === 'boolean') return Number(value);
    return convertValue(typeof value === 'number' ? Math.trunc(value / unitOf(of)) : value, 'int');
  }),
);

const float = byCall(({ of }) =>
  unary((value) => {
    if (typeof value === 'boolean') return Number(value);
    return typeof value === 'number' ? finite(value / unitOf(of)) : convertValue(value, 'float');
  }),
);

/** Microseconds are left unchanged. */
function toMicros(type: 'time' | 'duration'): Form {
  return byCall(({ of }) => unary((value) => (of === undefined ? convertValue(value, type) : value)));
}

export const conversions = {
  text,
  int,
  float,
  ip: unary((value) => convertValue(value, 'ip')),
  time: toMicros('time'),
  duration: toMicros('duration'),
} satisfies Record<string, Form>;
