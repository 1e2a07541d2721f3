/** Arithmetic. Whole numbers are exact up to 2^53 and missing beyond; floats are IEEE doubles, missing when not finite. */

import type { Value } from '../record.ts';
import { binary, byCall, type Form, finite, ofNumber, ofNumbers, variadic } from './form.ts';
import type { Environment } from './scope.ts';

const EARTH_RADIUS_KM = 6371.0088;

/** Missing beyond ±2^53, where a whole number would no longer be exact. */
function exact(number: number, { onOverflow }: Environment): number | undefined {
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number + 0;
  onOverflow?.();
  return undefined;
}

type Operation = (a: number, b: number) => number;

/** The result of arithmetic: whole if the plan says so. */
function sumLike(operation: Operation, otherwise: (a: Value, b: Value) => Value | undefined = () => undefined): Form {
  return byCall(({ of }, environment) => {
    const result = of === undefined ? finite : (number: number) => exact(number, environment);
    return binary((a, b) => (typeof a === 'number' && typeof b === 'number' ? result(operation(a, b)) : otherwise(a, b)));
  });
}

/** Two texts are concatenated. */
const joined = (a: Value, b: Value) => (typeof a === 'string' && typeof b === 'string' ? a + b : undefined);

/** Rounds to a whole number; missing if it is too large for one. */
function rounding(fn: (number: number) => number): Form {
  return byCall((_, environment) => ofNumber((number) => exact(fn(number), environment)));
}

/** Rounds halves away from zero. */
const nearest = (number: number) => Math.sign(number) * Math.round(Math.abs(number));

function extreme(fn: (...numbers: number[]) => number): Form {
  return variadic((values) => (values.every((value) => typeof value === 'number') ? finite(fn(...(values as number[]))) : undefined));
}

/** Great-circle distance in kilometres between two points in degrees: latitude, longitude, latitude, longitude. */
function distance(values: Value[]): number | undefined {
  const [latitude, longitude, toLatitude, toLongitude] = values.map((value) =>
    typeof value === 'number' ? (value * Math.PI) / 180 : Number.NaN,
  ) as [number, number, number, number];
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const chord = half(toLatitude - latitude) + Math.cos(latitude) * Math.cos(toLatitude) * half(toLongitude - longitude);
  return finite(2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, chord))));
}

export const maths = {
  add: sumLike((a, b) => a + b, joined),
  sub: sumLike((a, b) => a - b),
  mul: sumLike((a, b) => a * b),
  div: ofNumbers((a, b) => finite(a / b)),
  mod: ofNumbers((a, b) => finite(a % b)),
  neg: ofNumber((a) => finite(-a)),
  abs: ofNumber(Math.abs),
  floor: rounding(Math.floor),
  ceil: rounding(Math.ceil),
  round: rounding(nearest),
  sqrt: ofNumber((a) => finite(Math.sqrt(a))),
  pow: ofNumbers((a, b) => finite(a ** b)),
  log: ofNumber((a) => finite(Math.log(a))),
  least: extreme(Math.min),
  greatest: extreme(Math.max),
  distance: variadic(distance),
} satisfies Record<string, Form>;
