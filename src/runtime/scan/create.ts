import type { Decoder } from '../decode/decoder.ts';
import type { SourceInfo } from '../inputs/cursor.ts';
import { READ_LIMITS } from '../inputs/limits.ts';
import type { Hints } from '../match/hints.ts';
import { headerTables } from './header-tables.ts';
import { HeaderTwin } from './header-twin.ts';
import { JsonTwin } from './json-twin.ts';
import type { Kernel, LineForm } from './kernel.ts';
import { READ_AHEAD } from './layout.ts';
import { LineScan } from './line-scan.ts';
import { LogfmtTwin } from './logfmt-twin.ts';
import { memberTables } from './member-tables.ts';
import { templateTables } from './template-tables.ts';
import { TemplateTwin } from './template-twin.ts';
import { wasmKernel } from './wasm.ts';

export type KernelName = 'wasm' | 'js';

const ALIGNMENT = 8;
const TWINS = { header: HeaderTwin, json: JsonTwin, logfmt: LogfmtTwin, template: TemplateTwin };

/** The source to scan. */
interface ScannedSource {
  decoder: Decoder;
  info: Pick<SourceInfo, 'context' | 'format' | 'maxLine'>;
}

/** A scan of a source for records of these candidates; undefined if each of its lines must be decoded. */
export function createScan(candidates: readonly Hints[], { decoder, info }: ScannedSource, kernel?: KernelName): LineScan | undefined {
  const { context, format, maxLine } = info;
  const form = format.multiline ? undefined : formOf(decoder);
  const tables = form && tablesOf(form, candidates, decoder);
  return tables && new LineScan(kernelWith(tables, form, kernel), tables.length, maxLine, context.live === true);
}

/** The form of the lines, if they can be scanned; otherwise undefined. */
function formOf({ frame, names, shape }: Decoder): LineForm | undefined {
  return frame && (names?.form ?? (shape ? 'template' : 'header'));
}

function tablesOf(form: LineForm, candidates: readonly Hints[], decoder: Decoder): Uint8Array | undefined {
  const { names } = decoder;
  if (form === 'header') return headerTables(candidates);
  return form === 'template' ? templateTables(candidates, decoder) : names && memberTables(candidates, names);
}

/** A kernel with these tables, and room for a chunk after them. */
function kernelWith(tables: Uint8Array, form: LineForm, name: KernelName = 'wasm'): Kernel {
  const size = tables.length + READ_LIMITS.chunkSize + READ_AHEAD;
  const kernel =
    (name === 'wasm' ? wasmKernel(size, form) : undefined) ?? new TWINS[form](new ArrayBuffer(Math.ceil(size / ALIGNMENT) * ALIGNMENT));
  new Uint8Array(kernel.memory).set(tables);
  return kernel;
}
