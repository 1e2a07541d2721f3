import { parse } from '../../../src/dsl/parser.ts';
import { Source } from '../../../src/dsl/source.ts';
import { testCases } from '../cases.ts';
import { told } from '../programs.ts';
import { printTree } from './print.ts';

/** Each declaration with one line per clause, then the diagnostics. */
function run(text: string): string {
  const source = new Source('main.corr', text);
  const { file, diagnostics } = parse(source);
  const lines = file.declarations.flatMap((declaration) => {
    const parts = Object.entries(declaration).find(([name]) => ['clauses', 'records', 'statements'].includes(name));
    const inner = (parts?.[1] ?? []) as unknown[];
    return [printTree(parts ? { ...declaration, [parts[0]]: [] } : declaration), ...inner.map((part) => `  ${printTree(part)}`)];
  });
  return [...lines, ...told({ diagnostics, sources: new Map([['main.corr', source]]) }).map((line) => `⚠ ${line}`)].join('\n');
}

for (const file of ['expressions', 'declarations', 'rules', 'test-blocks', 'broken']) testCases(`parser/${file}`, run);
