import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generatedFiles } from '../scripts/generated.ts';
import { KERNEL_FILE, kernelText } from '../scripts/kernel.ts';

const files = generatedFiles();

it.each([...files])('%s is as `npm run generate` writes it', (path, text) => {
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it(`${KERNEL_FILE} is as \`npm run generate\` writes it`, async () => {
  expect(readFileSync(KERNEL_FILE, 'utf8')).toBe(await kernelText());
});

/** Folders whose files are all generated. */
const FOLDERS: [folder: string, tail: string][] = [['test/vectors', '.json']];

it.each(FOLDERS)('%s has no file that is generated no more', (folder, tail) => {
  const found = readdirSync(folder).filter((name) => name.endsWith(tail));
  expect(found.map((name) => `${folder}/${name}`).filter((path) => !files.has(path))).toEqual([]);
});
