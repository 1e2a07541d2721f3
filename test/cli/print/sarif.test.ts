import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { printSarif } from '../../../src/cli/print/sarif.ts';
import { PAYLOADS } from '../../runtime/outputs/payloads.ts';
import { ACTS } from '../../runtime/outputs/sample.ts';
import { diagnostic, FINDINGS, hostile, printed } from './sample.ts';

const text = { type: 'object', properties: { text: { type: 'string', minLength: 1 } }, required: ['text'] };
const region = {
  type: 'object',
  properties: Object.fromEntries(
    ['startLine', 'startColumn', 'endLine', 'endColumn'].map((name) => [name, { type: 'integer', minimum: 1 }]),
  ),
  required: ['startLine'],
};
const artifact = {
  type: 'object',
  properties: { uri: { type: 'string', pattern: "^[A-Za-z0-9\\-._~:/?#@!$&'()*+,;=%]*$" } },
  required: ['uri'],
};
const physical = { type: 'object', properties: { artifactLocation: artifact, region }, required: ['artifactLocation'] };
const location = { type: 'object', properties: { physicalLocation: physical, message: text, id: { type: 'integer', minimum: 0 } } };
const replacement = { type: 'object', properties: { deletedRegion: region }, required: ['deletedRegion'] };
const change = {
  type: 'object',
  properties: { artifactLocation: artifact, replacements: { type: 'array', minItems: 1, items: replacement } },
  required: ['artifactLocation', 'replacements'],
};
const level = { enum: ['none', 'note', 'warning', 'error'] };

/** What SARIF 2.1.0 requires of the parts that are written. */
const valid = new Ajv({ allErrors: true }).compile({
  type: 'object',
  properties: {
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          tool: {
            type: 'object',
            properties: {
              driver: {
                type: 'object',
                properties: {
                  name: { type: 'string' },
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: {
                      type: 'object',
                      properties: { id: { type: 'string' }, help: text, defaultConfiguration: { type: 'object', properties: { level } } },
                      required: ['id'],
                    },
                  },
                },
                required: ['name'],
              },
            },
            required: ['driver'],
          },
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          results: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                ruleId: { type: 'string' },
                ruleIndex: { type: 'integer', minimum: 0 },
                level,
                message: text,
                locations: { type: 'array', items: location },
                relatedLocations: { type: 'array', uniqueItems: true, items: location },
                fixes: {
                  type: 'array',
                  items: {
                    type: 'object',
                    properties: { description: text, artifactChanges: { type: 'array', minItems: 1, items: change } },
                    required: ['artifactChanges'],
                  },
                },
              },
              required: ['message'],
            },
          },
        },
        required: ['tool', 'results'],
      },
    },
  },
  required: ['version', 'runs'],
});

function runOf(findings: typeof FINDINGS) {
  const log = printed(printSarif, findings);
  expect(log).not.toMatch(ACTS);
  const parsed = JSON.parse(log);
  expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
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
