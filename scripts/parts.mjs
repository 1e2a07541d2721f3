/** What others have written of a bundle: a bill of materials in CycloneDX format (ECMA-424, version 1.6), and the licences. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages in a bundle, from the metafile of esbuild. The same bundle gives the same text. */
export function partsList(metafile) {
  const { name, version, description, license } = packageIn('.');
  const list = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { 'bom-ref': name, type: 'application', name, version, description, licenses: licensed(license) } },
    components: foldersIn(metafile).map(component),
  };
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

/** The licences of the packages in a bundle, which each copy must contain. @throws Error if a package has none */
export function licencesText(metafile) {
  return foldersIn(metafile)
    .map(licenceIn)
    .join(`\n${'─'.repeat(80)}\n\n`);
}

function foldersIn({ outputs }) {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  return [...new Set(files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []))].sort();
}

function component(folder) {
  const { name, version, license } = packageIn(folder);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { 'bom-ref': purl, type: 'library', name, version, licenses: licensed(license), purl };
}

function licensed(license) {
  return [/ (?:OR|AND|WITH) /.test(license) ? { expression: license } : { license: { id: license } }];
}

function licenceIn(folder) {
  const { name, version } = packageIn(folder);
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice|thirdpartynotices)/i.test(file));
  if (files.length === 0) throw new Error(`${folder} has no licence that could be copied.`);
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return `${name} ${version}\n\n${texts.join('\n\n')}\n`;
}

function packageIn(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
