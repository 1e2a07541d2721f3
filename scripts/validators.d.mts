import type { Plugin as BundlerPlugin } from 'esbuild';
import type { Plugin } from 'vite';

export const validators: BundlerPlugin;
export const validatorsOfTests: Plugin;
