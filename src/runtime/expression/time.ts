/** Functions of times and durations. The parts of a time are those in the named zone, in UTC if none is named; missing if there is no such zone. */

import type { Value } from '../record.ts';
import { DAY, HOUR, MILLI, MINUTE, SECOND } from '../values/time-units.ts';
import { Zone } from '../values/zone.ts';
import { type Form, ofNumber, variadic } from './form.ts';

/** The index in its week of 1970-01-01, a Thursday; weekdays count from 1 for Monday. */
const FIRST_WEEKDAY = 3;

function inZone(fn: (local: number) => Value): Form {
  return variadic(([time, zone = 'UTC']) => {
    if (typeof time !== 'number' || typeof zone !== 'string' || !Number.isSafeInteger(time)) return undefined;
    const known = Zone.named(zone);
    return known && fn(time + known.offsetAt(time));
  });
}

const within = (local: number, unit: number) => local - Math.floor(local / unit) * unit;

export const time = {
  days: ofNumber((duration) => duration / DAY),
  hours: ofNumber((duration) => duration / HOUR),
  minutes: ofNumber((duration) => duration / MINUTE),
  seconds: ofNumber((duration) => duration / SECOND),
  milliseconds: ofNumber((duration) => duration / MILLI),
  hour: inZone((local) => Math.floor(within(local, DAY) / HOUR)),
  minute: inZone((local) => Math.floor(within(local, HOUR) / MINUTE)),
  weekday: inZone((local) => within(Math.floor(local / DAY) + FIRST_WEEKDAY, 7) + 1),
  date: inZone((local) => new Date(Math.floor(local / MILLI)).toISOString().slice(0, 10)),
} satisfies Record<string, Form>;
