import { expect, it } from 'vitest';
import { corr, folderWith } from '../corr.ts';

const SHARED = 'records app from json {\n  begun = { event: "begun", id: texxt }\n}\n';
const USER = `import { app } from "shared"\ntransaction job { key id start app.begun then app.begun timeout after 1h }\n`;
const GOOD = `records app from json { begun = { event: "begun", id: text } }
window many { key id over 5m open when count(app.begun) > 3 }
test "nothing" { expect nothing else }
`;

const folder = folderWith({ 'shared.corr': SHARED, 'a.corr': USER, 'b.corr': USER, 'good.corr': GOOD });
const told = (format: string) => {
  const { code, stdout, stderr } = corr(['test', 'a.corr', 'b.corr', 'good.corr', '--format', format], { cwd: folder });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^shared\.corr:2:33: error: .*\n1 error\.[^\n]*\n$/s);
  return stdout;
};

/** A build service that reads only the file of results must not take rules that do not compile for rules that pass. */
it('corr test has the errors of rules in every format, each once', () => {
  expect(told('junit')).toMatch(/<testsuites name="corr" tests="2" failures="1".*<testsuite name="shared\.corr" tests="1" failures="1"/s);
  expect(told('github')).toMatch(/^::error file=shared\.corr,line=2,.*title=unknown-type::There is no type 'texxt'\.[^\n]*\n$/);
  const lines = told('json')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ schema, code, passed }) => [schema, code ?? passed])).toEqual([
    ['corr/diagnostic/1', 'unknown-type'],
    ['corr/test/1', true],
  ]);
});
