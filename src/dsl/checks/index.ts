/** All checks, and the one walk that runs them. */

import type { Module } from '../imports.ts';
import type { LoweredProgram } from '../lower/program.ts';
import type { Symbols } from '../symbols.ts';

export interface Checked {
  modules: readonly Module[];
  symbols: Symbols;
  program: LoweredProgram;
}

export function checkProgram(_checked: Checked): void {}
