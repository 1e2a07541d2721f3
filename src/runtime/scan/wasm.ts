/** The kernel in WebAssembly: `kernel/scan.ts`, compiled. */

import { type Kernel, LINE_FORMS, type LineForm } from './kernel.ts';
import { KERNEL } from './kernel-bytes.ts';

/** The part of the API that is used. */
interface WebAssemblyApi {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (size: { initial: number }) => { buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { exports: { scan(form: number, start: number, end: number): number } };
}

const PAGE = 64 * 1024;

/** A kernel with a memory of at least this size; undefined if WebAssembly, or SIMD, is not available. */
export function wasmKernel(size: number, form: LineForm): Kernel | undefined {
  const { WebAssembly: api } = globalThis as unknown as { WebAssembly?: WebAssemblyApi };
  if (!api) return undefined;
  try {
    const memory = new api.Memory({ initial: Math.ceil(size / PAGE) });
    const { exports } = new api.Instance(new api.Module(Buffer.from(KERNEL, 'base64')), { env: { memory } });
    const number = LINE_FORMS.indexOf(form);
    return { memory: memory.buffer, scan: (start, end) => exports.scan(number, start, end) };
  } catch {
    return undefined;
  }
}
