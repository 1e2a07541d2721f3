/** All requests about a file, and what must hold for any answer. */

import type {
  DocumentSymbol,
  FoldingRange,
  Location,
  Position,
  Range,
  ResponseError,
  SelectionRange,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { LINE_END } from '../../src/dsl/source.ts';
import type { Client } from './client.ts';

/** The lines of a text as the protocol counts them. */
export class Lines {
  private readonly starts: number[] = [0];
  private readonly ends: number[] = [];

  constructor(readonly text: string) {
    for (const { index, 0: mark } of text.matchAll(LINE_END)) {
      this.ends.push(index);
      this.starts.push(index + mark.length);
    }
    this.ends.push(text.length);
  }

  /** The position of an offset; of one within `\r\n` that of the line's end. */
  at(offset: number): Position {
    const line = this.starts.findLastIndex((start) => start <= offset);
    return { line, character: Math.min(offset, this.ends[line] ?? 0) - (this.starts[line] ?? 0) };
  }

  /** The offset of a position. @throws Error if there is no such position, or it parts the two units of a character */
  offset({ line, character }: Position): number {
    const offset = (this.starts[line] ?? Number.NaN) + character;
    if (!(character >= 0 && offset <= (this.ends[line] ?? -1))) throw new Error(`There is no ${line}:${character}.`);
    if (/^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(this.text.slice(offset - 1, offset + 1)))
      throw new Error(`${line}:${character} parts a character.`);
    return offset;
  }

  /** As `offset`, without its checks. */
  within({ line, character }: Position): number {
    return (this.starts[line] ?? 0) + character;
  }

  span({ start, end }: Range): [number, number] {
    const [from, to] = [this.offset(start), this.offset(end)];
    if (from > to) throw new Error('A range ends before it starts.');
    return [from, to];
  }
}

type Asked = Record<string, unknown>;

/** The answers of a server about a file, by method. @param offsets of the places to ask about */
export async function answersAbout({ connection }: Client, uri: string, lines: Lines, offsets: readonly number[]): Promise<Asked> {
  const textDocument = { uri };
  const range = { start: lines.at(0), end: lines.at(lines.text.length) };
  const options = { tabSize: 2, insertSpaces: true };
  const found: Asked = {};
  const ask = async (method: string, params: object = {}, name = method) => {
    found[name] = await connection
      .sendRequest(method, { textDocument, ...params })
      .catch(({ code, message }: ResponseError) => ({ code, message }));
  };
  for (const method of ['documentSymbol', 'foldingRange', 'codeLens', 'documentLink', 'semanticTokens/full'])
    await ask(`textDocument/${method}`);
  await ask('textDocument/inlayHint', { range });
  await ask('textDocument/semanticTokens/range', { range });
  await ask('textDocument/codeAction', { range, context: { diagnostics: [] } });
  await ask('textDocument/formatting', { options });
  await ask('textDocument/rangeFormatting', { range, options });
  await ask('textDocument/diagnostic');
  for (const offset of offsets) {
    const at = { position: lines.at(offset) };
    const here = (method: string, params: object = {}) => ask(`textDocument/${method}`, { ...at, ...params }, `${method} ${offset}`);
    for (const method of ['completion', 'hover', 'signatureHelp', 'definition', 'documentHighlight', 'prepareRename']) await here(method);
    await here('references', { context: { includeDeclaration: true } });
    await here('rename', { newName: 'neu' });
    await here('selectionRange', { positions: [at.position] });
    await here('onTypeFormatting', { ch: '\n', options });
    await here('prepareCallHierarchy');
    const [rule] = (found[`prepareCallHierarchy ${offset}`] as object[] | null) ?? [];
    for (const method of rule ? ['incomingCalls', 'outgoingCalls'] : []) {
      found[`${method} ${offset}`] = await connection.sendRequest(`callHierarchy/${method}`, { item: rule });
    }
  }
  delete (found['textDocument/semanticTokens/full'] as { resultId?: string }).resultId;
  return found;
}

/** @param textOf the text of a file by its URI. @throws Error if an answer has a place that does not exist, or parts that do not fit */
export function checkAnswers(answers: Asked, uri: string, textOf: (uri: string) => string): void {
  const lines = new Lines(textOf(uri));
  for (const [method, answer] of Object.entries(answers)) {
    checkPlaces(answer, lines, textOf);
    if (method === 'textDocument/documentSymbol') for (const one of answer as DocumentSymbol[]) checkSymbol(one, lines);
    if (method === 'textDocument/foldingRange') for (const fold of answer as FoldingRange[]) checkFold(fold, lines);
    if (method.includes('emanticTokens')) checkTokens((answer as { data: number[] }).data, lines);
    if (method.startsWith('selectionRange')) for (const one of answer as SelectionRange[]) checkSelection(one, lines);
    if (/formatting$/i.test(method.replace(/ .*/, ''))) checkEdits(answer as TextEdit[], lines);
  }
}

/** Every range in an answer, of whichever file. */
function checkPlaces(answer: unknown, lines: Lines, textOf: (uri: string) => string): void {
  if (typeof answer !== 'object' || answer === null) return;
  const { uri, changes } = answer as Partial<Location> & WorkspaceEdit;
  const here = uri === undefined ? lines : new Lines(textOf(uri));
  if (changes) for (const [file, edits] of Object.entries(changes)) checkEdits(edits, new Lines(textOf(file)));
  for (const [name, value] of Object.entries(answer)) {
    if (name === 'changes') continue;
    // The ranges of an incoming call are in the file of the caller.
    if (name === 'fromRanges' && 'from' in answer) checkPlaces(value, new Lines(textOf((answer.from as Location).uri)), textOf);
    else if (isRange(value)) here.span(value);
    else if (name === 'position') here.offset(value as Position);
    else checkPlaces(value, here, textOf);
  }
}

function isRange(value: unknown): value is Range {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value && typeof value.start === 'object';
}

function contains([start, end]: [number, number], [from, to]: [number, number]): void {
  if (from < start || to > end) throw new Error(`${start}–${end} does not contain ${from}–${to}.`);
}

function checkSymbol({ range, selectionRange, children = [] }: DocumentSymbol, lines: Lines): void {
  contains(lines.span(range), lines.span(selectionRange));
  for (const child of children) {
    contains(lines.span(range), lines.span(child.range));
    checkSymbol(child, lines);
  }
}

function checkFold({ startLine, startCharacter = 0, endLine, endCharacter = 0 }: FoldingRange, lines: Lines): void {
  lines.span({ start: { line: startLine, character: startCharacter }, end: { line: endLine, character: endCharacter } });
}

function checkSelection({ range, parent }: SelectionRange, lines: Lines): void {
  if (!parent) return;
  contains(lines.span(parent.range), lines.span(range));
  checkSelection(parent, lines);
}

function checkTokens(data: readonly number[], lines: Lines): void {
  let [line, character, behind] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 5) {
    const [down = 0, right = 0, length = 0] = data.slice(i, i + 3);
    [line, character] = [line + down, down === 0 ? character + right : right];
    const [start, end] = lines.span({ start: { line, character }, end: { line, character: character + length } });
    if (start < behind) throw new Error('Tokens overlap.');
    behind = end;
  }
}

function checkEdits(edits: readonly TextEdit[], lines: Lines): void {
  const spans = edits.map(({ range }) => lines.span(range)).sort(([a], [b]) => a - b);
  for (const [i, [start]] of spans.entries()) if (start < (spans[i - 1]?.[1] ?? 0)) throw new Error('Edits overlap.');
}
