/** Graphs as pictures: a layer for each step from the start, from left to right, the ends last. */

import { clip } from '../../runtime/outputs/terminal.ts';
import type { Graph, GraphEdge } from '../../runtime/trace/graph.ts';
import { type Element, xmlDocument } from '../print/xml.ts';
import { labelOf } from './text.ts';

const NODE = { width: 200, height: 44 };
const GAP = { x: 230, y: 90 };
const MARGIN = 40;
/** The width of a node in columns; wide characters take two. */
const COLUMNS = 30;

interface Place {
  x: number;
  y: number;
}

/** One picture with the rules below each other. */
export function graphsSvg(graphs: readonly Graph[]): string {
  let top = 0;
  let width = 0;
  const children = graphs.flatMap((graph) => {
    const picture = drawn(graph, top);
    top = picture.bottom;
    width = Math.max(width, picture.right);
    return picture.elements;
  });
  const marker: Element = {
    name: 'marker',
    attributes: { id: 'arrow', viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto' },
    children: [{ name: 'path', attributes: { d: 'M0 0 L8 4 L0 8 Z' } }],
  };
  return xmlDocument({
    name: 'svg',
    attributes: {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height: top,
      viewBox: `0 0 ${width} ${top}`,
      'font-family': 'sans-serif',
      'font-size': 12,
    },
    children: [{ name: 'defs', attributes: {}, children: [marker] }, ...children],
  });
}

function drawn(graph: Graph, top: number): { elements: Element[]; bottom: number; right: number } {
  const { places, rows, columns } = layout(graph, top + MARGIN);
  const elements: Element[] = [text(graph.rule, MARGIN, top + MARGIN - 12, { 'font-weight': 'bold' })];
  for (const [i, edge] of graph.edges.entries()) elements.push(...edgeOf(edge, i, places));
  for (const [i, { label, kind }] of graph.nodes.entries()) {
    const { x, y } = places[i] as Place;
    const rx = kind === 'state' ? 4 : NODE.height / 2;
    const attributes = { x, y, width: NODE.width, height: NODE.height, rx, fill: kind === 'end' ? '#eee' : '#fff', stroke: '#333' };
    const title: Element = { name: 'title', attributes: {}, children: [label] };
    elements.push({ name: 'rect', attributes, children: [title] });
    elements.push(text(clip(label, COLUMNS), x + NODE.width / 2, y + NODE.height / 2 + 4, { 'text-anchor': 'middle' }));
  }
  return { elements, bottom: top + 2 * MARGIN + rows * GAP.y, right: 2 * MARGIN + columns * (NODE.width + GAP.x) };
}

/** A node is in the layer after the one from which it is first reached. */
function layout({ nodes, edges }: Graph, top: number): { places: Place[]; rows: number; columns: number } {
  const layers = nodes.map(() => -1);
  layers[0] = 0;
  const queue = [0];
  for (const at of queue) {
    for (const { from, to } of edges) {
      if (from !== at || (layers[to] ?? 0) >= 0 || nodes[to]?.kind === 'end') continue;
      layers[to] = (layers[at] ?? 0) + 1;
      queue.push(to);
    }
  }
  const last = Math.max(...layers) + 1;
  const filled: number[] = [];
  const places = nodes.map(({ kind }, i) => {
    const layer = kind === 'end' ? last : Math.max(0, layers[i] ?? 0);
    const row = filled[layer] ?? 0;
    filled[layer] = row + 1;
    return { x: MARGIN + layer * (NODE.width + GAP.x), y: top + row * GAP.y };
  });
  const rows = Math.max(...filled.map((count) => count ?? 0), edges.filter(({ from }) => from === undefined).length);
  return { places, rows, columns: last + 1 };
}

function edgeOf(edge: GraphEdge, index: number, places: readonly Place[]): Element[] {
  const to = places[edge.to] as Place;
  const attributes = {
    fill: 'none',
    stroke: '#555',
    'marker-end': 'url(#arrow)',
    ...(edge.taken?.length === 0 ? { 'stroke-dasharray': '3 3' } : {}),
  };
  const from = edge.from === undefined ? { x: to.x - NODE.width - GAP.x / 2, y: to.y + 20 } : (places[edge.from] as Place);
  const label = (x: number, y: number) => text(labelOf(edge), x, y, { 'text-anchor': 'middle', fill: '#06c', 'font-size': 10 });
  const middle = NODE.height / 2;
  if (edge.from === edge.to) {
    const x = from.x + NODE.width / 2;
    const d = `M${x - 20} ${from.y} C${x - 40} ${from.y - 30} ${x + 40} ${from.y - 30} ${x + 20} ${from.y}`;
    return [{ name: 'path', attributes: { ...attributes, d } }, label(x, from.y - 24 - (index % 2) * 10)];
  }
  // Edges between the same two layers are bent differently, so that their labels stay legible.
  const bend = ((index % 5) - 2) * 14;
  const start = { x: from.x + NODE.width, y: from.y + middle };
  const end = { x: to.x, y: to.y + middle };
  const x = (start.x + end.x) / 2;
  const y = (start.y + end.y) / 2 + bend;
  return [
    { name: 'path', attributes: { ...attributes, d: `M${start.x} ${start.y} Q${x} ${y + bend} ${end.x} ${end.y}` } },
    label(x, y - 4),
  ];
}

function text(content: string, x: number, y: number, attributes: Element['attributes']): Element {
  return { name: 'text', attributes: { x, y, ...attributes }, children: [content] };
}
