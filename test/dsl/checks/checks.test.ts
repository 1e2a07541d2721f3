import { filesOf, library, testCases } from '../cases.ts';
import { compiled, told } from '../programs.ts';

function run(source: string): string {
  const { 'main.corr': main = '', ...files } = filesOf(source);
  return told(compiled(main, { ...library, ...files })).join('\n') || 'nothing';
}

for (const file of [
  'names',
  'types',
  'imports',
  'values',
  'keys',
  'steps',
  'endings',
  'windows',
  'schedules',
  'outcomes',
  'unused',
  'cascades',
])
  testCases(`checks/${file}`, run);
