/** Diagnostics about the files that params and tables are read from, and about lookups in them. */

import { around, spec } from './spec.ts';

const param = (type: string, use: string) =>
  `param limits: ${type} from "limits.txt"\n${around(`key id\nstart app.begin\nthen app.load where ${use}\nthen app.done\ntimeout after 1h`)}`;
const table = (columns: string, use = 'owners[text(n)].owner == "ann"') =>
  `table owners (${columns}) from "owners.csv"\n${around(`key id\nstart app.begin\nthen app.load where ${use}\nthen app.done\ntimeout after 1h`)}`;
const numbers = { 'limits.txt': '# one a line\n3\n12\n' };
const owners = { 'owners.csv': 'id,owner\n1,ann\n2,"Brown, Bob"\n' };

export const files = {
  'bad-value': spec(
    'error',
    (file: string, line: number, column: number, text: string, type: string) =>
      `${file}, line ${line}, column ${column}: '${text}' is not a valid ${type}.`,
    {
      help: 'Networks have the type network; an optional value, as in int?, may be empty. In a list, lines that begin with # are skipped.',
      files: numbers,
      bad: param('list(ip)', 'ip(text(n)) in limits'),
      good: param('list(int)', 'n in limits'),
    },
  ),
  'one-value-wanted': spec(
    'error',
    (file: string, param: string, found: number) => `'${param}' is a single value, but ${file} has ${found}.`,
    {
      help: 'Keep one of them, or make the param a list, as in list(int).',
      files: numbers,
      bad: param('int', 'n == limits'),
      good: param('list(int)', 'n in limits'),
    },
  ),
  'bad-row': spec(
    'error',
    (file: string, line: number, found: number, wanted: number) =>
      `${file}, line ${line} has ${found} ${found === 1 ? 'cell' : 'cells'}, not ${wanted}.`,
    {
      help: 'Each line of a table needs one cell for each column, separated by commas.',
      files: owners,
      bad: table('id: text, owner: text, mail: text'),
      good: table('id: text, owner: text'),
    },
  ),
  'bad-quotes': spec(
    'error',
    (file: string, line: number, column: number) =>
      `${file}, line ${line}, column ${column}: a cell must be quoted as a whole, or not at all.`,
    {
      help: 'Write a quote inside a quoted cell twice.',
      files: { 'owners.csv': '1,ann\n2,Bob "the builder"\n', 'good.csv': '1,ann\n2,"Bob ""the builder"""\n' },
      bad: table('id: text, owner: text'),
      good: table('id: text, owner: text').replace('owners.csv', 'good.csv'),
    },
  ),
  /** No example: it would have a million lines. */
  'too-many-values': spec('error', (file: string, most: number) => `${file} has more than ${most} values.`, {
    help: 'Values from files are constants of the program. Put a larger set into the records.',
    bad: '',
    good: '',
  }),
  'unknown-column': spec('error', (name: string, table: string) => `The table '${table}' has no column '${name}'.`, {
    help: 'The columns are those between the parentheses of its declaration.',
    files: owners,
    bad: table('id: text, owner: text', 'owners[text(n)].name == "ann"'),
    good: table('id: text, owner: text'),
  }),
  'wrong-lookup': spec(
    'error',
    (table: string, wanted: string, found: string) => `The table '${table}' is looked up by ${wanted}, not by ${found}.`,
    {
      help: 'Look up a value of its first column.',
      files: owners,
      bad: table('id: int, owner: text', 'owners[text(n)].owner == "ann"'),
      good: table('id: int, owner: text', 'owners[n].owner == "ann"'),
    },
  ),
  'table-without-column': spec('error', (table: string) => `'${table}[…]' is a row, not a value.`, {
    help: 'Name a column, as in assets[host].owner.',
    files: owners,
    bad: table('id: text, owner: text', 'owners[text(n)] == "ann"'),
    good: table('id: text, owner: text'),
  }),
} as const;
