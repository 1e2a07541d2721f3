/** The software bill of materials: the packages in what was built, in CycloneDX format (ECMA-424, version 1.6). */

import { readFileSync } from 'node:fs';

/** The packages in a bundle, from the metafile of esbuild. The same bundle gives the same text. */
export function partsList({ outputs }) {
  const { name, version, description, license } = packageIn('.');
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(files.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []));
  const list = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { 'bom-ref': name, type: 'application', name, version, description, licenses: licensed(license) } },
    components: [...folders].sort().map(component),
  };
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

function component(folder) {
  const { name, version, license } = packageIn(folder);
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { 'bom-ref': purl, type: 'library', name, version, licenses: licensed(license), purl };
}

function licensed(license) {
  return [/ (?:OR|AND|WITH) /.test(license) ? { expression: license } : { license: { id: license } }];
}

function packageIn(folder) {
  return JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
}
