import { describe, expect, it } from 'vitest';
import { printSarif } from '../../../src/cli/print/sarif.ts';
import { PAYLOADS } from '../../runtime/outputs/payloads.ts';
import { ACTS } from '../../runtime/outputs/sample.ts';
import { diagnostic, FINDINGS, hostile, printed } from './sample.ts';
import { sarifErrors } from './sarif-schema.ts';

function runOf(findings: typeof FINDINGS) {
  const log = printed(printSarif, findings);
  expect(log).not.toMatch(ACTS);
  const parsed = JSON.parse(log);
  expect(sarifErrors(parsed)).toEqual([]);
  return parsed.runs[0];
}

describe('SARIF', () => {
  it('names each rule once, and each result by it', () => {
    const { tool, results, columnKind } = runOf({ ...FINDINGS, diagnostics: [...FINDINGS.diagnostics, diagnostic('job')] });
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(['unknown-record', 'unbounded-state', 'unknown-file']);
    expect(results.map(({ ruleIndex }: { ruleIndex: number }) => ruleIndex)).toEqual([0, 1, 2, 0]);
    expect(results.map((result: { level: string }) => result.level)).toEqual(['error', 'warning', 'note', 'error']);
    expect(columnKind).toBe('utf16CodeUnits');
    expect(tool.driver.rules[0].defaultConfiguration).toEqual({ level: 'error' });
  });

  it('tells places, related ones, and mends', () => {
    const [{ message, locations, relatedLocations, fixes }] = runOf(FINDINGS).results;
    const artifactLocation = { uri: 'rules/job.corr' };
    const region = { startLine: 3, startColumn: 12, endLine: 3, endColumn: 16 };
    expect(message.text).toBe("'app' has no record 'begn'. Did you mean 'begin'?");
    expect(locations).toEqual([{ physicalLocation: { artifactLocation, region } }]);
    expect(relatedLocations[0].message.text).toBe('The key is here.');
    expect(fixes).toEqual([
      {
        description: { text: 'Replace with begin' },
        artifactChanges: [{ artifactLocation, replacements: [{ deletedRegion: region, insertedContent: { text: 'begin' } }] }],
      },
    ]);
  });

  it.each([
    ['my rules/a%b#c.corr', 'my%20rules/a%25b%23c.corr'],
    ['/abs/my rules.corr', 'file:///abs/my%20rules.corr'],
    ['.\\windows\\rules.corr', './windows/rules.corr'],
    ['日本.corr', '%E6%97%A5%E6%9C%AC.corr'],
    ['a:b.corr', 'a%3Ab.corr'],
  ])('names the file %j by a reference', (file, uri) => {
    const [{ locations }] = runOf({ sources: new Map(), diagnostics: [diagnostic('job', { file })] }).results;
    expect(locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });

  it('holds whatever a rule file says', () => {
    for (const text of PAYLOADS.filter((one) => one !== '')) {
      const [{ message, fixes }] = runOf(hostile(text)).results;
      expect(message.text).toBe(`${text} ${text}`);
      expect(fixes[0].artifactChanges[0].replacements[0].insertedContent.text).toBe(text);
    }
  });
});
