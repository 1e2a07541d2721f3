/** Writes all generated files; `test/generated.test.ts` fails if that was forgotten. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generatedFiles } from './generated.ts';
import { KERNEL_FILE, kernelText } from './kernel.ts';

for (const [path, text] of generatedFiles().set(KERNEL_FILE, await kernelText())) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
