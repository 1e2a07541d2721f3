/** The grammar as railroad diagrams: one self-contained page. */

import { type GrammarRule, kindsIn, type Production } from './productions.ts';
import { categories, shapes } from './terminals.ts';

/** A box with a line through it, which enters on the left and leaves on the right at the same height. */
interface Box {
  width: number;
  /** The extent above the line, and below it. */
  up: number;
  down: number;
  draw(x: number, y: number): string;
}

const GAP = 12;
const TURN = 8;
const HALF = 13;
const CHARACTER = 7.7;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const path = (d: string) => `<path d="${d}"/>`;
const across = (x: number, y: number, width: number) => (width > 0 ? path(`M${x} ${y}h${width}`) : '');

function label(text: string, kind: 'word' | 'token' | 'rule'): Box {
  const width = Math.ceil(text.length * CHARACTER) + 20;
  const round = kind === 'rule' ? 0 : HALF;
  const box = (x: number, y: number) =>
    `<rect class="${kind}" x="${x}" y="${y - HALF}" width="${width}" height="${2 * HALF}" rx="${round}"/><text x="${x + width / 2}" y="${y + 4}">${escaped(text)}</text>`;
  return { width, up: HALF, down: HALF, draw: (x, y) => (kind === 'word' ? box(x, y) : `<a href="#${text}">${box(x, y)}</a>`) };
}

function inRow(boxes: readonly Box[]): Box {
  const width = boxes.reduce((sum, box) => sum + box.width, GAP * Math.max(0, boxes.length - 1));
  return {
    width,
    up: Math.max(0, ...boxes.map(({ up }) => up)),
    down: Math.max(0, ...boxes.map(({ down }) => down)),
    draw(x, y) {
      let at = x;
      return boxes
        .map((box, i) => {
          const joined = i === 0 ? '' : across(at, y, GAP);
          if (i > 0) at += GAP;
          const drawn = joined + box.draw(at, y);
          at += box.width;
          return drawn;
        })
        .join('');
    },
  };
}

/** The first alternative is straight ahead, the others branch off below it. */
function inColumn(ways: readonly Box[]): Box {
  const inner = Math.max(...ways.map(({ width }) => width));
  const offsets: number[] = [];
  let down = 0;
  for (const [i, way] of ways.entries()) {
    down = i === 0 ? 0 : down + GAP + way.up;
    offsets.push(down);
    down += way.down;
  }
  const side = 2 * TURN;
  return {
    width: inner + 2 * side,
    up: ways[0]?.up ?? 0,
    down,
    draw(x, y) {
      const drawn = ways.map((way, i) => {
        const below = offsets[i] ?? 0;
        const [left, right] = [x + side, x + side + inner];
        const through = way.draw(left, y + below) + across(left + way.width, y + below, inner - way.width);
        if (i === 0) return across(x, y, side) + through + across(right, y, side);
        const turn = (sign: 1 | -1) => `q${TURN} 0 ${TURN} ${sign * TURN}v${sign * (below - side)}q0 ${sign * TURN} ${TURN} ${sign * TURN}`;
        return path(`M${x} ${y}${turn(1)}`) + through + path(`M${right} ${y + below}${turn(-1)}`);
      });
      return drawn.join('');
    },
  };
}

/** Loops back below the box to its beginning. */
function again(box: Box): Box {
  const side = 2 * TURN;
  const below = box.down + GAP;
  return {
    width: box.width + 2 * side,
    up: box.up,
    down: below + 2,
    draw(x, y) {
      const [left, right] = [x + side, x + side + box.width];
      const drop = below - 2 * TURN;
      const back = `M${right} ${y}q${TURN} 0 ${TURN} ${TURN}v${drop}q0 ${TURN} -${TURN} ${TURN}h-${box.width}q-${TURN} 0 -${TURN} -${TURN}v-${drop}q0 -${TURN} ${TURN} -${TURN}`;
      return across(x, y, side) + box.draw(left, y) + across(right, y, side) + path(back);
    },
  };
}

const nothing: Box = { width: 0, up: 0, down: 0, draw: () => '' };

function boxOf(production: Production): Box {
  switch (production.kind) {
    case 'literal':
      return label(production.text, 'word');
    case 'token':
      return label(production.name, 'token');
    case 'rule':
      return label(production.name, 'rule');
    case 'sequence':
      return inRow(production.parts.map(boxOf));
    case 'choice':
      return inColumn(production.ways.map(boxOf));
    case 'option':
      return inColumn([nothing, boxOf(production.of)]);
    case 'repetition':
      return inColumn([nothing, again(boxOf(production.of))]);
  }
}

function picture({ name, body }: GrammarRule): string {
  const box = boxOf(body);
  const [width, height] = [box.width + 4 * GAP, box.up + box.down + 2 * GAP];
  const y = box.up + GAP;
  const line = across(GAP, y, GAP) + box.draw(2 * GAP, y) + across(2 * GAP + box.width, y, GAP);
  const ends = [GAP, 3 * GAP + box.width].map((x) => `<circle cx="${x}" cy="${y}" r="3"/>`).join('');
  return `<h2 id="${name}">${name}</h2>\n<svg width="${width}" height="${height}" role="img" aria-label="${name}">${line}${ends}</svg>\n`;
}

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #222; background: #fff }
h2 { font-size: 1rem; margin: 1.6rem 0 .2rem } h2:target { color: #b00 }
svg { display: block; max-width: none } section { overflow-x: auto } text { font: 13px ui-monospace, monospace; text-anchor: middle; fill: #222 }
path { fill: none; stroke: #555; stroke-width: 1.5 } circle { fill: #555 } rect { stroke: #555; stroke-width: 1.2 }
.word { fill: #e8f0d8 } .token { fill: #f8ecd0 } .rule { fill: #dce8f6 } code { font-family: ui-monospace, monospace; overflow-wrap: anywhere }
dt { font-weight: 600; margin-top: .8rem } dd { margin-left: 1.5rem }
@media (prefers-color-scheme: dark) { body { background: #1b1b1b; color: #ddd } text { fill: #eee } path, rect { stroke: #999 } circle { fill: #999 }
.word { fill: #3a4a25 } .token { fill: #55451f } .rule { fill: #27405c } a { color: #8bf } }`;

export function railroad(rules: readonly GrammarRule[]): string {
  const names = categories().map(({ name, of, words }) => [name, `${of.join(', ')}, or a word: ${words.join(' ')}`] as const);
  const literals = [...shapes(kindsIn(rules))].map(([name, { source }]) => [name, `/${source}/`] as const);
  const terms = [...names, ...literals].map(([name, text]) => `<dt id="${name}">${name}</dt><dd><code>${escaped(text)}</code></dd>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The grammar of Corr</title>
<style>
${STYLE}
</style>
<h1>The grammar of Corr</h1>
<p>Green is written as it is, yellow is a kind of name or literal, blue is another diagram.</p>
${rules.map((rule) => `<section>\n${picture(rule)}</section>`).join('\n')}
<h2>Names and literals</h2>
<dl>
${terms.join('\n')}
</dl>
</html>
`;
}
