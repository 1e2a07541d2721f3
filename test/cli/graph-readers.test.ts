/** Graphs are accepted by Mermaid's parser, and by Graphviz where it is installed. */

import { spawnSync } from 'node:child_process';
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, it } from 'vitest';
import { graphDot, graphMermaid } from '../../src/cli/graph/text.ts';
import type { Plan } from '../../src/dsl/plan.ts';
import { type Graph, graphOf } from '../../src/runtime/trace/graph.ts';
import { compiled } from '../dsl/programs.ts';
import { compileStory, stories } from '../dsl/stories.ts';
import { PAYLOADS } from '../runtime/outputs/payloads.ts';

const graphsOf = ({ rules, ...plan }: Plan): Graph[] => rules.map((rule) => graphOf(rule, { rules, ...plan }));

/** An ending with a hostile name. */
function hostile(name: string): Plan | undefined {
  return compiled(`records app from json {
  \`@a "b" <c>\` = { event: "a", id: text }
  end = { event: "b", id: text }
  stop = { event: "c", id: text }
}
transaction \`graph: [x] --> "y"\` {
  key id
  start app.\`@a "b" <c>\` as from
  then app.end where id == from.id within 10s
  failure "${name.replace(/["\\]/g, '\\$&')}" on app.stop
}
`).plan;
}

const NAMES = [...PAYLOADS, 'end', '%% comment', 'a --> b', '`code`', '"]', '}', '&quot;', '\\', '</svg>'].filter((name) =>
  /^[^\r\n]+$/.test(name),
);
const plans = [...[...stories.values()].map((text) => compileStory(text).plan), ...NAMES.map(hostile)].filter((plan) => plan !== undefined);
const graphs = plans.flatMap(graphsOf);

it('there are graphs', () => {
  expect(graphs.length).toBeGreaterThan(60);
});

describe('for Mermaid', () => {
  let parse: (text: string) => Promise<unknown>;
  beforeAll(async () => {
    // It needs the document of a browser to sanitize labels.
    const { window } = parseHTML('<!doctype html><html><body></body></html>');
    Object.assign(globalThis, { window, document: window.document });
    const { default: mermaid } = await import('mermaid');
    parse = (text) => mermaid.parse(text);
  });

  it('they are flow charts', async () => {
    for (const graph of graphs) {
      const text = graphMermaid(graph);
      await expect(parse(text), text).resolves.toMatchObject({ diagramType: 'flowchart-v2' });
    }
  });

  it('a broken graph is rejected', async () => {
    await expect(parse(graphMermaid(graphs[0] as Graph).replace('n0([', 'n0([('))).rejects.toThrow();
  });
});

const graphviz = spawnSync('dot', ['-V']).status === 0;

describe.skipIf(!graphviz)(`for Graphviz${graphviz ? '' : ' (SKIPPED: it is not installed)'}`, () => {
  it('they are graphs with all their nodes and edges', () => {
    const { status, stdout, stderr } = spawnSync('dot', ['-Tplain'], { input: graphs.map(graphDot).join(''), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const drawn = stdout.split(/^stop\r?\n/m).slice(0, -1);
    const count = (text: string, word: string) => text.match(new RegExp(`^${word} `, 'gm'))?.length ?? 0;
    const drawnAs = drawn.map((text) => [count(text, 'node'), count(text, 'edge')]);
    const anywhere = ({ edges }: Graph) => (edges.some(({ from }) => from === undefined) ? 1 : 0);
    expect(drawnAs).toEqual(graphs.map((graph) => [graph.nodes.length + anywhere(graph), graph.edges.length]));
  });
});
