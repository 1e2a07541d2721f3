/** A strict parser of CSV (RFC 4180), as an independent check. @throws Error if it is invalid. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [cell, next] = text[at] === '"' ? quoted(text, at + 1) : bare(text, at);
    row.push(cell);
    at = next;
    if (text[at] === ',') {
      at++;
      if (at === text.length) throw new Error('the last row has no end');
    } else if (text.startsWith('\r\n', at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else throw new Error(`neither comma nor line end at ${at}`);
  }
  return rows;
}

function quoted(text: string, start: number): [string, number] {
  let cell = '';
  for (let at = start; at < text.length; at++) {
    if (text[at] !== '"') cell += text[at];
    else if (text[at + 1] === '"') cell += text[at++];
    else return [cell, at + 1];
  }
  throw new Error('a quote is not closed');
}

function bare(text: string, start: number): [string, number] {
  let end = start;
  while (end < text.length && text[end] !== ',' && text[end] !== '\r') {
    if (text[end] === '"' || text[end] === '\n') throw new Error(`a quote or line end inside a bare cell at ${end}`);
    end++;
  }
  return [text.slice(start, end), end];
}

/** A text as its cell has it: what a spreadsheet would run as a formula follows an apostrophe. */
export function guarded(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}
