/** SARIF 2.1.0 (OASIS): what code scanning services read. */

import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Code, catalogue } from '../../dsl/catalogue.ts';
import type { Diagnostic, DiagnosticSeverity, Fix, Place, Related } from '../../dsl/diagnostic.ts';
import { jsonText } from '../../runtime/outputs/escape.ts';
import { version } from '../version.ts';
import { type Findings, type PrintFindings, regionOf } from './findings.ts';

type Sources = Findings['sources'];

const LEVELS: Record<DiagnosticSeverity, string> = { error: 'error', warning: 'warning', info: 'note' };

export const printSarif: PrintFindings = ({ diagnostics, sources }, write) => {
  const codes = [...new Set(diagnostics.map(({ code }) => code))];
  const run = {
    tool: { driver: { name: 'corr', version: version(), rules: codes.map(ruleOf) } },
    columnKind: 'utf16CodeUnits',
    results: diagnostics.map((diagnostic) => resultOf(diagnostic, codes, sources)),
  };
  write(`${jsonText({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] })}\n`);
};

function ruleOf(code: string): object {
  if (!Object.hasOwn(catalogue, code)) return { id: code };
  const { severity, help } = catalogue[code as Code];
  return { id: code, help: { text: help }, defaultConfiguration: { level: LEVELS[severity] } };
}

function resultOf(diagnostic: Diagnostic, codes: readonly string[], sources: Sources): object {
  const { code, severity, message, help, related = [], fixes = [] } = diagnostic;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[severity],
    message: { text: help === undefined ? message : `${message} ${help}` },
    locations: [{ physicalLocation: physical(diagnostic, sources) }],
    ...(related.length > 0 ? { relatedLocations: related.map((place, id) => relatedOf(place, id, sources)) } : {}),
    ...(fixes.length > 0 ? { fixes: fixes.map((fix) => fixOf(fix, sources)) } : {}),
  };
}

function relatedOf(place: Related, id: number, sources: Sources): object {
  return { id, message: { text: place.message }, physicalLocation: physical(place, sources) };
}

function fixOf({ title, edits }: Fix, sources: Sources): object {
  const files = [...new Set(edits.map(({ file }) => file))];
  const changeOf = (file: string) => ({
    artifactLocation: { uri: uriOf(file) },
    replacements: edits
      .filter((edit) => edit.file === file)
      .map((edit) => ({ deletedRegion: region(edit, sources), insertedContent: { text: edit.text } })),
  });
  return { description: { text: title }, artifactChanges: files.map(changeOf) };
}

function physical(place: Place, sources: Sources): object {
  return { artifactLocation: { uri: uriOf(place.file) }, region: region(place, sources) };
}

function region(place: Place, sources: Sources): object {
  const { line, column, endLine, endColumn } = regionOf(place, sources);
  return { startLine: line, startColumn: column, endLine, endColumn };
}

/** A relative reference (RFC 3986), relative to the working folder. */
function uriOf(path: string): string {
  if (isAbsolute(path)) return pathToFileURL(path).href;
  const parts = path.replaceAll('\\', '/').split('/');
  return parts.map((part) => encodeURIComponent(Buffer.from(part).toString())).join('/');
}
