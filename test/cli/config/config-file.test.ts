import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readConfigFile } from '../../../src/cli/config/config-file.ts';
import { jsonPlaces } from '../../../src/cli/config/json-places.ts';
import { readYaml } from '../../../src/cli/config/yaml.ts';
import { Failure } from '../../../src/cli/exit-code.ts';
import { pointerStep } from '../../../src/runtime/outputs/escape.ts';
import { folderWith } from '../corr.ts';

/** Visits all nested values, each with its pointer. */
function visit(value: unknown, see: (value: unknown, pointer: string, name: string | undefined) => void): void {
  const go = (one: unknown, pointer: string, name: string | undefined): void => {
    see(one, pointer, name);
    if (Array.isArray(one)) for (const [i, item] of one.entries()) go(item, `${pointer}/${i}`, undefined);
    else if (one !== null && typeof one === 'object')
      for (const [key, item] of Object.entries(one)) go(item, pointer + pointerStep(key), key);
  };
  go(value, '', undefined);
}

describe('places in JSON', () => {
  it('are where each value or its name begins', () => {
    const property = fc.property(fc.jsonValue(), fc.nat(4), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      const places = jsonPlaces(text);
      visit(value, (one, pointer, name) => {
        const begins = JSON.stringify(name ?? one, undefined, indent);
        const isWhole = name !== undefined || typeof one !== 'object';
        expect(text.slice(places.get(pointer)).startsWith(isWhole ? begins : begins.slice(0, 1)), pointer).toBe(true);
      });
    });
    fc.assert(property);
  });
});

describe('YAML', () => {
  it('reads what another writes, and knows the place of every name', () => {
    const property = fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = stringify(value, { lineWidth: 0 });
      const read = readYaml(text);
      if ('problem' in read) throw new Error(read.problem);
      expect(read.value).toEqual(value);
      const lines = text.split('\n');
      const lineOf = (offset: number) => text.slice(0, offset).split('\n').length - 1;
      visit(value, (_one, pointer, name) => {
        if (name === undefined || !/^[a-z]+$/i.test(name)) return;
        expect(lines[lineOf(read.places.get(pointer) ?? -1)]).toContain(name);
      });
    });
    fc.assert(property);
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'a: ',
      '- ',
      '\n',
      '  ',
      '&a ',
      '*a',
      '{',
      '}',
      '[',
      ']',
      '<<: ',
      '!!x ',
      '"',
      '|',
      '? ',
      '---\n',
      '__proto__: ',
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => void readYaml(pieces.join(''))));
  });
});

describe('a configuration file', () => {
  it.each([
    ['{ "a": tru }', '1:8'],
    ["{\n  'a': 1 }", '2:3'],
    ['{ "a": 1, }', '1:11'],
    ['{ "a": 1', '1:9'],
    ['\uFEFF{ "a": x }', '1:8'],
  ])('says of %j where it is no JSON', async (text, place) => {
    const path = join(folderWith({ 'a.json': text }), 'a.json');
    const problem = await readConfigFile(path, 'a.json').catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(Failure);
    expect((problem as Failure).message).toContain(`a.json:${place}: This is not valid JSON`);
  });

  it('is reported when it cannot be read', async () => {
    await expect(readConfigFile('/no/such/file.yaml')).rejects.toThrow("'/no/such/file.yaml' cannot be read");
  });

  it('names the nearest place that it knows', async () => {
    const folder = folderWith({ 'a.yaml': 'base: &base\n  x: 1\nother: *base\n' });
    const file = await readConfigFile(join(folder, 'a.yaml'), 'a.yaml');
    expect(file.value).toEqual({ base: { x: 1 }, other: { x: 1 } });
    expect(file.placeText('/other/x')).toBe('a.yaml:3:1');
    expect(file.placeText('/base/x')).toBe('a.yaml:2:3');
    expect(file.placeText('')).toBe('a.yaml:1:1');
  });
});
