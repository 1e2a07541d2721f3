/** Asks every query of an editor at one offset: each has to be answered, whatever the text. */

import type { LanguageService } from '../../src/lsp/service.ts';

/** What is wrong with the answers; undefined if nothing. @throws what the service throws, which it never should. */
export function askAll(service: LanguageService, path: string, offset: number): string | undefined {
  const range = { start: Math.max(0, offset - 40), end: offset + 40 };
  service.diagnostics(path);
  const proposals = service.completion(path, offset);
  service.hover(path, offset);
  service.signatureHelp(path, offset);
  service.definition(path, offset);
  service.references(path, offset);
  service.highlights(path, offset);
  service.prepareRename(path, offset);
  service.semanticTokens(path);
  service.folds(path);
  service.selection(path, offset);
  service.format(path, range);
  service.quickFixes(path, range);
  service.lenses(path);
  service.inlayHints(path, range);
  service.links(path);
  const rule = service.ruleAt(path, offset);
  if (rule) service.outgoingCalls(rule);
  if (rule) service.incomingCalls(rule);
  service.move([{ from: path, to: `${path}.old` }]);
  service.rename(path, offset, 'neu');
  if (proposals.some(({ replace }) => replace.start > offset)) return 'a completion begins behind the cursor';
  const internal = service.diagnostics(path).find(({ code }) => code === 'internal-error');
  return internal?.message;
}
