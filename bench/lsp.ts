/**
 * The time from a keystroke to the diagnostics of the file, and to completions, in a workspace of many files that
 * import each other; beside the time to parse the one file, which no service can avoid.
 *
 * node scripts/run.mjs bench/lsp.ts [FILES] [KEYSTROKES]
 */

import { argv } from 'node:process';
import { parse } from '../src/dsl/parser.ts';
import { Source } from '../src/dsl/source.ts';
import { Workspace } from '../src/dsl/workspace.ts';
import { LanguageService } from '../src/lsp/service.ts';
import { machine } from './measure.ts';
import { failuresOf, recordsOf, requestsOf } from './service.ts';

const [, , fileCount = '200', keystrokes = '200'] = argv;
/** One in this many files is a library that the others import. */
const PER_LIBRARY = 10;

function library(i: number): string {
  return `/// Lines of service ${i}.\n${recordsOf(`service${i}`)}`;
}

function rules(i: number, of: number): string {
  const name = `service${of}`;
  return `import { ${name} } from "./library${of}"

${requestsOf(name, `request_${i}`)}
${failuresOf(name, `failures_${i}`)}
test "a request that ends well" {
  log syslog """
    <86>1 2024-03-01T08:00:00Z gate ${name} - - - begin request 1 for ann from 192.0.2.1
    <86>1 2024-03-01T08:00:01Z gate ${name} - - - request 1 done in 1s
  """
  expect request_${i}.success { user = "ann", steps = 0 }
}
`;
}

const files = new Map<string, string>();
for (let i = 0; i < Number(fileCount); i++) {
  const of = i - (i % PER_LIBRARY);
  if (i === of) files.set(`/rules/library${of}.corr`, library(of));
  else files.set(`/rules/rules${i}.corr`, rules(i, of));
}

const service = new LanguageService(new Workspace({ read: (path) => files.get(path) }));
service.workspace.add(files.keys());

interface Figure {
  wall: number;
  cpu: number;
}

/** Milliseconds; CPU time is that of all threads: on a busy machine, wall time includes others' work. */
function cost(work: () => unknown): Figure {
  const [begin, start] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(start);
  return { wall: performance.now() - begin, cpu: (user + system) / 1000 };
}

const opening = cost(() => {
  for (const path of files.keys()) service.diagnostics(path);
});

/** A name is typed letter by letter in one file after another, and deleted. */
const TYPED = 'then  service0.do';
const figures = new Map<string, Figure[]>();
const record = (name: string, work: () => unknown) => figures.set(name, [...(figures.get(name) ?? []), cost(work)]);
const edited = [...files.keys()].filter((path) => path.includes('/rules1.') || path.includes('/rules2.'));

for (let key = 0; key < Number(keystrokes); key++) {
  const path = edited[key % edited.length] as string;
  const whole = files.get(path) ?? '';
  const at = whole.indexOf('  failure');
  const piece = TYPED.slice(0, 1 + (key % TYPED.length));
  const text = `${whole.slice(0, at)}  ${piece}\n${whole.slice(at)}`;
  record('parse', () => parse(new Source(path, text)));
  record('keystroke to diagnostics', () => {
    service.workspace.update(path, text);
    service.diagnostics(path);
  });
  record('completion', () => service.completion(path, at + 2 + piece.length));
  record('hover', () => service.hover(path, whole.indexOf('.begin')));
  record('semantic tokens', () => service.semanticTokens(path));
  const shared = '/rules/library0.corr';
  record('library edited: one of its users', () => {
    service.workspace.update(shared, `${files.get(shared)}// ${key}\n`);
    service.diagnostics(path);
  });
}
record('references in the workspace', () =>
  service.references('/rules/library0.corr', (files.get('/rules/library0.corr') ?? '').indexOf('begin ')),
);
record('rename in the workspace', () =>
  service.rename('/rules/library0.corr', (files.get('/rules/library0.corr') ?? '').indexOf('begin '), 'opened'),
);

/** Of sorted values. */
const quantile = (values: readonly number[], share: number) =>
  values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
const rows = [...figures].map(([name, all]) => {
  const walls = all.map(({ wall }) => wall).sort((a, b) => a - b);
  const cpus = all.map(({ cpu }) => cpu).sort((a, b) => a - b);
  const shown = [quantile(walls, 0.5), quantile(walls, 0.95), quantile(cpus, 0.5), quantile(cpus, 0.95)];
  return `${name.padEnd(34)}${shown.map((value) => value.toFixed(1).padStart(9)).join('')}\n`;
});
process.stdout.write(
  `${machine()}\n${files.size} files, ${[...files.values()].join('').split('\n').length} lines; all checked once: ${opening.wall.toFixed(0)} ms (${opening.cpu.toFixed(0)} ms of CPU)\n\n${'ms'.padEnd(34)}  wall 50%  wall 95%  cpu 50%  cpu 95%\n${rows.join('')}`,
);
