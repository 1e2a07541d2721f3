/** One-line descriptions of the words of the language, and the text to insert for each. */

import { given } from '../../given.ts';

/** Kinds of blocks; `file` is the top level. */
export type Block = 'file' | 'records' | 'transaction' | 'window' | 'schedule' | 'test';

interface WordPage {
  doc: string;
  /**
   * The text to insert if the word begins an item; placeholders are between ‹ and ›, alternatives are separated by `|`.
   */
  form?: string;
  /** Where it is written among the items of its block, by custom. */
  order: number;
}

/** A word, its description, and its form. */
type Row = readonly [word: string, doc: string, form?: string];

const KEY: Row = ['key', 'The fields that identify what is watched. Records with the same values belong together.', 'key ‹field›'];

const REPORTING: readonly Row[] = [
  ['emit', 'Fields that each outcome carries.', 'emit { ‹name› = ‹value› }'],
  ['labels', 'Constant fields that each outcome carries.', 'labels { ‹team› = "‹platform›" }'],
  ['limit', 'How many may be open at once, 1,000,000 by default; one more evicts the one that was idle longest.', 'limit ‹50000›'],
  ['message', 'The message of an outcome; `{…}` holds expressions.', 'message ‹failure› = "‹›"'],
  ['severity', 'How serious an outcome is: debug info notice warning error critical alert emergency.', 'severity ‹failure› = ‹warning›'],
  ['report', 'Which outcomes are reported, and how often. It does not change what is counted or chained.', 'report ‹failure›'],
];

const FILE: readonly Row[] = [
  ['import', 'Imports what another file declares.', 'import { ‹name› } from "‹std/sshd›"'],
  ['param', 'A named constant; `--param` sets it.', 'param ‹name› = ‹5m›'],
  [
    'table',
    'A table from a CSV file, looked up by its first column: `assets[host].owner`.',
    'table ‹name› (‹key›: ‹text›, ‹value›: ‹text›) from "‹file.csv›"',
  ],
  [
    'format',
    'How bytes become records: a template, or a built-in format whose time and message are elsewhere.',
    'format ‹name› = "‹{time:stamp(\'iso\')} {message:rest}›"',
  ],
  ['records', 'A group of record patterns for one format.', 'records ‹name› from ‹syslog› {\n  ‹record› = "‹›"\n}'],
  [
    'transaction',
    'What belongs together from a first record to a last one. Each one that starts gets exactly one outcome.',
    'transaction ‹name› {\n  key ‹field›\n  start ‹group.record›\n  then  ‹group.record›\n  timeout "‹too late›" after ‹1h›\n}',
  ],
  [
    'window',
    'Counts and sums over a span of time, reported when a condition holds.',
    'window ‹name› {\n  key ‹field›\n  over ‹5m›\n  open when ‹count(group.record) >= 5›\n}',
  ],
  [
    'schedule',
    'Something that must come regularly.',
    'schedule ‹name› {\n  key ‹host› learn ‹7d›\n  await ‹group.record› every ‹60s› grace ‹30s›\n}',
  ],
  [
    'test',
    'What the rules of this file must report for a log.',
    'test "‹name›" {\n  log ‹syslog› """\n    ‹›\n  """\n  end\n  expect ‹rule.success›\n  expect nothing else\n}',
  ],
];

const TRANSACTION: readonly Row[] = [
  ['start', 'The first element of the pattern.', 'start ‹group.record›'],
  [
    'then',
    'What comes next in the pattern; other records may come between. Also `then wait D`, `then no R for D`.',
    'then  ‹group.record›',
  ],
  ['next', 'What comes immediately next: no other record of this rule may come between.', 'next  ‹group.record›'],
  [
    'success',
    'Ends it successfully: at a record, after a time, or `when` a condition holds once the pattern is complete.',
    'success when ‹condition› else "‹name›"',
  ],
  ['failure', 'Ends it as failed, at a record or after a time.', 'failure "‹name›" on ‹group.record›'],
  [
    'timeout',
    'Ends it because its time is up: `after D` from the first record, `after D idle` from the last one, `after ack.lease` as a record tells, `by 06:00`.',
    'timeout "‹name›" after ‹1h›',
  ],
  ['abandoned', 'Ends it because nobody waits for it any more.', 'abandoned "‹name›" after ‹1h›'],
  ['warning', 'Reports once, without ending anything.', 'warning "‹name›" after ‹1m›'],
  ['on', 'A policy: `on restart`, `on conflict`, `on unexpected`, `on orphan`.', 'on ‹restart|conflict|unexpected|orphan› ‹abandon›'],
  ['linger', 'How long an ended transaction keeps its keys, so that late records of it are not orphans.', 'linger ‹2s›'],
  ['release', 'Releases a key at a record: its values then belong to nobody.', 'release ‹key› on ‹group.record›'],
];

