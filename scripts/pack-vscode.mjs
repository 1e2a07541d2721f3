/** Packs the extension for VS Code: `node scripts/pack-vscode.mjs [FILE]`, by default `dist/corr.vsix`. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import { strToU8, zipSync } from 'fflate';
import { licencesText } from './parts.mjs';

const SOURCE = 'editors/vscode';
const [, , target = 'dist/corr.vsix'] = process.argv;
const manifest = JSON.parse(readFileSync(join(SOURCE, 'package.json'), 'utf8'));

const { outputFiles, metafile } = await build({
  entryPoints: [join(SOURCE, 'src/extension.ts')],
  bundle: true,
  write: false,
  metafile: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  minifySyntax: true,
  legalComments: 'none',
});

/** The content of the package, by path. */
const files = {
  'extension.vsixmanifest': strToU8(vsixManifest(manifest)),
  '[Content_Types].xml': strToU8(contentTypes()),
  'extension/extension.js': outputFiles[0].contents,
  'extension/LICENSE.txt': readFileSync('LICENSE'),
  'extension/licences.txt': strToU8(licencesText(metafile)),
};
for (const name of ['package.json', 'language-configuration.json', 'snippets.json', 'README.md']) {
  files[`extension/${name}`] = readFileSync(join(SOURCE, name));
}
files['extension/corr.tmLanguage.json'] = readFileSync('grammar/corr.tmLanguage.json');
files['extension/config.schema.json'] = readFileSync('schema/config.schema.json');

mkdirSync(dirname(target), { recursive: true });
// The same source gives the same bytes, regardless of when it is packed.
writeFileSync(target, zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) }));
process.stdout.write(`${target}\n`);

function vsixManifest({ name, displayName, description, version, publisher, categories, engines }) {
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${name}" Version="${version}" Publisher="${publisher}"/>
    <DisplayName>${displayName}</DisplayName>
    <Description xml:space="preserve">${description}</Description>
    <Categories>${categories.join(',')}</Categories>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${engines.vscode}"/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
    </Properties>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
  </Assets>
</PackageManifest>
`;
}

function contentTypes() {
  const types = {
    json: 'application/json',
    js: 'application/javascript',
    md: 'text/markdown',
    txt: 'text/plain',
    vsixmanifest: 'text/xml',
  };
  const defaults = Object.entries(types).map(([tail, type]) => `<Default Extension=".${tail}" ContentType="${type}"/>`);
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${defaults.join('')}</Types>
`;
}
