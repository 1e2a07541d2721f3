import { COLOURED, type Palette, PLAIN } from '../../runtime/outputs/palette.ts';

/** The value of `--color`; `false` is `--no-color`, `true` is `--color` without a value. */
export type ColourFlag = 'always' | 'never' | 'auto' | boolean | undefined;

/**
 * The colours for one stream. The flag takes precedence, then NO_COLOR (no-color.org), then FORCE_COLOR, and last
 * whether the stream is a terminal; the first variable that is set decides.
 */
export function paletteFor(flag: ColourFlag, env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): Palette {
  return wantsColour(flag, env, isTerminal) ? COLOURED : PLAIN;
}

function wantsColour(flag: ColourFlag, env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (flag === 'always') return true;
  if (flag === 'never' || flag === false) return false;
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && TERM !== 'dumb';
}
