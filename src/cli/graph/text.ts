/** Graphs as text on a terminal, and in the languages of Mermaid and Graphviz. */

import { htmlText, jsonString, terminalText } from '../../runtime/outputs/escape.ts';
import { grouped, shortDuration } from '../../runtime/outputs/figures.ts';
import type { Palette } from '../../runtime/outputs/palette.ts';
import { padEnd, widthOf } from '../../runtime/outputs/terminal.ts';
import type { Graph, GraphEdge } from '../../runtime/trace/graph.ts';

/** `17×, median 1.2s`; empty if there is no log. */
function takenText({ taken }: GraphEdge): string {
  if (!taken) return '';
  const median = taken[Math.floor((taken.length - 1) / 2)];
  return median === undefined ? 'never' : `${grouped(taken.length)}×, median ${shortDuration(median)}`;
}

/** Each state, with its outgoing edges below. */
export function graphText({ rule, kind, nodes, edges, cut }: Graph, palette: Palette): string {
  const width = Math.max(0, ...edges.map(({ label }) => widthOf(terminalText(label))));
  const lineOf = (edge: GraphEdge) => {
    const taken = takenText(edge);
    const paint = edge.taken?.length === 0 ? palette.dim : (text: string) => text;
    return paint(`    ${padEnd(terminalText(edge.label), width)}  → ${nameOf(edge.to)}${taken === '' ? '' : `   ${taken}`}`);
  };
  const nameOf = (index: number) => (nodes[index]?.kind === 'state' ? `(${index})` : terminalText(nodes[index]?.label ?? ''));
  const lines = [`${palette.bold(terminalText(rule))} ${palette.dim(kind)}`];
  for (const [index, node] of nodes.entries()) {
    if (node.kind === 'end') continue;
    lines.push(`  ${palette.cyan(node.kind === 'start' ? node.label : `(${index}) ${terminalText(node.label)}`)}`);
    lines.push(...edges.filter(({ from }) => from === index).map(lineOf));
  }
  const anywhere = edges.filter(({ from }) => from === undefined);
  if (anywhere.length > 0) lines.push(`  ${palette.cyan('anywhere')}`, ...anywhere.map(lineOf));
  if (cut) lines.push(palette.dim('  … and more states'));
  return `${lines.join('\n')}\n`;
}

/** https://mermaid.js.org/syntax/flowchart.html */
export function graphMermaid({ rule, nodes, edges }: Graph): string {
  const quoted = (text: string) => `"${htmlText(text, /[&"<>]/g)}"`;
  const shapes = { start: ['([', '])'], state: ['[', ']'], end: ['(((', ')))'] } as const;
  const lines = nodes.map(({ label, kind }, i) => `  n${i}${shapes[kind][0]}${quoted(label)}${shapes[kind][1]}`);
  if (edges.some(({ from }) => from === undefined)) lines.push('  any(["anywhere"])');
  for (const edge of edges) lines.push(`  ${sourceOf(edge)} -->|${quoted(labelOf(edge))}| n${edge.to}`);
  return `---\ntitle: ${jsonString(rule)}\n---\nflowchart LR\n${lines.join('\n')}\n`;
}

/** https://graphviz.org/doc/info/lang.html */
export function graphDot({ rule, nodes, edges }: Graph): string {
  const quoted = (text: string) => `"${terminalText(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  const shapes = { start: 'ellipse', state: 'box', end: 'doublecircle' };
  const lines = nodes.map(({ label, kind }, i) => `  n${i} [shape=${shapes[kind]}, label=${quoted(label)}];`);
  if (edges.some(({ from }) => from === undefined)) lines.push('  any [shape=ellipse, style=dashed, label="anywhere"];');
  for (const edge of edges) {
    const isNever = edge.taken?.length === 0;
    lines.push(`  ${sourceOf(edge)} -> n${edge.to} [label=${quoted(labelOf(edge))}${isNever ? ', style=dotted' : ''}];`);
  }
  return `digraph ${quoted(rule)} {\n  rankdir=LR;\n${lines.join('\n')}\n}\n`;
}

function sourceOf({ from }: GraphEdge): string {
  return from === undefined ? 'any' : `n${from}`;
}

/** Includes what a log shows about the edge. */
export function labelOf(edge: GraphEdge): string {
  const taken = takenText(edge);
  return taken === '' ? edge.label : `${edge.label} (${taken})`;
}
