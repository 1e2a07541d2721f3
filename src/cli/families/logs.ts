/** Commands that read logs. */

import { type Command, Option } from 'commander';
import {
  addOrder,
  addReading,
  addReporting,
  atEndOption,
  collect,
  type Family,
  paramOption,
  positiveNumber,
  refuseIdle,
  threadCount,
} from './family.ts';

export const addLogs: Family = (program, runs) => {
  const run = program
    .command('run')
    .description('Run rules over logs, and report every transaction.')
    .argument('[inputs...]', 'rules first, then logs: files, globs, folders, gz, format=path, or - for standard input')
    .option('-e, --expression <rule>', 'a rule as text; may be repeated', collect)
    .option('-f, --follow', 'keep reading as the logs grow and are rotated, until stopped by a signal');
  addReading(addReporting(run).option('--records <n>', 'how many records an outcome lists, or all', '100'));
  addOrder(run, '0s', 'how far records may be out of order; with --follow as in corr serve')
    .addOption(atEndOption())
    .option('--workers <n>', 'run the rules in this many threads, besides the one that reads; not with --follow', threadCount, 0)
    .option('--dry-run', 'say what would be read, and how, and stop')
    .action(
      runs(async (inputs: string[], options, command: Command) => {
        // Live input from several logs is never quite in order.
        const isLive = options.follow && command.getOptionValueSource('lateness') === 'default';
        return (await import('../commands/run.ts')).run(inputs, isLive ? { ...options, lateness: '2s' } : options);
      }),
    );
  addReading(
    program
      .command('decode')
      .description('Show the records of a log as JSON, with what was guessed; no rules are needed.')
      .argument('<logs...>', 'files, globs, folders, or - for standard input')
      .option('--format <format>', 'syslog, json, logfmt, cef, clf, journal, container or line; detected if not given'),
  ).action(runs(async (logs: string[], options) => (await import('../commands/decode.ts')).decode(logs, options)));
  addExplain(program, runs);
};

const addExplain: Family = (program, runs) => {
  const explain = program
    .command('explain')
    .description('Explain why a transaction ended as it did, what the rules make of a line, or which lines almost match.')
    .argument('<inputs...>', 'rules first, then logs')
    .option(
      '--key <name=value>',
      'the transactions that carry this value, how close the windows of this key came that stayed silent, and which records joined none; may be repeated, to narrow',
      collect,
    )
    .option('--line <n>', 'a line: 17, or auth.log:17')
    .option('--near', 'lines that almost match a record, or their format, by how far the pattern matches')
    .option('--rule <name>', 'only this rule')
    .option('--most <n>', 'show at most this many transactions, or places with --near', positiveNumber, 10)
    .addOption(paramOption());
  addOrder(addReading(explain), '0s')
    .addOption(atEndOption())
    .addOption(
      new Option('--format <format>', 'output format of transactions, or of places with --near').choices(['text', 'json']).default('text'),
    )
    .action(
      runs(async (inputs: string[], options, command: Command) => {
        if (options.near) refuseIdle(command, ['lateness', 'late', 'atEnd'], 'with --near');
        if (options.line !== undefined) refuseIdle(command, ['most', 'atEnd'], 'with --line');
        return (await import('../commands/explain.ts')).explain(inputs, options);
      }),
    );
};
