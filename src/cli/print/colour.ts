import { COLOURED, type Palette, PLAIN } from '../../runtime/outputs/palette.ts';

/** What `--color` says; `false` is `--no-color`, `true` is nothing at all. */
export type ColourFlag = 'always' | 'never' | 'auto' | boolean | undefined;

/**
 * The colours for one stream. The flag goes before NO_COLOR (no-color.org), that before FORCE_COLOR, and what the
 * stream is comes last; a variable that is there decides.
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