const WINDOW: readonly Row[] = [
  ['over', 'The span: `over 5m` slides, `over every 1h` tumbles, `over session 5m` ends after silence.', 'over ‹5m›'],
  ['open', 'When an episode begins.', 'open when ‹condition›'],
  ['close', 'When an episode ends; by default as soon as `open when` no longer holds.', 'close when ‹condition›'],
  ['fire', 'Reports `fired` at a record when a condition holds.', 'fire on ‹group.record› when ‹condition›'],
];

const SCHEDULE: readonly Row[] = [
  ['await', 'The record that must come, `every D` or `daily by 06:00`.', 'await ‹group.record› every ‹60s› grace ‹30s›'],
];

const TEST: readonly Row[] = [
  ['log', 'The records that come in: text, or a file beside this one.', 'log ‹syslog› """\n  ‹›\n"""'],
  ['advance', 'Lets time pass. A deadline exactly that far away does not fire.', 'advance ‹10m›'],
  ['end', 'The input ends here.', 'end'],
  ['expect', 'An outcome that must have occurred; `expect nothing else` forbids any other.', 'expect ‹rule.success›'],
  ['restart', 'Saves all state here and reads it again: nothing may change.', 'restart'],
];

/** Words inside of items. */
const PARTS: readonly Row[] = [
  ['as', 'Names a step: the last record it took, and summaries over all that it took.'],
  ['where', 'A condition on each single record.'],
  ['when', 'A condition on the whole transaction or window.'],
  ['within', 'The longest time to wait, from the record before.'],
  ['without', 'A record that must not come while this one is awaited.'],
  ['since', 'From the last record that a step took: not before it has taken one, and the time is counted from there.'],
  ['before', 'Only while a step has not taken a record.'],
  ['idle', 'Counted from the last record that a step took.'],
  ['after', 'Once this much time has passed.'],
  ['by', 'At a time of day, the first one after the opening record. In `report`: for each value of these fields.'],
  ['wait', 'Passes once this much time has passed.'],
  ['no', 'Passes once this much time has passed without a record, and fails if it comes. In a test: no such outcome.'],
  ['any', 'One of the members.'],
  ['all', 'All of the members, in any order. After an outcome: every open one, whatever its key.'],
  ['every', 'In a key: each element of a list. Elsewhere: repeatedly.'],
  ['each', 'One record carries several key values of one transaction, one in each of these fields.'],
  ['hold', 'How long records with an unknown value are kept, until it is known which transaction they belong to.'],
  ['learn', 'Keys are learnt from the records, and forgotten after this much silence.'],
  ['grace', 'How much later still counts as in time.'],
  ['daily', 'Once a day.'],
  ['zone', 'The time zone, by its IANA name.'],
  ['let', 'Fields that are computed from others.'],
  ['weight', 'How many records a record counts as.'],
  ['multiline', 'Several lines are one record.'],
  ['forget', 'Empties the window once it has fired.'],
  ['previous', 'The record that the same repetition took before.'],
  ['none', 'The missing value: only `== none` and `!= none` test for it. `key none`: one for all.'],
  ['contains', 'Whether a text contains another, or a list an element.'],
  ['matches', 'Whether a regular expression matches in a text.'],
  ['in', 'Whether a value is in a list, or an address in a network.'],
  ['starts', '`starts with`: whether a text begins with another.'],
  ['ends', '`ends with`: whether a text ends with another.'],
  ['restart', 'A record comes that could open a transaction that is already open: abandon, ignore, overlap or overtake.'],
  ['conflict', 'A key value of one transaction belongs to another: count or take.'],
  ['unexpected', 'A record of the rule that no step takes: count or fail.'],
  ['orphan', 'A record whose key no open transaction has, and that cannot open one: count or report.'],
];

const pagesOf = (rows: readonly Row[]): ReadonlyMap<string, WordPage> =>
  new Map(rows.map(([word, doc, form], order) => [word, { doc, order, ...given({ form }) }]));

const HEADS: Readonly<Record<Block, ReadonlyMap<string, WordPage>>> = {
  file: pagesOf(FILE),
  records: new Map(),
  transaction: pagesOf([KEY, ...TRANSACTION, ...REPORTING]),
  window: pagesOf([KEY, ...WINDOW, ...REPORTING]),
  schedule: pagesOf([KEY, ...SCHEDULE, ...REPORTING]),
  test: pagesOf(TEST),
};
const parts = pagesOf(PARTS);

/** The description of a word that begins an item of a block. */
export function headPage(block: Block, word: string): WordPage | undefined {
  return HEADS[block].get(word);
}

/** The description of a word inside of an item. */
export function partPage(word: string): WordPage | undefined {
  return parts.get(word);
}

/** The kind of block that a declaration has. */
export function blockOf(declaration: string | undefined): Block {
  switch (declaration) {
    case 'RecordsDecl':
      return 'records';
    case 'TransactionDecl':
      return 'transaction';
    case 'WindowDecl':
      return 'window';
    case 'ScheduleDecl':
      return 'schedule';
    case 'TestDecl':
      return 'test';
    default:
      return 'file';
  }
}
