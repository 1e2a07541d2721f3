/** Numbers for people: short, and of uniform width in a column where possible. */

const UNITS: readonly [micros: number, name: string][] = [
  [86_400_000_000, 'd'],
  [3_600_000_000, 'h'],
  [60_000_000, 'm'],
  [1_000_000, 's'],
];

/** Microseconds as `250µs`, `12.3ms`, `1.25s`, `3m12s`, `2d4h`: three significant digits, or two units. */
export function shortDuration(micros: number): string {
  const size = Math.abs(micros);
  const sign = micros < 0 ? '-' : '';
  if (size < 999.5) return `${sign}${Math.round(size)}${size === 0 ? 's' : 'µs'}`;
  if (size < 999_500) return `${sign}${threeFigures(size / 1000)}ms`;
  if (size < 59_950_000) return `${sign}${threeFigures(size / 1_000_000)}s`;
  return sign + twoUnits(size);
}

function threeFigures(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Rounded to the smaller unit, so that 59m59.9s becomes 1h. */
function twoUnits(micros: number): string {
  for (const [i, [unit, name]] of UNITS.entries()) {
    const [smaller, smallerName] = UNITS[i + 1] ?? [unit, ''];
    const rounded = Math.round(micros / smaller) * smaller;
    if (rounded < unit) continue;
    const rest = Math.round((rounded % unit) / smaller);
    return `${grouped(Math.floor(rounded / unit))}${name}${rest === 0 ? '' : `${rest}${smallerName}`}`;
  }
  return `${threeFigures(micros / 1_000_000)}s`;
}

const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Bytes in decimal units: `812 B`, `1.2 MB`, `223 MB`. */
export function shortBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < BYTE_UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size < 9.95 && unit > 0 ? size.toFixed(1) : Math.round(size)} ${BYTE_UNITS[unit]}`;
}

/** A whole number with commas as thousands separators. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 record`, `2,000 records`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}
