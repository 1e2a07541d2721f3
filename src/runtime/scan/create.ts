import type { Decoder } from '../decode/decoder.ts';
import type { SourceInfo } from '../inputs/cursor.ts';
import { READ_LIMITS } from '../inputs/limits.ts';
import type { Hints } from '../match/hints.ts';
import { HeaderTwin } from './header-twin.ts';
import type { Kernel } from './kernel.ts';
import { READ_AHEAD } from './layout.ts';
import { LineScan } from './line-scan.ts';
import { scanTables } from './tables.ts';
import { wasmKernel } from './wasm.ts';

export type KernelName = 'wasm' | 'js';

const ALIGNMENT = 8;

/** What is scanned. */
export interface ScannedSource {
  decoder: Decoder;
  info: Pick<SourceInfo, 'context' | 'format' | 'maxLine'>;
}

/** A scan for the records of these candidates in a source; undefined: each of its lines has to be looked at. */
export function createScan(candidates: readonly Hints[], { decoder, info }: ScannedSource, kernel?: KernelName): LineScan | undefined {
  const { context, format, maxLine } = info;
  const tables = decoder.frame !== undefined && !format.multiline ? scanTables(candidates) : undefined;
  return tables && new LineScan(kernelWith(tables, kernel), tables.length, maxLine, context.live === true);
}

/** With these tables, and room for a chunk behind them. */
function kernelWith(tables: Uint8Array, name: KernelName = 'wasm'): Kernel {
  const size = tables.length + READ_LIMITS.chunkSize + READ_AHEAD;
  const kernel =
    (name === 'wasm' ? wasmKernel(size) : undefined) ?? new HeaderTwin(new ArrayBuffer(Math.ceil(size / ALIGNMENT) * ALIGNMENT));
  new Uint8Array(kernel.memory).set(tables);
  return kernel;
}
