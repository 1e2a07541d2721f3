import { canonicalJson } from '../../../src/dsl/meaning.ts';
import { library, testCases } from '../cases.ts';
import { compiled, told } from '../programs.ts';

/** The tests of a program, one statement per line. */
function run(source: string): string {
  const { tests, ...result } = compiled(source, library);
  const lines = tests.flatMap(({ name, origin, rules, statements }) => [
    `${name}: line ${origin.line}, rules ${rules.join(' ')}`,
    ...statements.map((statement) => canonicalJson(statement)),
  ]);
  return [...told(result).map((line) => `⚠ ${line}`), ...lines].join('\n');
}

testCases('lower/tests', run);
