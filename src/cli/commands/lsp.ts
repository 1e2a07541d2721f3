import { CachedTexts } from '../../library/cached-texts.ts';
import { DiskReader, libraryFolder, readableFilesBelow } from '../../library/disk-reader.ts';
import type { Host } from '../../lsp/documents.ts';
import { slashed } from '../../lsp/file-uris.ts';
import { serve } from '../../lsp/server.ts';
import { version } from '../version.ts';

/** `corr lsp`: the language server on standard input and output. It ends the process once its client is gone. */
export function lsp(): void {
  serve(process.stdin, process.stdout, disk());
}

function disk(): Host {
  const texts = new CachedTexts();
  const reader = new DiskReader(undefined, (path) => texts.read(path));
  return {
    read: (path) => reader.read(path),
    libraries: () => reader.libraries(),
    version: version(),
    libraryFolder: slashed(libraryFolder()),
    filesBelow: readableFilesBelow,
    // The engine is loaded on first use, so that opening an editor does not wait for it.
    matches: async (path, plan) => (await import('../samples/matches.ts')).sampleMatches(path, plan),
  };
}
