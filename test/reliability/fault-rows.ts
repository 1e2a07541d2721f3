/** The table of faults: the required behaviour for each, and the test that proves it. */

export interface FaultRow {
  fault: string;
  expected: string;
  /** A test file, and part of the name of a test in it; absent if there is none yet. */
  proof?: { file: string; test: string };
}

const live = (name: string) => `test/runtime/live/${name}.test.ts`;
const inputs = (name: string) => `test/runtime/inputs/${name}.test.ts`;
const SERVE = 'test/cli/serve/faults.test.ts';
const outputs = (name: string) => `test/runtime/outputs/senders/${name}.test.ts`;

export const FAULTS: readonly FaultRow[] = [
  row('killed at any moment', 'nothing is lost and nothing told twice', live('kill'), 'tells the same after'),
  row('loss of power', 'files lose nothing', live('crash'), 'a crash at any operation'),
  row('a second crash on the way back', 'the same', live('crash'), 'and another one on the way back'),
  row('a disk that is full', 'reading stops, and goes on by itself', live('failing-disk'), 'a disk that is full'),
  row('a disk that is full at the start', 'waited for, and told', 'test/cli/serve/full-disk.test.ts', 'is waited for, and that is told'),
  row('a disk that takes nothing any more', 'the run ends as in a crash', live('failing-disk'), 'a disk that takes nothing any more'),
  row('written bytes that cannot be synchronized', 'the run ends as in a crash', live('failing-disk'), 'are not taken for safe'),
  row('a receiver that is down', 'tried again, later and later', outputs('delivery-loop'), 'tries again after waits'),
  row('a receiver that asks for patience', 'it is waited for', outputs('delivery-loop'), 'waits at least as long'),
  row('a receiver that refuses', 'a dead letter at once', outputs('delivery-loop'), 'buries at once'),
  row('a receiver that is down for ever', 'a dead letter in the end', outputs('delivery-loop'), 'gives up'),
  row('a pipe that is closed', '`corr run | head` ends quietly', 'test/cli/commands/run.test.ts', 'ends quietly when nobody reads on'),
  row('a log renamed', 'read to its end, then the new one', inputs('follow/follow'), 'by renaming is read to its end'),
  row('a log rotated while we are down', 'found by how it begins', inputs('follow/follow'), 'several times while nobody reads'),
  row('a log copied and cut', 'read to the end of its copy', inputs('follow/follow'), 'is read to the end of its copy'),
  row('a log cut without a copy', 'begun anew, and told', inputs('follow/follow'), 'begins anew if it was not copied'),
  row('a file removed by the next rotation', 'the one after it is read', inputs('follow/chain'), 'loses nothing of the file between'),
  row('a renamed file written to for ever', 'told', inputs('follow/chain'), 'delays the new one, and that is said once'),
  row('a renamed file written to late', 'counted, and told', inputs('follow/chain'), 'what it gets then is counted'),
  row('a renamed file that cannot be read', 'told, and those after it are read', inputs('follow/beginning'), 'keeps no other waiting'),
  row('an inode used again', 'known by its beginning', inputs('follow/follow'), 'where another has its inode'),
  row('half a line', 'waited for', inputs('follow/follow'), 'is waited for until it is there, and line by line'),
  row('anything of that, in any order', 'no line lost, none told twice', inputs('follow/follow'), 'loses no line and tells none twice'),
  row('more than we can take', 'the sender waits', inputs('net/receivers'), 'gets every message over TCP'),
  row('a burst of datagrams', 'each loss is counted', inputs('net/receivers'), 'gets every datagram at'),
  row('rules changed at a reload', 'in flight: drained, migrated or abandoned', live('reload'), 'keeps what is open of a rule'),
  row('a reload that changes nothing', 'nothing happens', live('reload'), 'leaves rules alone'),
  row(
    'applications that come and go',
    'the others go on',
    'test/cli/serve/served-applications.test.ts',
    'starts applications that are new',
  ),
  row('a reload of broken rules', 'the old ones go on', SERVE, 'goes on with the rules it has'),
  row('the clock set', 'nothing early, nothing late', live('clock'), 'fires nothing early or late'),
  row('records out of order', 'as sorted, within the lateness', 'test/oracle/laws.test.ts', 'hold on'),
  row('a damaged checkpoint', 'the other one is taken', live('faults'), 'is found out wherever it is damaged'),
  row('both damaged', 'refused', live('faults'), 'is refused if the other is damaged'),
  row('a checkpoint gone', 'refused', live('faults'), 'is refused if it is gone'),
  row('an output cut or changed', 'refused', live('faults'), 'is refused if an output, or what waits for one, is shorter'),
  row('two processes, one state', 'the second one is refused', SERVE, 'keeps its state to itself'),
  row('SIGTERM at any moment', 'all that has come is dealt with, exit code 0', live('kill'), 'tells the same after'),
  row('an error of the program at a record', 'the record is passed over, and told', live('faults'), 'at a record costs that record'),
  row(
    'an error of the program at a rule, again and again',
    'that rule is disabled, and told',
    live('faults'),
    'at a rule, again and again',
  ),
  row('no file descriptor left', 'turned away and counted', inputs('net/few-descriptors'), 'turns away whom it cannot serve'),
];

function row(fault: string, expected: string, file?: string, test?: string): FaultRow {
  return { fault, expected, ...(file !== undefined && test !== undefined && { proof: { file, test } }) };
}
