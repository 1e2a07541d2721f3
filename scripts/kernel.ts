/** Compiles the scan kernel: `kernel/scan.ts` to bytes included in the program. */

import asc from 'assemblyscript/asc';

export const KERNEL_FILE = 'src/runtime/scan/kernel-bytes.ts';

const OPTIONS = ['-O3', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--enable', 'simd'];

/** The expected content of {@link KERNEL_FILE}. */
export async function kernelText(): Promise<string> {
  let bytes: Uint8Array = new Uint8Array(0);
  const writeFile = (_name: string, contents: Uint8Array | string): void => {
    bytes = Buffer.from(contents);
  };
  const { error, stderr } = await asc.main(['kernel/scan.ts', '--outFile', 'scan.wasm', ...OPTIONS], { writeFile });
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  return `/** Generated from \`kernel/scan.ts\` by \`npm run generate\`. */\nexport const KERNEL =\n  '${Buffer.from(bytes).toString('base64')}';\n`;
}
