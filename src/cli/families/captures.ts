/** Commands that record input, and run rules over it later. */

import { type Command, Option } from 'commander';
import { addFollowing, addOrder, addReporting, collect, type Family, positiveNumber, refuseIdle } from './family.ts';

export const addCaptures: Family = (program, runs) => {
  addFollowing(
    program
      .command('capture')
      .description('Write what comes in over the network and in growing logs to a file for corr replay.')
      .argument('[rules...]', 'rules whose formats to use, besides the built-in ones')
      .option('-o, --output <file>', 'the file to write')
      .option('--syslog <address>', 'receive on udp://, tcp://, tls://, relp:// or unix://; may be repeated', collect)
      .option('--follow <log>', 'a log that grows: a file, glob or folder, or format=path; may be repeated', collect)
      .option('--state <folder>', 'instead of inputs: the journal that corr serve keeps there'),
  )
    .option('--idle <duration>', 'how long nothing must come before ticks of the wall clock are recorded', '2s')
    .option('--duration <duration>', 'end after this time')
    .option('--records <n>', 'end after this many records', positiveNumber)
    .option('--max-bytes <size>', 'end when the file has about this size: 100MB, 1GiB')
    .option('--force', 'overwrite an existing file')
    .action(
      runs(async (rules: string[], options, command: Command) => {
        if (options.state !== undefined) refuseIdle(command, ['idle', 'zone', 'maxLine'], 'with --state');
        return (await import('../commands/capture.ts')).capture(rules, options);
      }),
    );
  const replay = program
    .command('replay')
    .description('Run rules over what a live run took in, or a capture: the same bytes come out as came out then.')
    .argument('<inputs...>', 'rules first, then captures, or journals from the state of corr serve, in their order');
  addReporting(replay)
    .option('--where <condition>', 'only records that match: host == "web1" and severity >= error')
    .option('--lines <a-b>', 'only lines, or messages, with these numbers in their source: 17, 100-200')
    .option('--zone <zone>', 'the zone of hours and days of --stats', 'UTC');
  addOrder(replay, '2s')
    .option('--max-skew <duration>', 'how far after its receipt a timestamp may be and still be trusted', '5m')
    .addOption(
      new Option('--at-end <what>', 'what to do with open transactions at the end; keep: report nothing, as in a live run')
        .choices(['keep', 'open', 'expire'])
        .default('keep'),
    )
    .action(runs(async (inputs: string[], options) => (await import('../commands/replay.ts')).replay(inputs, options)));
};
