/** Displays the results of a run: outcomes as a table and a time line, and a summary. */

import type { OutcomeRow, RunAnswer } from './questions.ts';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1000;
const LABELS = 200;
const ROW = 16;
/** More would be illegible. */
const MOST_ROWS = 200;
const HEAD = 24;

/** A row for each outcome; selecting one shows the lines of its records. */
export function outcomeTable(rows: readonly OutcomeRow[], onChosen: (lines: readonly number[]) => void): HTMLElement[] {
  return rows.map((row) => {
    const line = document.createElement('tr');
    const lines = document.createElement('button');
    lines.type = 'button';
    lines.textContent = row.lines.join(', ');
    lines.title = 'Show in the log';
    lines.addEventListener('click', () => onChosen(row.lines));
    const cells = [timeText(row.end), row.outcome, row.rule, row.key, row.took, row.story].map((text) => {
      const cell = document.createElement('td');
      cell.textContent = text;
      return cell;
    });
    const last = document.createElement('td');
    if (row.lines.length > 0) last.append(lines);
    cells[1]?.classList.add(`s-${row.severity}`);
    line.append(...cells, last);
    return line;
  });
}

/** A bar for each outcome, from its first record to its end. */
export function timeLine(rows: readonly OutcomeRow[]): SVGElement {
  const shown = rows.slice(0, MOST_ROWS);
  const first = Math.min(...shown.map(({ begin }) => begin));
  const last = Math.max(...shown.map(({ end }) => end));
  const scale = (WIDTH - LABELS - 10) / Math.max(1, last - first);
  const xOf = (time: number) => LABELS + (time - first) * scale;
  const height = HEAD + shown.length * ROW + 6;
  const svg = element('svg', { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': `${shown.length} outcomes along the time` });
  if (shown.length === 0) return svg;
  svg.append(text(timeText(first), LABELS, 14), text(timeText(last), WIDTH - 10, 14, 'end'));
  for (const [i, row] of shown.entries()) {
    const y = HEAD + i * ROW;
    const x = xOf(row.begin);
    const bar = element('rect', { x, y: y + 2, width: Math.max(3, xOf(row.end) - x), height: ROW - 5, rx: 2, class: `s-${row.severity}` });
    const title = element('title', {});
    title.textContent = `${row.rule} ${row.key}: ${row.outcome} after ${row.took}. ${row.story}`;
    bar.append(title);
    svg.append(text(clipped(`${row.rule} ${row.key}`), 4, y + ROW - 5), bar);
  }
  return svg;
}

/** `17 outcomes: 12 success, 5 timeout; 40 of 60 lines are records of syslog; 3 tests passed`. */
export function summaryText({ outcomes, total, read, matched, format, tests, fault }: RunAnswer): string {
  if (!outcomes) return 'The rules do not compile: see what is marked in the editor.';
  const counts = new Map<string, number>();
  for (const { outcome } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const each = [...counts]
    .sort(([, n], [, m]) => m - n)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
  const failed = tests.filter(({ failures }) => failures.length > 0);
  const parts = [
    `${total} outcomes${each === '' ? '' : `: ${each}`}${total > outcomes.length ? ` among the first ${outcomes.length}` : ''}`,
    `${matched} of ${read} lines are records, read as ${format}`,
    `${tests.length - failed.length} tests passed${failed.length === 0 ? '' : `, ${failed.length} failed: ${failed.map(({ name }) => name).join(', ')}`}`,
  ];
  return `${parts.join('; ')}.${fault === undefined ? '' : ` A mistake of the program itself: ${fault}`}`;
}

function timeText(millis: number): string {
  return Number.isFinite(millis) ? new Date(millis).toISOString().slice(0, 19).replace('T', ' ') : '';
}

function clipped(label: string): string {
  return label.length > 30 ? `${label.slice(0, 29)}…` : label;
}

function text(content: string, x: number, y: number, anchor = 'start'): SVGElement {
  const node = element('text', { x, y, 'text-anchor': anchor });
  node.textContent = content;
  return node;
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}
