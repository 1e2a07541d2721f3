/** Numbers and durations as other languages write them. */

/** The names of units elsewhere, by the unit here. */
const UNITS = new Map(
  [
    ['us', 'usec usecs micros microsecond microseconds µs μs'],
    ['ms', 'msec msecs millis millisecond milliseconds'],
    ['s', 'sec secs second seconds'],
    ['m', 'min mins minute minutes'],
    ['h', 'hr hrs hour hours'],
    ['d', 'day days'],
    ['w', 'wk wks week weeks'],
  ].flatMap(([unit = '', names = '']) => names.split(' ').map((name) => [name, unit] as const)),
);
/** In capitals, except `M`, which some mean as months. */
const CAPITALS = new Map(['S', 'H', 'D', 'W'].map((unit) => [unit, unit.toLowerCase()]));
const LONGER = /^(?:M|mo|mon|mons|months?|y|yr|yrs|years?)$/;

/** The unit here for its name elsewhere; undefined if it is none. */
export function unitElsewhere(name: string): string | undefined {
  return CAPITALS.get(name) ?? UNITS.get(name.toLowerCase());
}

/** The help for what is no number here, and what to replace it with; undefined if nobody can know what was meant. */
export function meantNumber(text: string): { help: string; fix?: string } | undefined {
  if (/^\d+(?:_\d+)+$/.test(text)) return { help: 'Write numbers without separators.', fix: text.replaceAll('_', '') };
  const [, amount, name = ''] = /^(\d+(?:\.\d+)?)([A-Za-zµμ]+)$/.exec(text) ?? [];
  if (amount === undefined) return undefined;
  const unit = unitElsewhere(name);
  if (unit !== undefined) return { help: `Write ${amount}${unit}.`, fix: `${amount}${unit}` };
  return LONGER.test(name)
    ? { help: 'The longest unit is the week; write months and years in days, as in 30d, and minutes as m.' }
    : undefined;
}
