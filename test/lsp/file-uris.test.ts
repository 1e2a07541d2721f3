import { expect, it } from 'vitest';
import { pathOfUri, slashed } from '../../src/lsp/file-uris.ts';

it('URIs of one file on Windows have one path, however a client spells the drive', () => {
  for (const uri of ['file:///c%3A/rules/a%20b.corr', 'file:///C:/rules/a%20b.corr', 'file:///c:/rules/a%20b.corr']) {
    expect(pathOfUri(uri, true), uri).toBe('C:/rules/a b.corr');
  }
  expect(slashed('c:\\corr\\std', true)).toBe('C:/corr/std');
});

it('a backslash is part of a name elsewhere, and so is a letter with a colon', () => {
  expect(pathOfUri('file:///c%3A/a%5Cb.corr', false)).toBe('/c:/a\\b.corr');
  expect(slashed('c:\\a', false)).toBe('c:\\a');
});
